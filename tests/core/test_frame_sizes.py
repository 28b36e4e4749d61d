"""Frames snap to the sizes a model makes, and say why they have to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.frame import kept, touching, whole
from tessera.core.frame_sizes import asked_size, fits_at_once, frame_problem, is_snapped, snapped
from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions, SizeRule

RULE = SizeRule(16, 3840, 3, 655_360, 8_294_400, 3_686_400)
FREE = ImageOptions((), RULE, True, ())
FIXED = ImageOptions((Size(1024, 1024), Size(1536, 1024), Size(1024, 1536)), None, True, ())

sides = st.integers(1, 9_000)
photos = st.builds(Size, sides, sides)
loose = st.builds(Rect, st.integers(-9_000, 9_000), st.integers(-9_000, 9_000), sides, sides)


@pytest.mark.parametrize(
    ("frame", "asked"),
    [
        pytest.param("1536x1024", "1536x1024", id="legal-stays"),
        pytest.param("1500x1000", "1504x1008", id="nearest-multiples"),
        pytest.param("600x600", "816x816", id="too-few-pixels"),
        pytest.param("6000x4000", "3520x2352", id="too-many-pixels"),
        pytest.param("4000x500", "3840x1280", id="too-long"),
    ],
)
def test_what_is_asked_for_a_frame_is_near_in_shape_and_size(frame: str, asked: str) -> None:
    found = asked_size(Size.parse(frame), FREE)
    assert found is not None
    assert RULE.problem(found.size) is None
    wanted = Size.parse(asked)
    assert abs(found.size.width - wanted.width) <= 32
    assert abs(found.size.height - wanted.height) <= 32


def test_of_fixed_sizes_the_one_in_shape_is_asked_for() -> None:
    asked = asked_size(Size(3000, 2100), FIXED)
    assert asked is not None
    assert asked.size == Size(1536, 1024)
    assert asked.problem.startswith("only 1024×1024")
    assert asked_size(Size(1, 1), ImageOptions((), None, True, ())) is None


@given(photos, loose)
def test_a_snapped_frame_is_legal_or_too_large_for_one_picture(photo: Size, frame: Rect) -> None:
    frame = touching(frame, photo)
    legal = snapped(frame, photo, FREE)
    assert legal is not None
    assert not kept(legal, photo).is_empty
    size = Size(legal.width, legal.height)
    is_beyond = size.long_side > RULE.max_edge or size.pixels > RULE.max_pixels
    assert RULE.problem(size) is None or (is_beyond and not (size.width % 16 or size.height % 16))
    assert snapped(legal, photo, FREE) == legal
    assert is_snapped(legal, photo, FREE)


@given(photos, loose)
def test_with_fixed_sizes_a_frame_only_grows_into_their_shape(photo: Size, frame: Rect) -> None:
    frame = touching(frame, photo)
    legal = snapped(frame, photo, FIXED)
    assert legal is not None
    assert legal.width >= frame.width
    assert legal.height >= frame.height
    asked = asked_size(Size(legal.width, legal.height), FIXED)
    assert asked is not None
    off = abs(legal.width * asked.size.height - legal.height * asked.size.width)
    assert off <= max(asked.size.width, asked.size.height)


def test_a_frame_pulled_to_the_left_snaps_on_the_left() -> None:
    photo = Size(1200, 1024)
    legal = snapped(Rect(-101, 0, 1301, 1024), photo, FREE)
    assert legal is not None
    assert (legal.right, legal.top, legal.height) == (1200, 0, 1024)
    assert legal.width in (1296, 1312)


def test_why_a_size_is_not_legal_is_said_in_a_clause() -> None:
    assert frame_problem(Size(1536, 1024), FREE) == ""
    assert frame_problem(Size(1500, 1000), FREE) == "both sides must be multiples of 16"
    assert frame_problem(Size(6000, 4000), FREE) == "no side may be above 3840 pixels"
    assert not fits_at_once(Size(6000, 4000), FREE)
    assert fits_at_once(Size(1500, 1000), FREE)
    assert fits_at_once(Size(1000, 1000), FIXED)
    assert not fits_at_once(Size(3000, 2000), FIXED)
    assert frame_problem(Size(999, 999), FIXED).startswith("only 1024×1024, 1536×1024")
    assert whole(Size(4, 3)) == Rect(0, 0, 4, 3)
