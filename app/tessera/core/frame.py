"""The frame: the rectangle that a picture is extended or cropped to, in upright photo pixels.

A frame is a `Rect` that may reach beyond the photo and may leave parts of it out. What lies in
the frame and the photo is *kept*, what lies in the frame alone is *invented*, what lies in the
photo alone is *cut*. A frame always keeps at least one pixel. A ratio is width to height.

Dragging starts from the frame as it was when the handle was taken: ``dx`` and ``dy`` are the whole
way since then, so that a limit on the way leaves nothing behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from tessera.core.geometry import Rect, Size
from tessera.core.rules_fit import ceil_div

LEAST_SIDE = 1  # pixels; a frame of none cannot be
LONGEST_SIDE = 30_000
RATIOS = tuple(
    Fraction(across, down)
    for across, down in (
        *((1, 1), (5, 4), (4, 3), (3, 2), (16, 9), (2, 1), (3, 1)),
        *((4, 5), (3, 4), (2, 3), (9, 16), (1, 2), (1, 3)),
    )
)


class Handle(Enum):
    """What of a frame can be dragged; the values say how x and y follow: -1, 0 or 1."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    TOP = (0, -1)
    BOTTOM = (0, 1)
    TOP_LEFT = (-1, -1)
    TOP_RIGHT = (1, -1)
    BOTTOM_LEFT = (-1, 1)
    BOTTOM_RIGHT = (1, 1)
    INSIDE = (0, 0)

    @property
    def across(self) -> int:
        """Return -1 where it moves the left edge, 1 for the right one, 0 for neither."""
        return self.value[0]

    @property
    def down(self) -> int:
        """Return -1 where it moves the top edge, 1 for the bottom one, 0 for neither."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Margins:
    """How far a frame reaches beyond each edge of the photo; below 0 where it cuts."""

    left: int
    top: int
    right: int
    bottom: int


def whole(photo: Size) -> Rect:
    """Return the frame that is the photo itself."""
    return Rect(0, 0, photo.width, photo.height)


def margins(frame: Rect, photo: Size) -> Margins:
    """Return how far ``frame`` reaches beyond the photo on each side.

    >>> margins(Rect(-10, 0, 60, 30), Size(40, 40))
    Margins(left=10, top=0, right=10, bottom=-10)
    """
    return Margins(-frame.left, -frame.top, frame.right - photo.width, frame.bottom - photo.height)


def kept(frame: Rect, photo: Size) -> Rect:
    """Return the part of the photo that the frame keeps."""
    return frame.clipped(photo)


def invented(frame: Rect, photo: Size) -> tuple[Rect, ...]:
    """Return what the frame holds beside the photo, as at most four strips that do not overlap."""
    return _around(frame, kept(frame, photo))


def cut(frame: Rect, photo: Size) -> tuple[Rect, ...]:
    """Return what the frame leaves out of the photo, as at most four strips."""
    return _around(whole(photo), kept(frame, photo))


def extends(frame: Rect, photo: Size) -> bool:
    """Return whether anything of the frame has to be invented."""
    return kept(frame, photo) != frame


def crops(frame: Rect, photo: Size) -> bool:
    """Return whether the frame leaves anything of the photo out."""
    return kept(frame, photo) != whole(photo)


def invented_share(frame: Rect, photo: Size) -> Fraction:
    """Return the share of the frame that has to be invented.

    >>> invented_share(Rect(0, 0, 200, 100), Size(100, 100))
    Fraction(1, 2)
    """
    inside = kept(frame, photo)
    return 1 - Fraction(inside.width * inside.height, frame.width * frame.height)


def _around(outer: Rect, inner: Rect) -> tuple[Rect, ...]:
    strips = (
        Rect(outer.left, outer.top, outer.width, inner.top - outer.top),
        Rect(outer.left, inner.bottom, outer.width, outer.bottom - inner.bottom),
        Rect(outer.left, inner.top, inner.left - outer.left, inner.height),
        Rect(inner.right, inner.top, outer.right - inner.right, inner.height),
    )
    return tuple(strip for strip in strips if not strip.is_empty)


def dragged(
    start: Rect,
    handle: Handle,
    dx: int,
    dy: int,
    *,
    photo: Size,
    ratio: Fraction | None = None,
    symmetric: bool = False,
) -> Rect:
    """Return ``start`` after ``handle`` was dragged by ``dx`` and ``dy``.

    With ``ratio`` the other side follows; ``symmetric`` moves the opposite edge the other way.
    """
    if handle is Handle.INSIDE:
        return touching(Rect(start.left + dx, start.top + dy, start.width, start.height), photo)
    both = 2 if symmetric else 1
    width = _side(start.width + handle.across * dx * both)
    height = _side(start.height + handle.down * dy * both)
    if ratio is not None:
        width, height = _in_ratio(start, handle, width, height, ratio)
    left = _low(start.left, start.width, width, 0 if symmetric else handle.across)
    top = _low(start.top, start.height, height, 0 if symmetric else handle.down)
    return touching(Rect(left, top, width, height), photo)


def widened(frame: Rect, ratio: Fraction, photo: Size) -> Rect:
    """Return the smallest frame of ``ratio`` around ``frame``, which stays in its middle.

    >>> widened(Rect(0, 0, 100, 100), Fraction(2), Size(100, 100))
    Rect(left=-50, top=0, width=200, height=100)
    """
    width = max(frame.width, _rounded(frame.height * ratio))
    height = max(frame.height, _rounded(frame.width / ratio))
    return resized(frame, width, height, photo)


def narrowed(frame: Rect, ratio: Fraction, photo: Size) -> Rect:
    """Return the largest frame of ``ratio`` within ``frame``."""
    width = min(frame.width, _rounded(frame.height * ratio))
    height = min(frame.height, _rounded(frame.width / ratio))
    return resized(frame, width, height, photo)


def resized(frame: Rect, width: int, height: int, photo: Size) -> Rect:
    """Return ``frame`` at another size around its middle, as far as that can be."""
    width, height = _side(width), _side(height)
    left = frame.left + (frame.width - width) // 2
    top = frame.top + (frame.height - height) // 2
    return touching(Rect(left, top, width, height), photo)


def grown_to(frame: Rect, width: int, height: int, photo: Size) -> Rect:
    """Return ``frame`` at another size, changed where it does not lie on the photo's edge.

    A frame that was pulled to the left alone stays at the photo's right edge.
    """
    out = margins(frame, photo)
    left = _free_low(frame.left, frame.width, _side(width), out.left, out.right)
    top = _free_low(frame.top, frame.height, _side(height), out.top, out.bottom)
    return touching(Rect(left, top, _side(width), _side(height)), photo)


def touching(frame: Rect, photo: Size) -> Rect:
    """Return ``frame`` moved just so far that it keeps a pixel of the photo."""
    left = min(max(frame.left, 1 - frame.width), photo.width - 1)
    top = min(max(frame.top, 1 - frame.height), photo.height - 1)
    return Rect(left, top, frame.width, frame.height)


def ratio_name(ratio: Fraction) -> str:
    """Return a ratio as people write it.

    >>> ratio_name(Fraction(16, 9))
    '16:9'
    """
    return f"{ratio.numerator}:{ratio.denominator}"


def share_text(share: Fraction) -> str:
    """Return a share in whole per cent; anything but nothing is at least 1.

    >>> share_text(Fraction(1, 3)), share_text(Fraction(1, 900)), share_text(Fraction(0))
    ('33 %', '1 %', '0 %')
    """
    percent = round(100 * share)
    return f"{max(1, percent) if share else 0} %"


def sentences(frame: Rect, photo: Size) -> str:
    """Return the frame in words: its size, its place, what is invented and what is cut.

    >>> sentences(Rect(-20, 0, 120, 90), Size(100, 100))
    'Frame of 120×90 pixels, 20 beyond the left, 10 cut at the bottom. 17 % is invented.'
    """
    out = margins(frame, photo)
    parts = [f"Frame of {frame.width}×{frame.height} pixels", *_sides(out)]
    share = invented_share(frame, photo)
    return ", ".join(parts) + "." + (f" {share_text(share)} is invented." if share else "")


def _sides(out: Margins) -> Iterator[str]:
    for name, beyond in (
        *(("left", out.left), ("top", out.top), ("right", out.right), ("bottom", out.bottom)),
    ):
        if beyond > 0:
            yield f"{beyond} beyond the {name}"
        elif beyond < 0:
            yield f"{-beyond} cut at the {name}"


def _side(length: int) -> int:
    return min(max(length, LEAST_SIDE), LONGEST_SIDE)


def _in_ratio(
    start: Rect, handle: Handle, width: int, height: int, ratio: Fraction
) -> tuple[int, int]:
    """Return both sides in ``ratio``: an edge leads, of a corner what was pulled further."""
    leads = handle.across != 0
    if handle.across and handle.down:
        leads = abs(width - start.width) >= abs(height - start.height) * ratio
    if not leads:
        width = _rounded(height * ratio)
    width = min(width, LONGEST_SIDE, _rounded(LONGEST_SIDE * ratio))
    width = max(width, LEAST_SIDE, ceil_div(LEAST_SIDE * ratio.numerator, ratio.denominator))
    return width, _rounded(width / ratio)


def _rounded(length: Fraction) -> int:
    return int(length + Fraction(1, 2))


def _low(low: int, length: int, changed: int, pull: int) -> int:
    """Return the lower edge of a changed length: the edge that is not pulled stays."""
    if pull > 0:
        return low
    return low + length - changed if pull < 0 else low + (length - changed) // 2


def _free_low(low: int, length: int, changed: int, before: int, after: int) -> int:
    """Return the lower edge of a changed length: an edge on the photo's own edge stays."""
    if before == 0 and after != 0:
        return low
    return low + length - changed if after == 0 and before != 0 else low + (length - changed) // 2
