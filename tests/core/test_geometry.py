"""Sizes, rectangles and grids in whole pixels."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Orientation, Rect, Size
from tessera.core.grid import Grid

sides = st.integers(1, 10_000)


@pytest.mark.parametrize("text", ["1800x2400", "1800×2400", "1800X2400", " 1800 x 2400 "])
def test_sizes_are_read_as_people_write_them(text: str) -> None:
    size = Size.parse(text)
    assert (size, str(size)) == (Size(1800, 2400), "1800×2400")
    assert (size.long_side, size.short_side, size.pixels) == (2400, 1800, 4_320_000)


def test_a_quarter_turn_swaps_the_sides() -> None:
    swapping = [turn for turn in Orientation if turn.swaps_sides]
    assert len(swapping) == 4
    assert Orientation.QUARTER_RIGHT.upright(Size(4, 3)) == Size(3, 4)
    assert Orientation.HALF_TURN.upright(Size(4, 3)) == Size(4, 3)


@pytest.mark.parametrize(
    ("rect", "inside"),
    [
        pytest.param(Rect(-5, -5, 10, 10), Rect(0, 0, 5, 5), id="over-the-corner"),
        pytest.param(Rect(2, 2, 3, 3), Rect(2, 2, 3, 3), id="inside"),
        pytest.param(Rect(8, 0, 10, 4), Rect(8, 0, 2, 4), id="over-the-edge"),
    ],
)
def test_a_rectangle_is_clipped_to_the_picture(rect: Rect, inside: Rect) -> None:
    assert rect.clipped(Size(10, 10)) == inside
    assert not rect.clipped(Size(10, 10)).is_empty


def test_a_rectangle_outside_is_empty() -> None:
    assert Rect(20, 20, 5, 5).clipped(Size(10, 10)).is_empty


@given(sides, sides, st.integers(1, 100), st.integers(1, 100))
def test_an_even_grid_ends_exactly_at_the_picture(
    width: int, height: int, columns: int, rows: int
) -> None:
    grid = Grid(Size(width, height), Size(width, height), columns, rows, 16, even=True)
    assert [grid.column_edge(0), grid.column_edge(columns)] == [Fraction(0), Fraction(width)]
    assert [grid.row_edge(0), grid.row_edge(rows)] == [Fraction(0), Fraction(height)]


def test_the_last_patch_may_reach_beyond_the_picture() -> None:
    grid = Grid(Size(1800, 2400), Size(1056, 1408), 33, 44, 32)
    assert [grid.column_edge(33), grid.row_edge(44)] == [Fraction(1800), Fraction(2400)]
    ragged = Grid(Size(100, 100), Size(100, 100), 4, 4, 32)
    assert ragged.column_edge(4) == 128
    assert ragged.count == 16


def test_a_table_has_no_cells_to_draw() -> None:
    assert not Grid(Size(8, 8), Size(8, 8), 0, 0, 0).has_cells
