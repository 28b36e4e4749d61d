"""What an edit or an extension will touch is said before anything is sent."""

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.ui.make.reach import edit_reach, extend_reach

WINDOW = SealWindow(Rect(0, 0, 1024, 768), Size(1024, 768))


def said(*, has_photo: bool = True, share: float | None = None, uses_markup: bool = False) -> str:
    window = None if share is None else WINDOW
    found = edit_reach(has_photo=has_photo, share=share, window=window, uses_markup=uses_markup)
    return " ".join(found)


def test_without_a_mask_everything_may_change() -> None:
    assert "may redraw all of it" in said()
    assert "with your drawing" in said(uses_markup=True)


def test_with_a_mask_the_rest_is_promised_and_the_window_named() -> None:
    words = said(share=0.123)
    assert "12 % of the photo" in words
    assert "not one byte differs" in words
    assert "1024×768 goes out, pixel for pixel" in words


def test_a_small_mask_is_never_nothing() -> None:
    assert "0.1 % of the photo" in said(share=0.00001)


def test_a_scaled_window_says_so() -> None:
    scaled = SealWindow(Rect(0, 0, 4000, 3000), Size(2560, 1920))
    _, note = edit_reach(has_photo=True, share=0.9, window=scaled, uses_markup=False)
    assert note == scaled.scale_note


def test_an_extension_says_how_many_calls_fill_it() -> None:
    photo, frame = Size(1800, 1200), Rect(-400, 0, 2600, 1200)
    reach, note = extend_reach(frame, photo, 3)
    assert "400 beyond the left" in reach
    assert note.startswith("3 calls fill it, from the inside out")
    assert extend_reach(None, photo, 0)[0].startswith("Drag an edge")
    assert "no photo" in extend_reach(None, None, 0)[0]
