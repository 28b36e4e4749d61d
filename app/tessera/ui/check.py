"""A check box in our look: its mark is one of our own drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QCheckBox

from tessera.ui.icons import paint_icon
from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

BOX = 18  # the indicator's side, as the style sheet has it


class Check(QCheckBox):
    """Draws the check over the box that the style sheet fills."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        tokens = tokens_of(self.palette())
        ink = tokens.accent_text if self.isEnabled() else tokens.text_disabled
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = self.width() - BOX if is_mirrored else 0
        place = QRectF(left, (self.height() - BOX) / 2, BOX, BOX).adjusted(2, 2, -2, -2)
        painter = QPainter(self)
        paint_icon(painter, "check", place, QColor(ink))
        painter.end()
