"""Everything that is painted in device pixels, as one value and one free function.

Nothing here needs a widget, a window or a font; tests and benchmarks paint a `Scene` on an image.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter

from tessera.core.grid import Grid
from tessera.ui.canvas.cell_label import paint_cell
from tessera.ui.canvas.grid_cells import Place
from tessera.ui.canvas.overlay import Ink, cell_rect, paint_grid
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.photo_painter import (
    paint_checkerboard,
    paint_photo,
    paint_surround,
    photo_rect,
)
from tessera.ui.canvas.view_transform import View
from tessera.ui.tokens import Tokens

DECLINED = "#c0241c"
DECLINED_STRENGTH = 0.34


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo as it is shown: where, with which grid, and which cell is pointed at."""

    photo: ShownPhoto
    view: View
    grid: Grid | None = None
    is_rejected: bool = False
    pointed: Place | None = None


def paint_scene(painter: QPainter, scene: Scene, tokens: Tokens, ink: Ink, exposed: QRect) -> None:
    """Paint the part of ``scene`` that lies in ``exposed``; ``painter`` works in device pixels."""
    view = scene.view
    paint_surround(painter, view, QColor(tokens.surface_sunken), exposed)
    if scene.photo.has_alpha:
        light, dark = QColor(tokens.checker_light), QColor(tokens.checker_dark)
        paint_checkerboard(painter, view, light, dark, exposed)
    paint_photo(painter, scene.photo, view)
    if scene.is_rejected:
        tint = QColor(DECLINED)
        tint.setAlphaF(DECLINED_STRENGTH)
        painter.fillRect(photo_rect(view) & exposed, tint)
    if scene.grid is None:
        return
    paint_grid(painter, scene.grid, view, ink)
    if scene.pointed is not None:
        cell = cell_rect(scene.grid, view, scene.pointed)
        paint_cell(painter, cell, ink, ratio=view.ratio)
