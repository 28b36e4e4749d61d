"""The grid on the canvas is the grid that is billed: its lines lie where `Grid` says."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.overlay import Ink, column_edges, paint_grid, row_edges
from tessera.ui.canvas.view_transform import View

WIDTH, HEIGHT = 400, 300
GUIDE = Grid(Size(1800, 2400), Size(1056, 1408), 33, 44, 32)
TILES = Grid(Size(4032, 3024), Size(1024, 768), 2, 2, 512)
OPAQUE = Ink(QColor("white"), QColor("black"), QColor("cyan"))


def look(grid: Grid, zoom: float, left: float = 7.0, top: float = 11.0) -> View:
    return View(grid.source, WIDTH, HEIGHT, 1.0, zoom, left, top, False)


def painted(grid: Grid, view: View, ground: str = "gray", ink: Ink = OPAQUE) -> QImage:
    target = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    target.fill(QColor(ground))
    painter = QPainter(target)
    paint_grid(painter, grid, view, ink)
    painter.end()
    return target


def light_columns(target: QImage, y: int) -> list[int]:
    return [x for x in range(WIDTH) if target.pixelColor(x, y) == QColor("white")]


def light_rows(target: QImage, x: int) -> list[int]:
    return [y for y in range(HEIGHT) if target.pixelColor(x, y) == QColor("white")]


def expected(edges: list[Fraction], origin: int, zoom: float, length: int) -> list[int]:
    at = [round(origin + float(edge) * zoom) for edge in edges]
    return [position for position in at if 0 <= position < length]


@pytest.mark.parametrize(
    ("zoom", "left", "top"),
    [
        pytest.param(1.0, 7.0, 11.0, id="pixel-for-pixel"),
        pytest.param(1.0, -613.0, -1471.0, id="scrolled"),
        pytest.param(0.8, -20.0, -30.0, id="shrunk"),
        pytest.param(2.828, -3001.0, -4501.0, id="enlarged"),
        pytest.param(64.0, -50_003.0, -70_001.0, id="single-pixels"),
    ],
)
def test_light_lines_lie_exactly_on_the_edges(zoom: float, left: float, top: float) -> None:
    view = look(GUIDE, zoom, left, top)
    target = painted(GUIDE, view)
    columns = expected([GUIDE.column_edge(c) for c in range(34)], int(left), zoom, WIDTH)
    rows = expected([GUIDE.row_edge(r) for r in range(45)], int(top), zoom, HEIGHT)
    # Read the lines between two of the other direction, where nothing crosses them.
    clear_y = next(y for y in range(20, HEIGHT) if all(abs(y - row) > 2 for row in rows))
    clear_x = next(x for x in range(20, WIDTH) if all(abs(x - column) > 2 for column in columns))
    assert light_columns(target, clear_y) == columns
    assert light_rows(target, clear_x) == rows


@settings(max_examples=60)
@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.floats(0.05, 8.0),
    st.integers(-3000, 200),
    st.integers(-3000, 200),
)
def test_edges_agree_with_the_grid_to_half_a_pixel(
    columns: int, rows: int, zoom: float, left: int, top: int
) -> None:
    resized = Size(columns * 32, rows * 32)
    grid = Grid(Size(columns * 45, rows * 47), resized, columns, rows, 32)
    view = look(grid, zoom, left, top)
    across, down = column_edges(grid, view), row_edges(grid, view)
    for number, at in enumerate(across.at, across.first):
        assert abs(at - (left + float(grid.column_edge(number)) * zoom)) <= 0.5 + 1e-9
    for number, at in enumerate(down.at, down.first):
        assert abs(at - (top + float(grid.row_edge(number)) * zoom)) <= 0.5 + 1e-9
    seen = [left + float(grid.column_edge(c)) * zoom for c in range(columns + 1)]
    assert sum(0 <= x < WIDTH for x in seen) <= len(across.at)


@pytest.mark.parametrize("ground", ["white", "black"])
@pytest.mark.parametrize("zoom", [0.02, 0.1, 0.5, 2.0])
def test_the_grid_shows_on_white_and_on_black(ground: str, zoom: float) -> None:
    ink = Ink(QColor("#c8ffffff"), QColor("#c8000000"), QColor("cyan"))
    target = painted(GUIDE, look(GUIDE, zoom), ground, ink)
    inside = [
        target.pixelColor(x, y).lightness()
        for x in range(8, min(WIDTH, 7 + int(1800 * zoom)))
        for y in range(12, min(HEIGHT, 11 + int(2400 * zoom)))
    ]
    strongest = max(abs(seen - QColor(ground).lightness()) for seen in inside)
    assert strongest >= 24


def test_tiles_have_heavier_lines_than_patches() -> None:
    tiles = painted(TILES, look(TILES, 0.09))
    patches = painted(GUIDE, look(GUIDE, 0.9))
    assert len(light_columns(tiles, 60)) == 2 * 3  # three edges of two light pixels each
    edges = column_edges(GUIDE, look(GUIDE, 0.9))
    assert len(light_columns(patches, 30)) == sum(0 <= x < WIDTH for x in edges.at)


def test_the_part_beyond_the_photo_is_hatched_and_thinner() -> None:
    view = look(TILES, 0.06)
    target = painted(TILES, view)
    bottom_of_photo, bottom_of_grid = round(11 + 3024 * 0.06), round(11 + 4032 * 0.06)
    beyond = {
        target.pixelColor(40, y).name() for y in range(bottom_of_photo + 4, bottom_of_grid - 4)
    }
    assert QColor("gray").name() in beyond  # the ground between the strokes of the hatch
    assert len(beyond) > 1
    assert QColor("white").name() not in beyond
    assert target.pixelColor(40, bottom_of_grid + 6) == QColor("gray")


def test_a_grid_over_a_smaller_copy_lies_over_the_whole_photo() -> None:
    copy = Grid(Size(900, 1200), Size(1056, 1408), 33, 44, 32)
    view = View(Size(1800, 2400), WIDTH, HEIGHT, 1.0, 1.0, 7.0, 11.0, False)
    assert column_edges(copy, view) == column_edges(GUIDE, look(GUIDE, 1.0))


def test_an_edge_that_is_cut_before_sending_has_no_cells_and_lies_in_shadow() -> None:
    cut = Grid(Size(330, 200), Size(330, 200), 10, 7, 32)  # ten pixels on the right are not sent
    view = look(cut, 1.25, -100.0)
    end_of_grid, end_of_photo = -100 + 400, round(-100 + 412.5)
    target = painted(cut, view)
    assert end_of_grid - 1 <= light_columns(target, 60)[-1] <= end_of_grid + 1
    assert light_rows(target, 100)
    inside = (end_of_grid + end_of_photo) // 2
    assert light_rows(target, inside) == []
    for y in (60, 250):
        assert target.pixelColor(inside, y).lightness() < QColor("gray").lightness()
    assert target.pixelColor(end_of_photo + 3, 60) == QColor("gray")


def test_a_table_paints_nothing() -> None:
    table = Grid(Size(1800, 2400), Size(1800, 2400), 0, 0, 32)
    target = painted(table, look(table, 0.1))
    assert {target.pixelColor(x, y).name() for x in range(WIDTH) for y in range(0, HEIGHT, 7)} == {
        QColor("gray").name()
    }
