"""Paint the grid over the photo, exactly where `Grid` says its edges are.

Every edge is a pair of lines, a light one and its dark companion, so that it shows on any photo.
Tiles are few and get a heavier pair than patches. Cells reach beyond the photo where the resized
picture does not fill the last column or row; that part is hatched and drawn thinner.

All painting is in device pixels. Measured: one texture row holding all vertical lines, used as a
brush, and one-pixel fills for the horizontal ones; drawing lines costs three times as much.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from tessera.core.grid import Grid
from tessera.ui.canvas.grid_cells import Place, enlargement, has_tiles
from tessera.ui.canvas.photo_painter import photo_rect
from tessera.ui.canvas.view_transform import View
from tessera.ui.tokens import DARK, Tokens

FAINT_BELOW = 4.0  # widget units per cell: below it one grey line is all that has room
CUT_SHADE = 150  # of 255: how dark lies over an edge that is cut before it is sent
STRONG_FROM = 40.0  # widget units per cell: from here on lines have their full strength
_ROWS = 8  # height of the texture row; more makes no difference


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of the overlay: the two lines of a pair, and the frame of a cell."""

    light: QColor
    dark: QColor
    accent: QColor


def ink_of(tokens: Tokens) -> Ink:
    """Return the overlay's colours in a window that wears ``tokens``."""
    # On a photo the bright accent shows best, whatever the window wears around it.
    return Ink(QColor(tokens.grid_light), QColor(tokens.grid_dark), QColor(DARK.accent))


@dataclass(frozen=True, slots=True)
class Edges:
    """Device positions of the edges of one direction that can be seen.

    ``first`` is the number of the first one; ``end`` is where the last cell of all ends.
    """

    at: Sequence[int]
    first: int
    end: int


def column_edges(grid: Grid, view: View) -> Edges:
    """Return where the vertical lines go that cross the widget."""
    pitch = float(grid.column_edge(1) * enlargement(grid, view.photo)[0]) * view.zoom
    return _edges(view.origin[0], pitch, grid.columns, view.width)


def row_edges(grid: Grid, view: View) -> Edges:
    """Return where the horizontal lines go that cross the widget."""
    pitch = float(grid.row_edge(1) * enlargement(grid, view.photo)[1]) * view.zoom
    return _edges(view.origin[1], pitch, grid.rows, view.height)


def cell_rect(grid: Grid, view: View, place: Place) -> QRect:
    """Return the device pixels of a cell, also where it reaches beyond the photo."""
    across, down = enlargement(grid, view.photo)
    left, top = view.to_device(
        float(grid.column_edge(place.column) * across), float(grid.row_edge(place.row) * down)
    )
    right, bottom = view.to_device(
        float(grid.column_edge(place.column + 1) * across),
        float(grid.row_edge(place.row + 1) * down),
    )
    x, y = round(left), round(top)
    return QRect(x, y, max(1, round(right) - x), max(1, round(bottom) - y))


def paint_grid(painter: QPainter, grid: Grid, view: View, ink: Ink) -> None:
    """Paint ``grid`` over the photo that ``view`` shows; ``painter`` works in device pixels."""
    if not grid.has_cells:
        return
    columns, rows = column_edges(grid, view), row_edges(grid, view)
    photo = photo_rect(view)
    window = QRect(0, 0, view.width, view.height)
    strokes = _strokes(grid, view, ink)
    sent = QRect(photo.topLeft(), QPoint(columns.end - 1, rows.end - 1)) & photo
    for part in _beyond(sent, photo.right() + 1, photo.bottom() + 1, window):
        painter.fillRect(part, QColor(0, 0, 0, CUT_SHADE))
    _paint_lines(painter, sent & window, columns, rows, strokes)
    beyond = _beyond(photo, columns.end, rows.end, window)
    if beyond:
        thin = _thin_strokes(view, ink)
        for part in beyond:
            hatch = QBrush(strokes[-1].faded(0.45).colour, Qt.BrushStyle.BDiagPattern)
            painter.fillRect(part, hatch)
            _paint_lines(painter, part, columns, rows, thin)


@dataclass(frozen=True, slots=True)
class _Stroke:
    """One line of a pair: it covers ``width`` pixels from ``offset`` beside the edge."""

    offset: int
    width: int
    colour: QColor

    def faded(self, strength: float) -> "_Stroke":
        colour = QColor(self.colour)
        colour.setAlphaF(colour.alphaF() * strength)
        return _Stroke(self.offset, self.width, colour)


