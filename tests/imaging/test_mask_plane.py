"""The mask's plane: steps cost what they touch, undo brings back the very bytes."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Rect, Size
from tessera.imaging.mask_levels import MaskLevels
from tessera.imaging.mask_plane import MaskPlane, TilePatch

SIZE = Size(700, 530)
WHOLE = Rect(0, 0, SIZE.width, SIZE.height)

areas = st.builds(
    Rect, st.integers(-40, 720), st.integers(-40, 560), st.integers(1, 300), st.integers(1, 300)
)
paintings = st.lists(st.tuples(areas, st.integers(0, 255)), min_size=1, max_size=12)


def paint(plane: MaskPlane, area: Rect, value: int) -> TilePatch | None:
    part = area.clipped(plane.size)
    plane.begin()
    plane.touch(part)
    plane.part(part)[:] = value
    return plane.commit()


def test_a_new_mask_is_empty() -> None:
    plane = MaskPlane(SIZE)
    assert plane.is_empty
    assert plane.bounds() is None
    assert plane.share() == 0
    assert plane.to_bytes() == bytes(SIZE.pixels)


def test_bounds_and_share_say_what_is_masked() -> None:
    plane = MaskPlane(SIZE)
    paint(plane, Rect(250, 260, 30, 20), 255)
    paint(plane, Rect(699, 100, 1, 1), 1)
    assert plane.bounds() == Rect(250, 100, 450, 180)
    assert plane.share() == (30 * 20 + 1) / SIZE.pixels


@given(paintings)
def test_undoing_everything_returns_the_very_bytes(steps: list[tuple[Rect, int]]) -> None:
    plane = MaskPlane(SIZE)
    states, patches = [plane.to_bytes()], []
    for area, value in steps:
        patch = paint(plane, area, value)
        if patch is not None:
            patches.append(patch)
            states.append(plane.to_bytes())
    backwards = []
    for patch, before in zip(reversed(patches), reversed(states[:-1]), strict=True):
        backwards.append(plane.swap(patch))
        assert plane.to_bytes() == before
    for patch, after in zip(reversed(backwards), states[1:], strict=True):
        plane.swap(patch)
        assert plane.to_bytes() == after


@given(paintings)
def test_bounds_and_share_agree_with_the_pixels(steps: list[tuple[Rect, int]]) -> None:
    plane = MaskPlane(SIZE)
    for area, value in steps:
        paint(plane, area, value)
    rows, columns = np.nonzero(plane.pixels)
    assert plane.covered == len(rows)
    if len(rows):
        left, top = int(columns.min()), int(rows.min())
        right, bottom = int(columns.max()) + 1, int(rows.max()) + 1
        assert plane.bounds() == Rect(left, top, right - left, bottom - top)
    else:
        assert plane.bounds() is None


def test_a_step_that_changes_nothing_is_none() -> None:
    plane = MaskPlane(SIZE)
    assert paint(plane, Rect(10, 10, 50, 50), 0) is None


def test_an_abandoned_step_never_was() -> None:
    plane = MaskPlane(SIZE)
    paint(plane, Rect(0, 0, 300, 300), 90)
    before = plane.to_bytes()
    plane.begin()
    plane.touch(Rect(200, 200, 200, 200))
    plane.part(Rect(200, 200, 200, 200))[:] = 255
    plane.abandon()
    assert plane.to_bytes() == before
    assert not plane.is_in_step


def test_nothing_is_written_outside_of_a_step() -> None:
    with pytest.raises(ValueError, match="outside of a step"):
        MaskPlane(SIZE).touch(Rect(0, 0, 1, 1))


def test_undo_keeps_the_touched_tiles_only() -> None:
    plane = MaskPlane(Size(4000, 4000))
    rough = np.frombuffer(random.Random(4).randbytes(4000 * 4000), np.uint8).reshape(4000, 4000)
    plane.replace(Rect(0, 0, 4000, 4000), rough)
    patch = paint(plane, Rect(1000, 1000, 300, 10), 7)
    assert patch is not None
    assert len(patch.tiles) == 3
    assert patch.size_bytes <= 3 * 65_600


def test_replacing_all_keeps_only_tiles_that_differ() -> None:
    plane = MaskPlane(SIZE)
    fresh = np.zeros((SIZE.height, SIZE.width), np.uint8)
    fresh[300, 300] = 255
    patch = plane.replace(WHOLE, fresh)
    assert patch is not None
    assert list(patch.tiles) == [4]
    assert plane.bounds() == Rect(300, 300, 1, 1)


@given(paintings)
def test_halvings_are_means_of_four(steps: list[tuple[Rect, int]]) -> None:
    plane = MaskPlane(Size(1030, 771))
    levels = MaskLevels(plane)
    for area, value in steps:
        paint(plane, area, value)
        levels.mark(area)
        levels.fresh(1)
    padded = np.pad(plane.pixels, ((0, 1), (0, 0)), "edge").astype(np.uint16)
    sums = padded[0::2, 0::2] + padded[1::2, 0::2] + padded[0::2, 1::2] + padded[1::2, 1::2]
    assert np.array_equal(levels.fresh(1).pixels, (sums + 2) >> 2)


def test_a_level_has_a_pixel_for_every_pixel_of_the_screen() -> None:
    levels = MaskLevels(MaskPlane(Size(11648, 8736)))
    assert [levels.number_for(zoom) for zoom in (4, 1, 0.6, 0.5, 0.26, 0.25, 0.114)] == [
        0, 0, 0, 1, 1, 2, 3,
    ]  # fmt: skip
