"""A bundle of diagnostics, to be looked through part by part before it is saved."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPlainTextEdit, QWidget

from tessera.studio.diagnostics import Part
from tessera.ui.dialogs.frame import Dialog


class BundleDialog(Dialog):
    """Shows what would be shared, and nothing is shared by itself."""

    save_wanted = Signal()

    def __init__(self, parent: QWidget | None, parts: Sequence[Part]) -> None:
        super().__init__(parent, "Diagnostics", width=900)
        self.parts = tuple(parts)
        self.add_paragraph(
            "Look through it before you give it to anybody. It holds no key, no prompt, no answer "
            "and no picture. Tessera sends it nowhere."
        )
        self.list = QListWidget()
        self.list.setAccessibleName("Parts of the bundle")
        self.list.addItems([part.name for part in self.parts])
        self.list.setFixedWidth(200)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the part")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(400)
        row = QHBoxLayout()
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        self.body.addLayout(row, 1)
        self.save_button = self.add_button("Save…", name="save", is_default=True)
        self.save_button.clicked.connect(self.save_wanted)
        self.add_close_button()
        self.list.currentRowChanged.connect(self.on_chosen)
        self.list.setCurrentRow(0)

    @Slot(int)
    def on_chosen(self, row: int) -> None:
        """Show one part."""
        if 0 <= row < len(self.parts):
            self.text.setPlainText(self.parts[row].text)
