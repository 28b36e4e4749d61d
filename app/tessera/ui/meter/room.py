"""The room that the meter has: all it needs, or less in a low window, where it scrolls.

It is made with the first price, so that a start does not pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from tessera.ui.meter.meter_view import CostMeter

LEAST = 100  # widget units: the price, and how sure it is


class MeterRoom(QScrollArea):
    """Holds the meter at its whole height where there is room for it."""

    def __init__(self, meter: CostMeter) -> None:
        super().__init__()
        self.setObjectName("meterRoom")
        self._meter = meter
        self._wanted = LEAST
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons come into sight with the focus
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidgetResizable(True)
        self.setWidget(meter)
        for part in (self.viewport(), meter):  # the window shows through the card's corners
            part.setAutoFillBackground(False)

    def event(self, event: QEvent) -> bool:
        """Follow the meter when it says more or less."""
        is_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return is_handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width, at which lines wrap."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for all the meter needs."""
        return QSize(self._meter.sizeHint().width(), self._wanted)

    def minimumSizeHint(self) -> QSize:
        """Be content with price and confidence."""
        return QSize(self._meter.minimumSizeHint().width(), min(LEAST, self._wanted))

    def _fit(self) -> None:
        # As if the scroll bar were there: its coming and going must not wrap lines that fit.
        bar = self.verticalScrollBar().sizeHint().width()
        wanted = self._meter.height_for(self.width() - bar)
        if wanted != self._wanted:
            self._wanted = wanted
            self.updateGeometry()