def _strokes(grid: Grid, view: View, ink: Ink) -> tuple[_Stroke, ...]:
    """Return the lines an edge is made of: heavier for tiles, fainter the closer they lie."""
    unit = max(1, round(view.ratio))
    if has_tiles(grid):
        return (
            _Stroke(-2 * unit, unit, ink.dark),
            _Stroke(-unit, 2 * unit, ink.light),
            _Stroke(unit, unit, ink.dark),
        )
    pitch = _pitch(grid, view) / view.ratio
    if pitch < FAINT_BELOW:
        grey = QColor(128, 128, 128)
        return (_Stroke(0, 1, grey).faded(max(0.12, 0.6 * pitch / FAINT_BELOW)),)
    strength = min(1.0, 0.3 + 0.7 * (pitch - FAINT_BELOW) / (STRONG_FROM - FAINT_BELOW))
    pair = (_Stroke(-unit, unit, ink.dark), _Stroke(0, unit, ink.light))
    return tuple(stroke.faded(strength) for stroke in pair)


def _thin_strokes(view: View, ink: Ink) -> tuple[_Stroke, ...]:
    unit = max(1, round(view.ratio))
    return (_Stroke(-unit, unit, ink.dark).faded(0.5), _Stroke(0, unit, ink.light).faded(0.5))


def _pitch(grid: Grid, view: View) -> float:
    across, down = enlargement(grid, view.photo)
    return min(float(grid.column_edge(1) * across), float(grid.row_edge(1) * down)) * view.zoom


def _edges(origin: int, pitch: float, count: int, length: int) -> Edges:
    """Return the edges 0 to ``count`` that can touch the pixels 0 to ``length``."""
    first = max(0, floor(-origin / pitch) - 1)
    last = min(count, ceil((length - origin) / pitch) + 1)
    at = [round(origin + pitch * number) for number in range(first, last + 1)]
    return Edges(at, first, round(origin + pitch * count))


def _paint_lines(
    painter: QPainter, area: QRect, columns: Edges, rows: Edges, strokes: tuple[_Stroke, ...]
) -> None:
    """Paint the edges within ``area``; a line on its very border is painted whole."""
    if area.isEmpty():
        return
    reach = max(stroke.offset + stroke.width for stroke in strokes)
    back = min(stroke.offset for stroke in strokes)
    wide = area.adjusted(back, back, reach, reach)
    texture = _texture_row(wide.left(), wide.width(), columns, strokes)
    painter.setBrushOrigin(wide.left(), 0)
    painter.fillRect(wide, QBrush(texture))
    painter.setBrushOrigin(0, 0)
    left, width, top, bottom = wide.left(), wide.width(), wide.top(), wide.bottom()
    for stroke in strokes:
        colour, height = stroke.colour, stroke.width
        for y in rows.at:
            if top <= y + stroke.offset <= bottom:
                painter.fillRect(left, y + stroke.offset, width, height, colour)


def _texture_row(left: int, width: int, columns: Edges, strokes: tuple[_Stroke, ...]) -> QImage:
    """Return one row of all vertical lines, repeated: premultiplied pixels, written as numbers."""
    stamp = array("I")
    for stroke in strokes:  # they lie side by side
        stamp.extend([_premultiplied(stroke.colour)] * stroke.width)
    length = len(stamp)
    first = strokes[0].offset - left
    row = array("I", bytes(4 * width))
    for x in columns.at:
        start = x + first
        if 0 <= start <= width - length:
            row[start : start + length] = stamp
        else:  # half outside
            for at in range(max(0, start), min(width, start + length)):
                row[at] = stamp[at - start]
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage((row * _ROWS).tobytes(), width, _ROWS, 4 * width, form)


def _premultiplied(colour: QColor) -> int:
    alpha = colour.alpha()
    red, green, blue = (
        (channel * alpha + 127) // 255 for channel in (colour.red(), colour.green(), colour.blue())
    )
    return alpha << 24 | red << 16 | green << 8 | blue


def _beyond(photo: QRect, right: int, bottom: int, window: QRect) -> list[QRect]:
    """Return what lies beside and below the photo, up to ``right`` and ``bottom``."""
    across, down = max(0, right - photo.right() - 1), max(0, bottom - photo.bottom() - 1)
    parts = (
        QRect(photo.right() + 1, photo.top(), across, photo.height()),
        QRect(photo.left(), photo.bottom() + 1, right - photo.left(), down),
    )
    return [part & window for part in parts if not (part & window).isEmpty()]
