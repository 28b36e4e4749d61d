"""The window of a masked edit: legal, around the mask, inside the photo, 1:1 wherever it can be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions
from tessera.core.seal_window import LEAST_SIDE, plan_window
from tests.core.builders import catalogue, model

OPTIONS = {
    known.id: known.image
    for known in catalogue().models
    if known.image is not None and known.image.mask
}
RULED = [name for name, options in OPTIONS.items() if options.size_rule is not None]
FIXED = [name for name, options in OPTIONS.items() if options.size_rule is None]


def options_of(name: str) -> ImageOptions:
    found = model(name).image
    assert found is not None
    return found


@st.composite
def photos_and_masks(
    draw: st.DrawFn, sides: st.SearchStrategy[int] | None = None
) -> tuple[Size, Rect]:
    sides = st.integers(1, 12_000) | st.integers(1, 900) if sides is None else sides
    photo = Size(draw(sides), draw(sides))
    left, top = draw(st.integers(0, photo.width - 1)), draw(st.integers(0, photo.height - 1))
    width = draw(st.integers(1, photo.width - left))
    height = draw(st.integers(1, photo.height - top))
    return photo, Rect(left, top, width, height)


def test_a_small_mask_in_a_large_photo_is_edited_one_to_one() -> None:
    window = plan_window(Size(6000, 4000), Rect(3000, 2000, 200, 150), options_of("gpt-image-2"))
    assert (str(window.sent), window.is_scaled) == ("960×912", False)
    assert window.box == Rect(2620, 1619, 960, 912)


def test_a_window_at_the_corner_is_shifted_not_cut() -> None:
    window = plan_window(Size(6000, 4000), Rect(0, 3900, 100, 100), options_of("gpt-image-2"))
    assert (window.box.left, window.box.bottom) == (0, 4000)
    assert not window.is_scaled


def test_a_mask_over_24_megapixels_is_scaled_and_that_is_said() -> None:
    window = plan_window(Size(6000, 4000), Rect(0, 0, 6000, 4000), options_of("gpt-image-2"))
    assert window.is_scaled
    assert window.box == Rect(0, 0, 6000, 4000)
    assert window.sent.pixels > 8_000_000
    assert "6000×4000" in window.scale_note
    assert str(window.sent) in window.scale_note


@pytest.mark.parametrize(
    "photo", [Size(1, 1), Size(300, 200), Size(2000, 10), Size(7, 900)], ids=str
)
@pytest.mark.parametrize("name", OPTIONS)
def test_a_tiny_or_narrow_photo_can_still_be_edited(name: str, photo: Size) -> None:
    options = options_of(name)
    window = plan_window(photo, Rect(0, 0, 1, 1), options)
    assert options.size_problem(window.sent) is None
    assert window.box.left <= 0 < window.box.right
    assert window.box.top <= 0 < window.box.bottom


def test_a_photo_below_the_smallest_size_is_enlarged_not_surrounded_by_filling() -> None:
    window = plan_window(Size(300, 200), Rect(100, 50, 20, 20), options_of("gpt-image-2"))
    assert window.box == Rect(0, 0, 300, 200)
    assert str(window.sent) == "1008×672"
    assert "made smaller again" in window.scale_note


def test_sides_that_are_no_multiple_of_16_reach_over_the_edge_by_less_than_16() -> None:
    window = plan_window(Size(1001, 1001), Rect(0, 0, 1001, 1001), options_of("gpt-image-2"))
    assert not window.is_scaled
    assert str(window.sent) == "1008×1008"
    assert (window.box.left, window.box.right) == (-3, 1005)


def test_context_is_given_up_before_an_experimental_size_is_used() -> None:
    options = options_of("gpt-image-2")
    assert options.size_rule is not None
    window = plan_window(Size(6000, 4000), Rect(2000, 1000, 2200, 1300), options)
    assert not window.is_scaled
    assert window.sent.pixels <= options.size_rule.experimental_above


def test_an_empty_mask_has_no_window() -> None:
    with pytest.raises(ValueError, match="Nothing is masked"):
        plan_window(Size(100, 100), Rect(100, 0, 50, 50), options_of("gpt-image-2"))


@settings(max_examples=300)
@given(st.sampled_from(sorted(OPTIONS)), photos_and_masks(), st.integers(0, 200))
def test_every_window_is_legal_and_holds_the_mask(
    name: str, case: tuple[Size, Rect], reach: int
) -> None:
    photo, mask = case
    window = plan_window(photo, mask, OPTIONS[name], reach=reach)
    assert OPTIONS[name].size_problem(window.sent) is None
    box = window.box
    assert box.left <= mask.left
    assert mask.right <= box.right
    assert box.top <= mask.top
    assert mask.bottom <= box.bottom


@settings(max_examples=200)
@given(st.sampled_from(sorted(OPTIONS)), photos_and_masks())
def test_a_window_reaches_over_an_edge_only_if_it_reaches_over_both(
    name: str, case: tuple[Size, Rect]
) -> None:
    """A shift would have kept it inside otherwise."""
    photo, mask = case
    box = plan_window(photo, mask, OPTIONS[name]).box
    assert (box.left >= 0 and box.right <= photo.width) or (
        box.left <= 0 and box.right >= photo.width
    )
    assert (box.top >= 0 and box.bottom <= photo.height) or (
        box.top <= 0 and box.bottom >= photo.height
    )


@settings(max_examples=200)
@given(st.sampled_from(RULED), photos_and_masks(st.integers(1024, 12_000)))
def test_free_sizes_are_scaled_only_for_masks_above_the_largest(
    name: str, case: tuple[Size, Rect]
) -> None:
    photo, mask = case
    rule = OPTIONS[name].size_rule
    assert rule is not None
    window = plan_window(photo, mask, OPTIONS[name])
    wide, tall = -(-mask.width // 16) * 16, -(-mask.height // 16) * 16
    longer, shorter = max(wide, tall), max(min(wide, tall), -(-max(wide, tall) // 48) * 16)
    fits = longer <= rule.max_edge and longer * shorter <= rule.max_pixels
    if fits and photo.short_side * rule.max_ratio >= longer:
        assert not window.is_scaled
    if window.is_scaled:
        assert not window.scale_note.startswith(" ")


@settings(max_examples=100)
@given(st.sampled_from(FIXED), photos_and_masks(st.integers(1600, 12_000)))
def test_fixed_sizes_are_one_to_one_for_masks_that_fit(name: str, case: tuple[Size, Rect]) -> None:
    photo, mask = case
    window = plan_window(photo, mask, OPTIONS[name])
    fits = any(
        mask.width <= size.width and mask.height <= size.height for size in OPTIONS[name].sizes
    )
    assert window.is_scaled != fits


@settings(max_examples=150)
@given(st.sampled_from(sorted(OPTIONS)), photos_and_masks(st.integers(600, 9_000)))
def test_a_scaled_window_keeps_its_shape(name: str, case: tuple[Size, Rect]) -> None:
    photo, mask = case
    window = plan_window(photo, mask, OPTIONS[name])
    across, down = window.box.width / window.sent.width, window.box.height / window.sent.height
    assert across == pytest.approx(down, rel=0.01)


def test_enough_context_lies_around_a_mask_in_the_middle() -> None:
    window = plan_window(Size(4000, 3000), Rect(1900, 1400, 40, 40), options_of("gpt-image-2"))
    assert window.box.width >= LEAST_SIDE
    assert 1900 - window.box.left >= 4000 // 16
