"""The scale under a drift map: which colour stands for how many levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from tessera.imaging.compare.order import COLOURS, HOTTEST, STOPS, VISIBLE
from tessera.ui.accessible import give_role
from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

BAR_WIDTH, BAR_HEIGHT = 220, 10


class Legend(QWidget):
    """Draws the ramp between the least visible difference and the hottest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._threshold = VISIBLE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_threshold(VISIBLE)

    def show_threshold(self, levels: float) -> None:
        """Begin the scale at what counts as a change."""
        self._threshold = levels
        low, high = self._ends()
        self.setAccessibleName(f"Colours from violet, {low}, to yellow, {high}")
        self.update()

    def sizeHint(self) -> QSize:
        measure = QFontMetrics(self.font())
        words = sum(measure.horizontalAdvance(text) for text in self._ends())
        return QSize(BAR_WIDTH + words + 4 * SPACE_S, max(measure.height(), BAR_HEIGHT) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self._ends()
        measure = QFontMetrics(self.font())
        painter.setPen(QColor(tokens_of(self.palette()).text_quiet))
        base = (self.height() + measure.ascent() - measure.descent()) / 2
        painter.drawText(0, round(base), low)
        left = measure.horizontalAdvance(low) + SPACE_S
        bar = QRectF(left, (self.height() - BAR_HEIGHT) / 2, BAR_WIDTH, BAR_HEIGHT)
        ramp = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop, colour in zip(STOPS, COLOURS, strict=True):
            ramp.setColorAt(stop, QColor(*colour))
        painter.fillRect(bar, ramp)
        painter.drawText(round(bar.right()) + SPACE_S, round(base), high)

    def _ends(self) -> tuple[str, str]:
        return f"{self._threshold:.0f} levels", f"{HOTTEST:.0f} and more"


give_role(Legend, "Graphic")
