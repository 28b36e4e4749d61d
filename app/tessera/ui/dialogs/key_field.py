"""The field that takes a key and never shows it: no letters, no dots, nothing to read aloud."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

NOTHING_TYPED = "Paste or type the key; it is not shown."


class KeyField(QLineEdit):
    """A line without echo. What is in it can be taken once, by `take`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key")
        self.setEchoMode(QLineEdit.EchoMode.NoEcho)
        self.setAccessibleName("Key")
        self.setAccessibleDescription(NOTHING_TYPED)
        self.setPlaceholderText(NOTHING_TYPED)
        self.setMaxLength(4096)
        self.setDragEnabled(False)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhSensitiveData
            | hints.ImhHiddenText
            | hints.ImhNoPredictiveText
            | hints.ImhNoAutoUppercase
        )

    def length_text(self) -> str:
        """Return how much was typed, which is all that is ever said about it."""
        count = len(self.text().strip())
        if not count:
            return ""
        return "One character typed." if count == 1 else f"{count:,} characters, not shown."

    def take(self) -> str:
        """Return the key and forget it."""
        key = self.text().strip()
        self.clear()
        return key
