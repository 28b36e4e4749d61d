"""Cells of a grid: which one lies under a point, and what to say about it.

A cell is a `Place`: column and row from 0; its number counts from 1, row by row, as a person
counts. Photo coordinates are upright pixels. Nothing here knows Qt.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from tessera.core.geometry import Rect, Size
from tessera.core.grid import Grid

TILE_SIDE = 128  # patches are 16 or 32 pixels, tiles 512: anything from here on is a tile


@dataclass(frozen=True, slots=True)
class Place:
    """The cell in ``column`` and ``row``, both from 0."""

    column: int
    row: int


def has_tiles(grid: Grid) -> bool:
    """Return whether the cells are tiles, of which there are few, rather than patches."""
    return grid.cell >= TILE_SIDE


def enlargement(grid: Grid, photo: Size) -> tuple[Fraction, Fraction]:
    """Return photo pixels per pixel of the grid's source, along each side.

    They differ where a smaller copy than the photo is sent.
    """
    return Fraction(photo.width, grid.source.width), Fraction(photo.height, grid.source.height)


def place_at(grid: Grid, photo: Size, x: float, y: float) -> Place | None:
    """Return the cell at a point of ``photo``; None beside it, where no pixel is seen."""
    if not grid.has_cells or not (0 <= x < photo.width and 0 <= y < photo.height):
        return None
    across, down = enlargement(grid, photo)
    if x >= grid.column_edge(grid.columns) * across or y >= grid.row_edge(grid.rows) * down:
        return None  # an edge that is cut before it is sent
    column = floor(x / float(grid.column_edge(1) * across))
    row = floor(y / float(grid.row_edge(1) * down))
    return Place(min(column, grid.columns - 1), min(row, grid.rows - 1))


def cell_pixels(grid: Grid, photo: Size, place: Place) -> Rect:
    """Return the pixels of ``photo`` that ``place`` sees, wholly or in part."""
    across, down = enlargement(grid, photo)
    left = floor(grid.column_edge(place.column) * across)
    top = floor(grid.row_edge(place.row) * down)
    right = ceil(grid.column_edge(place.column + 1) * across)
    bottom = ceil(grid.row_edge(place.row + 1) * down)
    return Rect(left, top, right - left, bottom - top).clipped(photo)


def describe_cell(grid: Grid, photo: Size, place: Place) -> tuple[str, str]:
    """Return what a person wants to know about ``place``: its number, then where it lies."""
    pixels = cell_pixels(grid, photo, place)
    name = "Tile" if has_tiles(grid) else "Patch"
    number = place.row * grid.columns + place.column + 1
    where = f"column {place.column + 1}, row {place.row + 1}"
    across = f"x {pixels.left:,}–{pixels.right - 1:,}"
    down = f"y {pixels.top:,}–{pixels.bottom - 1:,}"
    return f"{name} {number:,} of {grid.count:,}", f"{where} · {across} · {down}"


def describe_grid(grid: Grid | None) -> str:
    """Return the grid in one sentence, for those who do not see it."""
    if grid is None or not grid.has_cells:
        return "No grid."
    one, many = ("tile", "tiles") if has_tiles(grid) else ("patch", "patches")
    if grid.count == 1:
        return f"The model sees one {one} of {grid.resized} pixels."
    sides = f"{grid.columns:,} columns by {grid.rows:,} rows"
    return f"The model sees {grid.count:,} {many}, {sides}, on {grid.resized} pixels."
