"""What both charts share: a widget that stands for marks in a row, walked with mouse and keys.

The whole chart in words is its accessible description; the mark that is looked at is shown in a
line of text and said aloud.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QWidget

from tessera.ui.accessible import announce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_ON = (Qt.Key.Key_Right, Qt.Key.Key_Down)


class Chart(QWidget):
    """A row of marks. ``looked_at`` tells the words of the mark under mouse or keyboard, or ''."""

    looked_at = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._texts: tuple[str, ...] = ()
        self._at: int | None = None

    @property
    def at(self) -> int | None:
        """Return the place of the mark that is looked at."""
        return self._at

    def mark_at(self, place: QPointF) -> int | None:
        """Return the mark under ``place``, or None."""
        raise NotImplementedError

    def set_texts(self, texts: Sequence[str], description: str) -> None:
        """Say the marks so, one text each, and the whole chart so."""
        self._texts = tuple(texts)
        self.setAccessibleDescription(description)
        self._look_at(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, at = len(self._texts), self._at
        if not count or event.key() not in (*_BACK, *_ON, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
            return
        if event.key() in _BACK:
            self._look_at(count - 1 if at is None else max(0, at - 1))
        elif event.key() in _ON:
            self._look_at(0 if at is None else min(count - 1, at + 1))
        else:
            self._look_at(0 if event.key() == Qt.Key.Key_Home else count - 1)
        self._say()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look_at(self.mark_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._look_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._look_at(None)
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def _look_at(self, place: int | None) -> None:
        if place == self._at:
            return
        self._at = place
        self.looked_at.emit("" if place is None else self._texts[place])
        self.update()

    def _say(self) -> None:
        if self._at is not None:
            announce(self, self._texts[self._at])
