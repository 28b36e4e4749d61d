"""Refuses far too much text on its way from the clipboard into any field, by its size.

Qt converts the clipboard before a field can say no, and again to find out whether its menu offers
*Paste*; a gigabyte would hold the window for seconds. Only the field that has the focus is watched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from tessera.ui.chat.composer import (
    LARGEST_PASTE_BYTES,
    Composer,
    text_size_bytes,
    too_long,
    wrap_for,
)

if TYPE_CHECKING:
    from tessera.ui.funnel import Funnel

Mode = QClipboard.Mode


class PasteGuard(QObject):
    """Watches the field that has the focus; the question looks after itself."""

    def __init__(self, parent: QObject, funnel: Funnel) -> None:
        super().__init__(parent)
        self._funnel = funnel
        self._field: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self.on_focus_changed)

    @Slot(QWidget, QWidget)
    def on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """Leave the field that was watched for the one that has the focus now."""
        if old is not None and old is self._field:
            old.removeEventFilter(self)
        is_field = isinstance(new, QLineEdit | QPlainTextEdit) and not isinstance(new, Composer)
        self._field = new if is_field else None
        if self._field is not None:
            self._field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        mode = _pasted_from(event)
        if mode is None:
            return False
        mime = QGuiApplication.clipboard().mimeData(mode)
        size_bytes = 0 if mime is None else text_size_bytes(mime)
        if size_bytes > LARGEST_PASTE_BYTES:
            self._funnel.say(too_long(size_bytes))
            return True
        if mime is not None and isinstance(watched, QPlainTextEdit):
            wrap_for(watched, mime.text())
        return False


def _pasted_from(event: QEvent) -> QClipboard.Mode | None:
    """Return the clipboard that Qt is about to look at, None where it is not."""
    match event.type():
        case QEvent.Type.KeyPress if isinstance(event, QKeyEvent):
            return Mode.Clipboard if event.matches(QKeySequence.StandardKey.Paste) else None
        case QEvent.Type.ContextMenu:
            return Mode.Clipboard
        case QEvent.Type.MouseButtonRelease if isinstance(event, QMouseEvent):
            is_middle = event.button() == Qt.MouseButton.MiddleButton
            has_selection = QGuiApplication.clipboard().supportsSelection()
            return Mode.Selection if is_middle and has_selection else None
        case _:
            return None
