"""A small mark for how well a number is founded; its shape tells as much as its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from tessera.core.words import Confidence
    from tessera.ui.tokens import Tokens

SIDE = 14


class GradeMark(QWidget):
    """A full disc (documented), a ring with a dot (measured), half a disc (inferred), a ring."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grade: Confidence | None = None
        self.setFixedSize(self.sizeHint())

    def set_grade(self, grade: Confidence | None) -> None:
        """Show ``grade``, or nothing."""
        if grade is not self._grade:
            self._grade = grade
            self.update()

    def sizeHint(self) -> QSize:
        """Return a square a little smaller than a line of text."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark in the colour of its grade."""
        if self._grade is None:
            return
        painter = QPainter(self)
        paint_grade(painter, QRectF(self.rect()), self._grade, tokens_of(self.palette()))


def paint_grade(painter: QPainter, box: QRectF, grade: Confidence, tokens: Tokens) -> None:
    """Paint the mark of ``grade`` into ``box`` in the colour it has among ``tokens``."""
    from tessera.core.words import Confidence  # an empty meter has no grade to paint

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(_colour(tokens, grade))
    disc = box.adjusted(2, 2, -2, -2)
    painter.setPen(QPen(colour, 1.6))
    painter.drawEllipse(disc)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    match grade:
        case Confidence.DOCUMENTED:
            painter.drawEllipse(disc)
        case Confidence.MEASURED:
            painter.drawEllipse(disc.center(), 2.2, 2.2)
        case Confidence.INFERRED:
            painter.drawPie(disc, 90 * 16, 180 * 16)
        case Confidence.UNKNOWN:
            pass  # an empty ring


def _colour(tokens: Tokens, grade: Confidence) -> str:
    from tessera.core.words import Confidence

    return {
        Confidence.DOCUMENTED: tokens.ok,
        Confidence.MEASURED: tokens.ok,
        Confidence.INFERRED: tokens.warning,
        Confidence.UNKNOWN: tokens.danger,
    }[grade]
