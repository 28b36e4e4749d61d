"""The frame: dragged beyond the photo and inside it, in ratios, and what of it is invented."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.frame import (
    LEAST_SIDE,
    LONGEST_SIDE,
    RATIOS,
    Handle,
    Margins,
    crops,
    cut,
    dragged,
    extends,
    grown_to,
    invented,
    invented_share,
    kept,
    margins,
    narrowed,
    ratio_name,
    sentences,
    touching,
    whole,
    widened,
)
from tessera.core.geometry import Rect, Size

PHOTO = Size(1200, 800)

sides = st.integers(LEAST_SIDE, 9_000)
photos = st.builds(Size, sides, sides)
loose = st.builds(Rect, st.integers(-9_000, 9_000), st.integers(-9_000, 9_000), sides, sides)
ways = st.integers(-20_000, 20_000)
handles = st.sampled_from(Handle)
ratios = st.sampled_from(RATIOS)


def area(*rects: Rect) -> int:
    return sum(rect.width * rect.height for rect in rects)


@pytest.mark.parametrize(
    ("handle", "expected"),
    [
        pytest.param(Handle.LEFT, Rect(-100, 0, 1300, 800), id="left-edge"),
        pytest.param(Handle.RIGHT, Rect(0, 0, 1100, 800), id="right-edge-crops"),
        pytest.param(Handle.TOP, Rect(0, -50, 1200, 850), id="top-edge"),
        pytest.param(Handle.BOTTOM_LEFT, Rect(-100, 0, 1300, 750), id="corner"),
        pytest.param(Handle.INSIDE, Rect(-100, -50, 1200, 800), id="moved-whole"),
    ],
)
def test_a_handle_moves_its_own_edges_only(handle: Handle, expected: Rect) -> None:
    assert dragged(whole(PHOTO), handle, -100, -50, photo=PHOTO) == expected


def test_a_symmetric_drag_moves_the_opposite_edge_as_far() -> None:
    wide = dragged(whole(PHOTO), Handle.RIGHT, 150, 0, photo=PHOTO, symmetric=True)
    assert margins(wide, PHOTO) == Margins(150, 0, 150, 0)


def test_with_a_ratio_the_other_side_follows_around_its_middle() -> None:
    square = dragged(whole(PHOTO), Handle.RIGHT, 0, 0, photo=PHOTO, ratio=Fraction(1))
    assert square == Rect(0, -200, 1200, 1200)


@given(photos, handles, ways, ways, st.none() | ratios, st.booleans())
def test_no_drag_leaves_the_photo_or_the_limits(
    photo: Size, handle: Handle, dx: int, dy: int, ratio: Fraction | None, symmetric: bool
) -> None:
    frame = dragged(whole(photo), handle, dx, dy, photo=photo, ratio=ratio, symmetric=symmetric)
    assert not kept(frame, photo).is_empty
    assert min(frame.width, frame.height) >= LEAST_SIDE
    assert max(frame.width, frame.height) <= LONGEST_SIDE
    if ratio is not None and handle is not Handle.INSIDE:
        assert abs(frame.width - frame.height * ratio) <= max(ratio, 1)


@given(photos, handles, ways, ways)
def test_a_drag_and_its_way_back_lead_to_the_same_frame(
    photo: Size, handle: Handle, dx: int, dy: int
) -> None:
    there = dragged(whole(photo), handle, dx, dy, photo=photo)
    assert dragged(whole(photo), handle, 0, 0, photo=photo) == whole(photo)
    assert dragged(there, handle, 0, 0, photo=photo) == there


@given(photos, loose)
def test_kept_invented_and_cut_are_all_there_is(photo: Size, frame: Rect) -> None:
    frame = touching(frame, photo)
    inside = kept(frame, photo)
    assert area(inside, *invented(frame, photo)) == area(frame)
    assert area(inside, *cut(frame, photo)) == area(whole(photo))
    assert invented_share(frame, photo) == Fraction(area(*invented(frame, photo)), area(frame))
    assert extends(frame, photo) == bool(invented(frame, photo))
    assert crops(frame, photo) == bool(cut(frame, photo))


@given(photos, loose, ratios)
def test_a_preset_widens_around_and_narrows_within(
    photo: Size, frame: Rect, ratio: Fraction
) -> None:
    frame = touching(frame, photo)
    wide, narrow = widened(frame, ratio, photo), narrowed(frame, ratio, photo)
    assert wide.width >= frame.width
    assert wide.height >= frame.height
    assert narrow.width <= frame.width
    assert narrow.height <= frame.height
    assert abs(wide.width - wide.height * ratio) <= max(ratio, 1)
    assert widened(wide, ratio, photo).width - wide.width <= ratio


@given(photos, st.integers(1, 4_000), st.integers(1, 60))
def test_growing_to_a_size_leaves_an_edge_on_the_photos_edge(
    photo: Size, pulled: int, more: int
) -> None:
    frame = dragged(whole(photo), Handle.LEFT, -pulled, 0, photo=photo)
    grown = grown_to(frame, frame.width + more, frame.height, photo)
    assert margins(grown, photo) == Margins(pulled + more, 0, 0, 0)


def test_a_frame_is_said_in_words() -> None:
    frame = Rect(-300, 100, 1600, 600)
    assert sentences(frame, PHOTO) == (
        "Frame of 1600×600 pixels, 300 beyond the left, 100 cut at the top, 100 beyond the right, "
        "100 cut at the bottom. 25 % is invented."
    )
    assert sentences(whole(PHOTO), PHOTO) == "Frame of 1200×800 pixels."
    assert [ratio_name(ratio) for ratio in RATIOS[:3]] == ["1:1", "5:4", "4:3"]
