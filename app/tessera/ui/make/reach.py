"""What an edit or an extension will touch, in sentences. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.frame import sentences

if TYPE_CHECKING:
    from tessera.core.geometry import Rect, Size
    from tessera.core.seal_window import SealWindow

NO_PHOTO = "There is no photo to change. Open one, or generate one."
WHOLE = (
    "The whole picture is sent, and the model may redraw all of it. Paint a mask to keep the rest."
)
MARKUP = "The picture is sent with your drawing; the model may redraw all of it."
NO_FRAME = "Drag an edge of the frame outward; what lies beyond the photo is invented."


def edit_reach(
    *, has_photo: bool, share: float | None, window: SealWindow | None, uses_markup: bool
) -> tuple[str, str]:
    """Return what will change, and how it is sent; ``share`` is the masked part of the photo."""
    if not has_photo:
        return NO_PHOTO, ""
    if uses_markup:
        return MARKUP, ""
    if share is None or window is None:
        return WHOLE, ""
    percent = f"{max(0.1, 100 * share):.1f} %" if share < 0.1 else f"{100 * share:.0f} %"
    reach = f"Only the mask changes, {percent} of the photo. Outside it not one byte differs."
    return reach, window.scale_note or f"A window of {window.sent} goes out, pixel for pixel."


def extend_reach(frame: Rect | None, photo: Size | None, steps: int) -> tuple[str, str]:
    """Return what the frame asks for, and how many calls fill it."""
    if photo is None:
        return NO_PHOTO, ""
    if frame is None:
        return NO_FRAME, ""
    if not steps:
        return sentences(frame, photo), ""
    calls = (
        "One call fills it."
        if steps == 1
        else (f"{steps} calls fill it, from the inside out; the price is for all of them.")
    )
    return sentences(frame, photo), f"{calls} The photo itself stays byte for byte."
