"""A small dialog that asks for a name."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from tessera.ui.dialogs.frame import Dialog

LONGEST = 120


class NameDialog(Dialog):
    """``named`` comes with the name; an empty one is not taken."""

    named = Signal(str)

    def __init__(self, parent: QWidget | None, title: str, name: str, button: str) -> None:
        super().__init__(parent, title, width=440)
        self.setObjectName("nameDialog")
        self.add_heading(title)
        self.field = QLineEdit(name)
        self.field.setObjectName("name")
        self.field.setAccessibleName("Name")
        self.field.setMaxLength(LONGEST)
        self.field.selectAll()
        self.body.addWidget(self.field)
        self.add_close_button("Cancel")
        self._save = self.add_button(button, name="save", is_default=True)
        self._save.clicked.connect(self.on_save)
        self.field.textChanged.connect(self.on_text_changed)
        self.on_text_changed(name)

    @Slot(str)
    def on_text_changed(self, name: str) -> None:
        """Take no empty name."""
        self._save.setEnabled(bool(name.strip()))

    @Slot()
    def on_save(self) -> None:
        """Hand the name over."""
        self.named.emit(" ".join(self.field.text().split()))
        self.accept()
