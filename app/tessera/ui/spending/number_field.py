"""A field for a whole number: digits with separators; the arrow keys step by the leading digit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

_NOT_DIGITS = re.compile(r"[^0-9]")
_ROOM = 24  # padding and border of the style sheet


class NumberField(QLineEdit):
    """From 0 to ``most``. ``value_changed`` tells what a person typed, also while typing."""

    value_changed = Signal(int)

    def __init__(self, name: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9,.  ']*"), self))
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(f"{most:,}") + _ROOM)
        self.textEdited.connect(self.on_text_edited)

    def value(self) -> int:
        """Return the number; an empty field is 0."""
        digits = _NOT_DIGITS.sub("", self.text())
        return min(self._most, int(digits or "0"))

    def set_value(self, value: int) -> None:
        """Show ``value`` without telling it."""
        with QSignalBlocker(self):
            self.setText(f"{min(self._most, max(0, value)):,}")

    @Slot()
    def on_text_edited(self) -> None:
        """Tell what the field means now."""
        self.value_changed.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        value = self.value()
        self.set_value(value + step * 10 ** max(0, len(str(value)) - 1))
        self.value_changed.emit(self.value())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_value(self.value())
