"""Typing a text where it will stand: a field over the canvas, in the mark's own colour and size.

Enter keeps it, Shift and Enter begin a line, Esc forgets it; leaving the field keeps it too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tessera.core.markup import MOST_SIGNS, Mark
from tessera.ui.theme import tokens_of

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from tessera.ui.canvas.view_transform import View

LEAST_WIDTH, MARGIN = 160, 6  # widget units
SMALLEST, LARGEST = 10, 96  # widget units of letters while they are typed


class TextEntry(QPlainTextEdit):
    """A field for one mark. ``ended`` comes once: with the mark, or None where it is forgotten."""

    ended = Signal(object)

    def __init__(self, mark: Mark, view: View, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setObjectName("markupText")
        self.setAccessibleName("Text of the mark")
        self._mark = mark
        self._is_ended = False
        self.setPlainText(mark.text)
        self.selectAll()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setFont(self._letters(view))
        self._dress()
        self._view = view
        self.textChanged.connect(self.on_text_changed)
        self.on_text_changed()

    def on_text_changed(self) -> None:
        """Grow with what is typed, at the place where it will stand."""
        metrics = QFontMetricsF(self.font())
        lines = self.toPlainText().split("\n")
        widest = max(metrics.horizontalAdvance(line) for line in lines)
        left, base = self._view.to_widget(*self._mark.points[0])
        height = round(metrics.lineSpacing() * len(lines)) + 2 * MARGIN + 8
        top = round(base - metrics.ascent()) - MARGIN - 4
        width = max(LEAST_WIDTH, round(widest) + 4 * MARGIN + 12)
        place = QRect(round(left) - MARGIN - 4, top, width, height)
        self.setGeometry(_inside(place, self._room.rect()))

    def follow(self, view: View) -> None:
        """Stay at the same place of the photo when that is shown otherwise."""
        self._view = view
        self.setFont(self._letters(view))
        self.on_text_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep on Enter, forget on Esc."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self._end(None)
        elif is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.keep()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed when the hand goes elsewhere; the field's own menu is not that."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keep()

    def keep(self) -> None:
        """Take the text as it stands."""
        self._end(replace(self._mark, text=self.toPlainText()[:MOST_SIGNS]))

    def _end(self, mark: Mark | None) -> None:
        if not self._is_ended:
            self._is_ended = True
            self.ended.emit(mark)

    def _letters(self, view: View) -> QFont:
        font = QFont(self.font())
        wanted = round(self._mark.letter_height * view.zoom / view.ratio)
        font.setPixelSize(min(max(wanted, SMALLEST), LARGEST))
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _dress(self) -> None:
        """Write in the mark's colour where that can be read, on the window's own ground."""
        tokens = tokens_of(self.palette())
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {tokens.surface_raised}; color: {tokens.text}; "
            f"border: 2px solid {tokens.accent}; border-radius: 4px; padding: {MARGIN}px; "
            f"border-left: 8px solid {QColor(self._mark.colour).name()}; }}"
        )


def _inside(place: QRect, room: QRect) -> QRect:
    left = min(max(place.left(), room.left()), max(room.left(), room.right() - place.width()))
    top = min(max(place.top(), room.top()), max(room.top(), room.bottom() - place.height()))
    return QRect(left, top, min(place.width(), room.width()), min(place.height(), room.height()))
