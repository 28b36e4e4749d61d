"""The cell under the mouse: a bright frame around it, and a small label beside it."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from tessera.ui.canvas.overlay import Ink
from tessera.ui.theme import scaled_font
from tessera.ui.tokens import RADIUS_S, SPACE_M, SPACE_S, Tokens

GAP = 10  # widget units between cell and label


def paint_cell(painter: QPainter, cell: QRect, ink: Ink, *, ratio: float) -> None:
    """Frame ``cell``; ``painter`` works in device pixels."""
    unit = max(1, round(ratio))
    wash = QColor(ink.light)
    wash.setAlphaF(0.18)
    painter.fillRect(cell, wash)
    for width, colour in ((4 * unit, ink.dark), (2 * unit, ink.accent)):
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(QRectF(cell))


def reach(ratio: float) -> int:
    """Return how many device pixels the frame of a cell sticks out."""
    return 3 * max(1, round(ratio))


def label_rect(cell: QRect, bounds: QRect, size: QSize) -> QRect:
    """Return where a label goes, in widget units: within a large cell, beside a small one."""
    seen = cell & bounds
    if seen.width() > size.width() + 2 * GAP and seen.height() > size.height() + 2 * GAP:
        return QRect(seen.topLeft() + QPoint(GAP, GAP), size)
    left = cell.right() + GAP
    if left + size.width() > bounds.right():
        left = cell.left() - GAP - size.width()
    top = cell.center().y() - size.height() // 2
    left = max(bounds.left() + GAP, min(left, bounds.right() - GAP - size.width()))
    top = max(bounds.top() + GAP, min(top, bounds.bottom() - GAP - size.height()))
    return QRect(QPoint(left, top), size)


def paint_label(
    painter: QPainter, place: QRect, font: QFont, lines: tuple[str, ...], tokens: Tokens
) -> None:
    """Write the two ``lines`` on a card at ``place``; ``painter`` works in widget units."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.border_strong))
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_S, RADIUS_S)
    inner = place.adjusted(SPACE_M, SPACE_S, -SPACE_M, -SPACE_S)
    strong = scaled_font(font, 1.0, strong=True)
    painter.setFont(strong)
    painter.setPen(QColor(tokens.text))
    painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, lines[0])
    painter.setFont(font)
    painter.setPen(QColor(tokens.text_quiet))
    painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, lines[1])


def label_size(font: QFont, lines: tuple[str, str]) -> QSize:
    """Return how large a label of two lines is, in widget units."""
    strong = QFontMetrics(scaled_font(font, 1.0, strong=True))
    plain = QFontMetrics(font)
    width = max(strong.horizontalAdvance(lines[0]), plain.horizontalAdvance(lines[1]))
    height = strong.height() + plain.height() + 2
    return QSize(width + 2 * SPACE_M, height + 2 * SPACE_S)
