"""A turn as text that can be read, selected and copied at leisure."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from tessera.ui.dialogs.frame import Dialog


class TextDialog(Dialog):
    """Shows *untrusted* text as it came, sign for sign."""

    def __init__(self, parent: QWidget | None, title: str, text: str) -> None:
        super().__init__(parent, title, width=680)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setPlainText(text)
        self.text.setMinimumHeight(360)
        self.body.addWidget(self.text, 1)
        self.copy_button = self.add_button("Copy all", name="copy")
        self.copy_button.clicked.connect(self.on_copy)
        self.add_close_button(is_default=True)

    @Slot()
    def on_copy(self) -> None:
        """Put the whole text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
