"""The model's eye beside the photo: the same part, at the same zoom, as the model receives it.

The pane follows the canvas: whenever that is painted with another view, so is this. Turning the
wheel or dragging here moves the photo there, and so both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from tessera.ui.canvas.canvas import LEAST_WIDTH
from tessera.ui.canvas.overlay import ink_of, paint_grid
from tessera.ui.canvas.photo_painter import paint_checkerboard, paint_surround, photo_rect
from tessera.ui.canvas.scene import device_rect
from tessera.ui.canvas.seen import TITLE, SeenPhoto, paint_seen, paint_tag, tag_rect
from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from tessera.core.grid import Grid
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.canvas.view_transform import View

_PASSED_ON = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
)


class SeenPane(QWidget):
    """Shows what the model gets of the photo on ``canvas``, beside it."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("modelEye")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumWidth(LEAST_WIDTH // 2)
        self._canvas = canvas
        self._seen: SeenPhoto | None = None
        self._grid: Grid | None = None
        self._note = ""
        self._painted: View | None = None
        canvas.installEventFilter(self)

    def show_seen(self, seen: SeenPhoto | None, note: str, grid: Grid | None) -> None:
        """Show ``seen`` under ``grid``; ``note`` says what it is, or why there is none."""
        if (seen, note, grid) != (self._seen, self._note, self._grid):
            self._seen, self._note, self._grid = seen, note, grid
            self.setAccessibleName(f"{TITLE}: {note}")
            self.update()

    @property
    def view(self) -> View | None:
        """Return how the photo lies here: as on the canvas, or fitted where that fits."""
        shown = self._canvas.view
        if shown is None:
            return None
        ratio = self.devicePixelRatioF()
        width, height = (max(1, round(side * ratio)) for side in (self.width(), self.height()))
        return shown.resized(width, height, ratio)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the canvas give way, so that both have as much room as it had alone."""
        self._canvas.setMinimumWidth(LEAST_WIDTH // 2)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the canvas have its room again."""
        if not event.spontaneous():
            self._canvas.setMinimumWidth(LEAST_WIDTH)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what the canvas paints."""
        if event.type() == QEvent.Type.Paint and self.isVisible() and self.view != self._painted:
            self.update()
        return False

    def event(self, event: QEvent) -> bool:
        """Hand wheel and drags to the canvas, unless a tool would draw with them."""
        if event.type() in _PASSED_ON and self._canvas.tool is None:
            QCoreApplication.sendEvent(self._canvas, event)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the model's picture where the photo would lie."""
        tokens, view = tokens_of(self.palette()), self.view
        painter = QPainter(self)
        self._painted = view
        if view is None:
            painter.fillRect(event.rect(), QColor(tokens.surface_sunken))
            return
        part = device_rect(event.rect(), view.ratio)
        painter.save()
        painter.scale(1 / view.ratio, 1 / view.ratio)
        paint_surround(painter, view, QColor(tokens.surface_sunken), part)
        light, dark = QColor(tokens.checker_light), QColor(tokens.checker_dark)
        paint_checkerboard(painter, view, light, dark, part)
        if self._seen is not None:
            paint_seen(painter, self._seen, view)
        else:
            painter.fillRect(photo_rect(view) & part, QColor(tokens.surface_sunken))
        if self._grid is not None:
            paint_grid(painter, self._grid, view, ink_of(tokens))
        painter.restore()
        painter.fillRect(QRect(0, 0, 1, self.height()), QColor(tokens.border_strong))
        place = tag_rect(QPoint(SPACE_M, SPACE_M), self.font(), self._note)
        paint_tag(painter, place, self.font(), self._note, tokens)
