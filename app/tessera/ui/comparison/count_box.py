"""A spin box in our look: it draws its own arrows, and leaves the mouse wheel to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSpinBox

from tessera.ui.icons import paint_icon
from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

_ARROW = 12
_ROOM, _LEFT = 22, 6
_SHEET = f"""
QSpinBox {{ padding-right: {_ROOM}px; }}
QSpinBox::up-button, QSpinBox::down-button {{
  subcontrol-origin: border; width: {_ROOM}px; height: 14px; border: none; background: none; }}
QSpinBox::up-button {{ subcontrol-position: top right; }}
QSpinBox::down-button {{ subcontrol-position: bottom right; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; }}
"""


class CountBox(QSpinBox):
    """A whole number with two arrows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(_SHEET)
        self.lineEdit().setTextMargins(_LEFT, 0, 0, 0)  # the sheet's padding does not reach it
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = tokens_of(self.palette())
        ink = QColor(tokens.text_quiet if self.isEnabled() else tokens.text_disabled)
        painter = QPainter(self)
        painter.translate(self.width() - _ROOM / 2, self.height() / 2)
        box = QRectF(-_ARROW / 2, 0, _ARROW, _ARROW)
        paint_icon(painter, "chevron", box, ink)
        painter.scale(1, -1)
        paint_icon(painter, "chevron", box, ink)
        painter.end()
