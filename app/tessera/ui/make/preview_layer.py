"""A preview over the part of the photo that is being changed, marked as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from tessera.ui.theme import scaled_font

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

    from tessera.core.geometry import Rect
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

WORDS = "Preview, not the result"
PAD = 6


class PreviewLayer(QObject):
    """Paints an image into a rectangle of upright photo pixels; nothing while there is none."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._image: QImage | None = None
        self._box: Rect | None = None

    def show_image(self, image: QImage | None, box: Rect | None) -> None:
        """Show another preview, or none."""
        self._image, self._box = image, box
        self._host.update()

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the preview, a dashed edge around it, and its mark."""
        if self._image is None or self._box is None:
            return
        box = self._box
        start, end = view.to_device(box.left, box.top), view.to_device(box.right, box.bottom)
        place = QRectF(QPointF(*start), QPointF(*end))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        painter.setPen(QPen(QColor(tokens.accent), 2 * view.ratio, Qt.PenStyle.DashLine))
        painter.drawRect(place)
        self._paint_mark(painter, place, tokens, view.ratio)
        painter.restore()

    def _paint_mark(self, painter: QPainter, place: QRectF, tokens: Tokens, ratio: float) -> None:
        painter.setFont(scaled_font(self._host.font(), ratio))
        pad = PAD * ratio
        words = QRectF(painter.fontMetrics().boundingRect(WORDS))
        card = QRectF(0, 0, words.width() + 2 * pad, words.height() + pad)
        card.moveTopLeft(place.topLeft() + QPointF(pad, pad))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.surface_raised))
        painter.drawRoundedRect(card, pad, pad)
        painter.setPen(QColor(tokens.text))
        painter.drawText(card, Qt.AlignmentFlag.AlignCenter, WORDS)
