"""Which cell lies under a point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Rect, Size
from tessera.core.grid import Grid
from tessera.ui.canvas.grid_cells import (
    Place,
    cell_pixels,
    describe_cell,
    describe_grid,
    has_tiles,
    place_at,
)

GUIDE = Grid(Size(1800, 2400), Size(1056, 1408), 33, 44, 32)  # the guide's own example
TILES = Grid(Size(4032, 3024), Size(1024, 768), 2, 2, 512)


def test_the_first_pixel_lies_in_the_first_patch() -> None:
    assert place_at(GUIDE, GUIDE.source, 0, 0) == Place(0, 0)


def test_the_last_pixel_lies_in_the_last_patch() -> None:
    assert place_at(GUIDE, GUIDE.source, 1799, 2399) == Place(32, 43)


@pytest.mark.parametrize(("x", "y"), [(-1, 0), (0, -1), (1800, 0), (0, 2400)])
def test_beside_the_photo_there_is_no_cell(x: int, y: int) -> None:
    assert place_at(GUIDE, GUIDE.source, x, y) is None


def test_a_table_has_no_cell_anywhere() -> None:
    assert place_at(Grid(Size(9, 9), Size(9, 9), 0, 0, 32), Size(9, 9), 1, 1) is None


@given(st.integers(0, 1799), st.integers(0, 2399))
def test_the_cell_under_a_pixel_contains_that_pixel(x: int, y: int) -> None:
    place = place_at(GUIDE, GUIDE.source, x, y)
    assert place is not None
    pixels = cell_pixels(GUIDE, GUIDE.source, place)
    assert pixels.left <= x < pixels.right
    assert pixels.top <= y < pixels.bottom


def test_a_tile_that_reaches_beyond_the_photo_sees_only_its_pixels() -> None:
    assert cell_pixels(TILES, TILES.source, Place(1, 1)) == Rect(2016, 2016, 2016, 1008)


def test_a_grid_over_a_smaller_copy_is_laid_over_the_whole_photo() -> None:
    half = Grid(Size(2016, 1512), Size(1024, 768), 2, 2, 512)
    assert cell_pixels(half, Size(4032, 3024), Place(1, 0)) == Rect(2016, 0, 2016, 2016)


def test_cells_are_numbered_row_by_row_from_one() -> None:
    number, where = describe_cell(GUIDE, GUIDE.source, Place(2, 1))
    assert number == "Patch 36 of 1,452"
    assert where == "column 3, row 2 · x 109–163 · y 54–109"


def test_tiles_are_called_tiles() -> None:
    assert has_tiles(TILES)
    assert describe_cell(TILES, TILES.source, Place(0, 0))[0] == "Tile 1 of 4"


def test_the_grid_is_told_in_one_sentence() -> None:
    assert describe_grid(GUIDE) == (
        "The model sees 1,452 patches, 33 columns by 44 rows, on 1056×1408 pixels."
    )
    low = Grid(Size(4032, 3024), Size(512, 384), 1, 1, 512)
    assert describe_grid(low) == "The model sees one tile of 512×384 pixels."
    assert describe_grid(None) == "No grid."


def test_a_point_on_an_edge_that_is_not_sent_lies_in_no_cell() -> None:
    cut = Grid(Size(330, 200), Size(330, 200), 10, 7, 32)
    photo = Size(660, 400)
    assert place_at(cut, photo, 639.5, 10) == Place(9, 0)
    assert place_at(cut, photo, 640, 10) is None
    assert place_at(cut, photo, 10, 399) == Place(0, 6)
