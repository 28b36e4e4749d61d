"""What all tools of the mask share: the mask they work on, the settings, and adding or taking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from tessera.ui.canvas.tools.settings import Mode
from tessera.ui.canvas.tools.tool import Tool, Touch

if TYPE_CHECKING:
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.tools.settings import ToolSettings
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.tokens import Tokens

MASKED, FREE = QColor(255, 255, 255), QColor(0, 0, 0)


class MaskTool(Tool):
    """A tool that changes the mask of the photo on ``canvas``."""

    def __init__(self, canvas: Canvas, settings: ToolSettings, parent: QObject) -> None:
        super().__init__(parent)
        self.canvas, self.settings = canvas, settings
        self._work: PhotoWork | None = None

    def take_up(self, work: PhotoWork) -> None:
        """Work on this photo from now on."""
        self._work = work

    def put_down(self) -> None:
        """Forget what is unfinished."""
        self.cancel()
        self._work = None

    @property
    def mask(self) -> MaskModel | None:
        """Return the mask, made now if there was none; None without a photo."""
        return self._work.need_mask() if self._work else None

    def takes(self, touch: Touch) -> bool:
        """Return whether this touch takes from the mask instead of adding to it."""
        is_opposite = touch.has_alt or touch.is_second_button
        return (self.settings.now.mode is Mode.TAKE) != is_opposite

    def fill(self, title: str, path: QPainterPath, *, takes: bool, is_smooth: bool = True) -> bool:
        """Add ``path``, in photo pixels, to the mask, or take it away, as one step."""
        mask = self.mask
        if mask is None or not mask.begin(title):
            return False
        part = mask.touch(path.boundingRect().toAlignedRect().adjusted(-1, -1, 1, 1))
        if not part.isEmpty():
            painter = mask.painter()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillPath(path, FREE if takes else MASKED)
            painter.end()
            mask.wrote(part)
        return mask.end()


def paint_outline(painter: QPainter, path: QPainterPath, view: View, tokens: Tokens) -> None:
    """Paint ``path``, in photo pixels, as a light line on a dark one: it shows on any photo."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(*view.origin)
    painter.scale(view.zoom, view.zoom)
    for colour, width in ((tokens.grid_dark, 3.0), (tokens.grid_light, 1.0)):
        pen = QPen(QColor(colour), width * view.ratio)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPath(path)
    painter.restore()


def grown(area: QRectF, touch_reach: float) -> QRectF:
    """Return ``area`` with so much around it, in photo pixels."""
    return area.normalized().adjusted(-touch_reach, -touch_reach, touch_reach, touch_reach)
