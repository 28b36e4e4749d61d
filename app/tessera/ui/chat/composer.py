"""Where the user writes: plain text, Enter sends, Shift+Enter makes a new line.

Pictures that are pasted or dropped here are offered to the canvas. Text above 400 kB is refused
by its size, before anything converts it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

LARGEST_PASTE_BYTES = 400_000  # taken in within a tenth of a second, whatever it is
MOST_LINES = 6
SLACK = 3  # lines are laid out in fractions of a pixel
AT_WORDS = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
ANYWHERE = QTextOption.WrapMode.WrapAnywhere
_ENDLESS_WORD = re.compile(r"\S{2000}")
DRAFT_MS = 400  # unsent text is kept that soon


class Composer(QPlainTextEdit):
    """The question in the making."""

    submitted = Signal()  # Enter was pressed; whoever sends decides whether it can be sent
    draft_changed = Signal(str)  # soon after the text changed, also while more is written
    pictures_offered = Signal(QMimeData)  # take what it holds now; it is gone later
    refused = Signal(str)  # a sentence: what was not inserted, and why
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self.setAccessibleName("Question")
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(SPACE_S)
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(DRAFT_MS)
        self._draft.timeout.connect(self.on_draft_due)
        self.textChanged.connect(self.on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self.on_size_changed)
        self.on_size_changed()

    def text(self) -> str:
        """Return what was written."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put ``text`` in, as from a draft; the cursor goes to its end."""
        if text != self.toPlainText():
            wrap_for(self, text)
            self.setPlainText(text)
            self.moveCursor(self.textCursor().MoveOperation.End)

    def on_size_changed(self) -> None:
        """Grow with the text, up to `MOST_LINES`."""
        wanted = max(1, int(self.document().size().height()))
        lines = min(MOST_LINES, wanted)
        policies = Qt.ScrollBarPolicy
        is_long = wanted > MOST_LINES
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAsNeeded if is_long else policies.ScrollBarAlwaysOff
        )
        margins = 2 * (self.document().documentMargin() + self.frameWidth())
        self.setFixedHeight(int(lines * self.fontMetrics().lineSpacing() + margins) + SLACK)

    @Slot()
    def on_text_changed(self) -> None:
        """Keep it soon; a timer begun anew by each key would never end while somebody writes."""
        if not self._draft.isActive():
            self._draft.start()
        if self.wordWrapMode() == ANYWHERE and self.document().isEmpty():
            self.setWordWrapMode(AT_WORDS)

    @Slot()
    def on_draft_due(self) -> None:
        """Hand the text over to be kept."""
        self._draft.stop()
        self.draft_changed.emit(self.toPlainText())

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.on_size_changed()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_enter and modifiers == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or _holds_pictures(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if _holds_pictures(source):
            self.pictures_offered.emit(source)
            return
        size_bytes = text_size_bytes(source)
        if size_bytes > LARGEST_PASTE_BYTES:
            self.refused.emit(too_long(size_bytes))
        elif text := source.text():
            wrap_for(self, text)
            self.insertPlainText(text.replace("\0", ""))
            self.ensureCursorVisible()


def _holds_pictures(source: QMimeData) -> bool:
    """Return whether ``source`` is rather a picture than text; nothing is converted for it.

    A file manager adds the names as text, a browser the address: files and pixels go first. A word
    processor adds a picture of the text: with rich and plain text beside it, text goes first.
    """
    formats = source.formats()
    from tessera.ui.canvas import offered

    if offered.files(source):
        return True
    has_pixels = any(name.startswith(("image/", "application/x-qt-image")) for name in formats)
    return has_pixels and not ("text/plain" in formats and "text/html" in formats)


def wrap_for(field: QPlainTextEdit, text: str) -> None:
    """Break lines anywhere where a word is so long that Qt would look through it for every line.

    With a word of 100 kB each key took 250 ms, growing with its square.
    """
    if _ENDLESS_WORD.search(text):
        field.setWordWrapMode(ANYWHERE)


def text_size_bytes(source: QMimeData) -> int:
    """Return the size of what `QMimeData.text` would convert: text, else a list of addresses."""
    formats = source.formats()
    texts = [name for name in formats if name.startswith("text/plain")] or [
        name for name in formats if name == "text/uri-list"
    ]
    return max((source.data(name).size() for name in texts), default=0)


def too_long(size_bytes: int) -> str:
    from tessera.ui.wording import bytes_text

    return (
        f"The text is {bytes_text(size_bytes)}; up to {bytes_text(LARGEST_PASTE_BYTES)} can be "
        "pasted at once. Nothing was inserted, and what you wrote is as it was. "
        "Copy the part that matters."
    )
