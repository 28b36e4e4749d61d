"""The marching outline: the edge of the mask as a dashed line that moves, or stands still.

The edge is where a mask of at least the half meets less. It is found once for each view and each
change, by laying the mask over itself moved by a pixel; the marching then only moves a pattern.
Where the system asks for less motion it stands still.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QBrush, QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from tessera.ui.canvas.mask.tint import MaskPainter, device_area
from tessera.ui.canvas.photo_painter import photo_rect
from tessera.ui.motion import wants_less_motion

if TYPE_CHECKING:
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.view_transform import View

STEP_MS = 120
DASH = 4  # device pixels of each colour
_PERIOD = 2 * DASH
_HALF = tuple(0xFF000000 if value >= 128 else 0 for value in range(256))
_MODES = QPainter.CompositionMode


class Outline(QObject):
    """Paints and moves the outline on one widget."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._phase = 0
        self._key: tuple[object, ...] = ()
        self._edge = QImage()
        self._place = QRect()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self.on_step)

    def march(self, is_marching: bool) -> None:
        """Move, or stand still; always still where the system asks for less motion."""
        if is_marching and not wants_less_motion():
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    @property
    def is_marching(self) -> bool:
        """Return whether the line moves."""
        return self._timer.isActive()

    @Slot()
    def on_step(self) -> None:
        """Move the pattern by a pixel."""
        self._phase = (self._phase + 1) % _PERIOD
        ratio = self._host.devicePixelRatioF()
        place = self._place
        self._host.update(
            QRect(
                int(place.left() / ratio), int(place.top() / ratio),
                int(place.width() / ratio) + 2, int(place.height() / ratio) + 2,
            )
        )  # fmt: skip

    def paint(self, painter: QPainter, mask: MaskModel, view: View, exposed: QRect) -> None:
        """Paint the line where it lies in ``exposed``."""
        key = (mask, view, mask.plane.revision)
        if key != self._key:
            self._key = key
            window = QRect(0, 0, view.width, view.height)
            near = device_area(mask.area, view).adjusted(-2, -2, 2, 2)
            self._place = near & photo_rect(view).adjusted(-1, -1, 1, 1) & window
            self._edge = _edge(mask, view, self._place)
        part = self._place & exposed
        if part.isEmpty():
            return
        dashed = self._edge.copy(part.translated(-self._place.topLeft()))
        with_dashes = QPainter(dashed)
        with_dashes.setCompositionMode(_MODES.CompositionMode_SourceIn)
        with_dashes.setBrushOrigin(-part.left() + self._phase, -part.top())
        with_dashes.fillRect(dashed.rect(), QBrush(_dashes()))
        with_dashes.end()
        painter.drawImage(part.topLeft(), dashed)


def _edge(mask: MaskModel, view: View, place: QRect) -> QImage:
    """Return the pixels of ``place`` at which the mask ends, opaque on nothing."""
    if place.isEmpty():
        return QImage()
    inside = _blank(place)
    painter = QPainter(inside)
    painter.translate(-place.topLeft())
    MaskPainter(mask.levels, _HALF).paint(painter, view, place, mask.area)
    painter.end()
    edge = inside.copy()
    for shift in (QPoint(1, 0), QPoint(0, 1)):
        other = inside.copy()
        painter = QPainter(other)
        painter.setCompositionMode(_MODES.CompositionMode_Xor)
        painter.drawImage(shift, inside)
        painter.end()
        painter = QPainter(edge)
        is_first = shift.x() == 1
        painter.setCompositionMode(
            _MODES.CompositionMode_Source if is_first else _MODES.CompositionMode_SourceOver
        )
        painter.drawImage(0, 0, other)
        painter.end()
    return edge


def _blank(place: QRect) -> QImage:
    image = QImage(place.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


@lru_cache(maxsize=1)
def _dashes() -> QImage:
    """Return diagonal stripes of black and white, as large as their period."""
    image = QImage(_PERIOD, _PERIOD, QImage.Format.Format_RGB32)
    for y in range(_PERIOD):
        for x in range(_PERIOD):
            is_light = (x + y) % _PERIOD < DASH
            image.setPixelColor(x, y, QColor("white" if is_light else "black"))
    return image
