"""A combo box in our look: it draws its own chevron, and leaves the mouse wheel to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QComboBox

from tessera.ui.icons import paint_icon
from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QStyleOptionComboBox, QWidget

CHEVRON = 14
CHEVRON_ROOM = 22
MOST_ROWS = 16  # of an open list; more scroll
BESIDE_WORDS = CHEVRON_ROOM + 16  # frame and padding of the style sheet


class Combo(QComboBox):
    """A drop-down list. Its data is the value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.is_open = False  # somebody looks at the list; it is not to change under the hand

    def showPopup(self) -> None:
        self.is_open = True
        view = self.view()
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # Qt hides it
        self.setMaxVisibleItems(MOST_ROWS)
        bar = view.verticalScrollBar().sizeHint().width() if self.count() > MOST_ROWS else 0
        view.setMinimumWidth(view.sizeHintForColumn(0) + CHEVRON_ROOM + bar)
        super().showPopup()

    def hidePopup(self) -> None:
        super().hidePopup()
        self.is_open = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def shown(self) -> QStyleOptionComboBox:
        """Return how it is drawn: a choice that is too long ends in dots, not within a letter."""
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field, box = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(box, option, field, self).width() - 2
        words, right = option.currentText, Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(words, right, room)
        return option

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fontMetrics().horizontalAdvance(self.currentText()) > self.width() - BESIDE_WORDS:
            self._paint_cut()
        else:
            super().paintEvent(event)
        tokens = tokens_of(self.palette())
        ink = tokens.text_quiet if self.isEnabled() else tokens.text_disabled
        place = QRectF(0, 0, CHEVRON, CHEVRON)
        place.moveCenter(QRectF(self.rect()).center())
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        place.moveLeft(6 if is_mirrored else self.width() - CHEVRON - 6)
        painter = QPainter(self)
        paint_icon(painter, "chevron", place, QColor(ink))
        painter.end()

    def _paint_cut(self) -> None:
        """Paint a choice that is too long; what it takes is loaded only where there is one."""
        from PySide6.QtWidgets import QStyle, QStylePainter

        option = self.shown()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
