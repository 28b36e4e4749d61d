"""What the meter offers: a sentence with a coloured edge, and the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.ui.meter.labels import plain_label
from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from tessera.ui.meter.meter_reading import MeterOffer


class OfferStrips(QWidget):
    """One strip per offer. ``taken`` brings the id of the offer whose button was pressed.

    Strips are used again: a change of the numbers repaints words and builds nothing.
    """

    taken = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._strips: list[_OfferStrip] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_S)

    def show_offers(self, offers: Sequence[MeterOffer]) -> None:
        """Show exactly these."""
        while len(self._strips) < len(offers):
            strip = _OfferStrip(self)
            strip.taken.connect(self.taken)
            self._strips.append(strip)
            self._column.addWidget(strip)
        for place, strip in enumerate(self._strips):
            strip.show_offer(offers[place] if place < len(offers) else None)
        self.setVisible(bool(offers))


class _OfferStrip(QWidget):
    """A sentence and its buttons, side by side."""

    taken = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: MeterOffer | None = None
        self._words = plain_label("", self)
        self._button, self._other = QPushButton(self), QPushButton(self)
        for button in (self._button, self._other):
            button.setAutoDefault(False)
        self._button.clicked.connect(self.on_pressed)
        self._other.clicked.connect(self.on_other_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self._words, 1)
        for button in (self._other, self._button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_offer(self, offer: MeterOffer | None) -> None:
        """Show ``offer``; None hides the strip."""
        if offer == self._shown:
            return
        self._shown = offer
        self.setVisible(offer is not None)
        if offer is None:
            return
        self._words.setText(offer.text)
        for button, words in ((self._button, offer.button), (self._other, offer.other)):
            button.setText(words)
            button.setAccessibleDescription(offer.text)
            button.setVisible(bool(words))

    @Slot()
    def on_other_pressed(self) -> None:
        """Tell that the offer is taken in its other way."""
        if self._shown is not None:
            self.taken.emit(self._shown.other_id)

    @Slot()
    def on_pressed(self) -> None:
        """Tell which offer is taken."""
        if self._shown is not None:
            self.taken.emit(self._shown.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge beside the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens_of(self.palette()).accent))
        painter.drawRoundedRect(QRectF(0, 2, 3, self.height() - 4), 1.5, 1.5)
