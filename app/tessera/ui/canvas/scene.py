"""Everything that is painted of a photo, as one value and free functions.

Nothing here needs a widget or a window; tests and benchmarks paint a `Scene` on an image.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QPainter

from tessera.core.grid import Grid
from tessera.ui.canvas.cell_label import (
    GAP,
    label_rect,
    label_size,
    paint_cell,
    paint_label,
    reach,
)
from tessera.ui.canvas.grid_cells import Place, describe_cell
from tessera.ui.canvas.lens import Lines, card_size, lens_lines, lens_source, paint_card
from tessera.ui.canvas.overlay import cell_rect, ink_of, paint_grid
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.photo_painter import (
    paint_checkerboard,
    paint_photo,
    paint_surround,
    photo_rect,
)
from tessera.ui.canvas.seen import SeenPhoto, paint_seen
from tessera.ui.canvas.view_transform import View
from tessera.ui.tokens import Tokens

DECLINED = "#c0241c"
DECLINED_STRENGTH = 0.34


@dataclass(frozen=True, slots=True)
class Scene:
    """A photo as it is shown: where, with which grid, and which cell is pointed at.

    ``declined`` says in a sentence why the model would not take the picture; empty if it would.
    ``aim`` is the pixel of the resized picture under the mouse. ``seen`` is what the model gets,
    shown in the photo's place where ``has_eye``, and under the lens.
    """

    photo: ShownPhoto
    view: View
    grid: Grid | None = None
    declined: str = ""
    pointed: Place | None = None
    aim: QPoint | None = None
    seen: SeenPhoto | None = None
    has_eye: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """What is written about the pointed cell, and where, in widget units.

    ``lens`` are the pixels shown beside it, None while the model's are not at hand.
    """

    place: QRect
    lines: Lines
    lens: QRect | None = None


def paint_scene(painter: QPainter, scene: Scene, tokens: Tokens, exposed: QRect) -> None:
    """Paint the part of ``scene`` that lies in ``exposed``; ``painter`` works in device pixels."""
    view = scene.view
    paint_surround(painter, view, QColor(tokens.surface_sunken), exposed)
    if scene.photo.has_alpha:
        light, dark = QColor(tokens.checker_light), QColor(tokens.checker_dark)
        paint_checkerboard(painter, view, light, dark, exposed)
    if scene.has_eye and scene.seen is not None:
        paint_seen(painter, scene.seen, view)
    else:
        paint_photo(painter, scene.photo, view)
    if scene.declined:
        tint = QColor(DECLINED)
        tint.setAlphaF(DECLINED_STRENGTH)
        painter.fillRect(photo_rect(view) & exposed, tint)
    if scene.grid is None:
        return
    ink = ink_of(tokens)
    paint_grid(painter, scene.grid, view, ink)
    if scene.pointed is not None:
        cell = cell_rect(scene.grid, view, scene.pointed)
        paint_cell(painter, cell, ink, ratio=view.ratio)


def pointed_label(scene: Scene, bounds: QRect, font: QFont) -> Label | None:
    """Return the label of the pointed cell within ``bounds``, in widget units."""
    if scene.grid is None or scene.pointed is None:
        return None
    lines = describe_cell(scene.grid, scene.photo.upright, scene.pointed)
    cell = widget_rect(cell_rect(scene.grid, scene.view, scene.pointed), scene.view.ratio)
    if scene.seen is None or not scene.seen.fits(scene.grid):
        return Label(label_rect(cell, bounds, label_size(font, lines)), lines)
    source = lens_source(scene.grid, scene.pointed, scene.aim)
    more = lens_lines(lines, scene.grid, source)
    size = card_size(font, more, room=bounds.width() - 2 * GAP)
    return Label(label_rect(cell, bounds, size), more, source)


def paint_pointed(
    painter: QPainter, scene: Scene, bounds: QRect, font: QFont, tokens: Tokens
) -> None:
    """Write about the pointed cell, with the lens where there is one, in widget units."""
    label = pointed_label(scene, bounds, font)
    if label is None:
        return
    if label.lens is None or scene.seen is None:
        paint_label(painter, label.place, font, label.lines, tokens)
        return
    image = scene.seen.image
    paint_card(painter, label.place, font, label.lines, image, label.lens, tokens)


def pointed_area(scene: Scene, bounds: QRect, font: QFont) -> QRect:
    """Return what the mark of the pointed cell and its label cover, in widget units."""
    label = pointed_label(scene, bounds, font)
    if label is None or scene.grid is None or scene.pointed is None:
        return QRect()
    frame = reach(scene.view.ratio)
    cell = cell_rect(scene.grid, scene.view, scene.pointed).adjusted(-frame, -frame, frame, frame)
    return label.place | widget_rect(cell, scene.view.ratio)


def device_rect(area: QRect, ratio: float) -> QRect:
    """Return the device pixels that ``area`` touches, given in widget units."""
    if ratio == 1.0:
        return area
    corner, size = QPointF(area.topLeft()) * ratio, QSizeF(area.size()) * ratio
    return QRectF(corner, size).toAlignedRect()


def widget_rect(area: QRect, ratio: float) -> QRect:
    """Return the widget units that ``area`` touches, given in device pixels."""
    return device_rect(area, 1 / ratio)
