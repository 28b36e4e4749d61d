"""Pins on the photo: where a part was asked about, each leading to its answer.

A pin is a button, so that Tab reaches it and a screen reader names it; the frame around its place
is painted. Places are upright pixels of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QToolButton

from tessera.ui.canvas.mask.tint import device_area
from tessera.ui.tips import plain_tip
from tessera.ui.tokens import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.geometry import Rect
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

SIDE = 26  # widget units; WCAG 2.2 asks for targets of at least 24


@dataclass(frozen=True, slots=True)
class Pin:
    """Where something was asked, the id of the turn to go to, and what it is about."""

    area: Rect
    turn_id: str
    words: str


class Pins(QObject):
    """Shows pins on a canvas; ``chosen`` tells the turn of the one that was pressed."""

    chosen = Signal(str)

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._pins: tuple[Pin, ...] = ()
        self._buttons: list[QToolButton] = []
        canvas.view_changed.connect(self.place)
        canvas.photo_shown.connect(self.place)
        canvas.add_layer(self)

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Return what is shown."""
        return self._pins

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Show these pins, numbered in their order."""
        if tuple(pins) == self._pins:
            return
        self._pins = tuple(pins)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(number, pin) for number, pin in enumerate(self._pins, 1)]
        self.place()
        self._canvas.update()

    @Slot()
    def place(self) -> None:
        """Put every pin at the upper right corner of its place; those out of sight are hidden."""
        view = self._canvas.view
        for pin, button in zip(self._pins, self._buttons, strict=True):
            if view is None:
                button.hide()
                continue
            x, y = view.to_widget(pin.area.right, pin.area.top)
            button.move(round(x) - SIDE // 2, round(y) - SIDE // 2)
            button.setVisible(self._canvas.rect().intersects(button.geometry()))

    @Slot()
    def on_pressed(self) -> None:
        """Lead to the answer."""
        button = self.sender()
        if isinstance(button, QToolButton) and button in self._buttons:
            self.chosen.emit(self._pins[self._buttons.index(button)].turn_id)

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Frame the places."""
        for pin in self._pins:
            area = QRect(pin.area.left, pin.area.top, pin.area.width, pin.area.height)
            frame = device_area(area, view).adjusted(1, 1, -1, -1)
            if frame.intersects(exposed):
                line = max(1, round(view.ratio))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(0, 0, 0, 170), 3 * line))
                painter.drawRect(frame)
                painter.setPen(QPen(QColor(DARK.accent), line))
                painter.drawRect(frame)

    def _button(self, number: int, pin: Pin) -> QToolButton:
        button = QToolButton(self._canvas)
        button.setObjectName("pin")
        button.setText(str(number))
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFixedSize(SIDE, SIDE)
        button.setToolTip(plain_tip(pin.words))
        button.setAccessibleName(f"Pin {number}: {pin.words}")
        button.setAccessibleDescription("Leads to the answer about this part of the photo.")
        button.setStyleSheet(
            "QToolButton { background: palette(highlight); color: palette(highlighted-text);"
            f" border: 1px solid palette(base); border-radius: {SIDE // 2}px; padding: 0;"
            " font-weight: 600; } QToolButton:focus { border: 2px solid palette(text); }"
        )
        button.clicked.connect(self.on_pressed)
        return button
