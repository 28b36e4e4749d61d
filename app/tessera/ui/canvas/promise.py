"""What is painted over the canvas while something hangs above it, and while keys go to it."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from tessera.ui.theme import scaled_font
from tessera.ui.tokens import RADIUS, SPACE_L, SPACE_XL, Tokens


def paint_promise(
    painter: QPainter, area: QRect, promise: str, font: QFont, tokens: Tokens
) -> None:
    """Say over the photo what letting go would do."""
    wash = QColor(tokens.surface)
    wash.setAlphaF(0.45)
    painter.fillRect(area, wash)
    whole = QRectF(area)
    _paint_target(painter, whole.adjusted(12, 12, -12, -12), tokens)
    painter.setFont(scaled_font(font, 1.3, strong=True))
    room = painter.fontMetrics().boundingRect(promise).size()
    card = QRectF(0, 0, room.width() + 2 * SPACE_XL, room.height() + 2 * SPACE_L)
    card.moveCenter(whole.center())
    painter.setPen(QColor(tokens.accent))
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawRoundedRect(card, RADIUS, RADIUS)
    painter.setPen(QColor(tokens.text))
    painter.drawText(card, Qt.AlignmentFlag.AlignCenter, promise)


def paint_focus(painter: QPainter, area: QRect, tokens: Tokens) -> None:
    """Frame ``area`` by four fills: a rounded path over the whole canvas would cost half a copy."""
    colour, width, height, line = QColor(tokens.accent), area.width(), area.height(), 2
    painter.fillRect(0, 0, width, line, colour)
    painter.fillRect(0, height - line, width, line, colour)
    painter.fillRect(0, line, line, height - 2 * line, colour)
    painter.fillRect(width - line, line, line, height - 2 * line, colour)


def _paint_target(painter: QPainter, area: QRectF, tokens: Tokens) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.accent), 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, RADIUS, RADIUS)
