"""Asks before a file that is there already is replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from tessera.ui.dialogs.frame import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ReplaceDialog(Dialog):
    """Nothing was written before one of the signals comes."""

    replace_wanted = Signal()
    keep_both_wanted = Signal()

    def __init__(self, parent: QWidget | None, name: str, other: str) -> None:
        super().__init__(parent, "A file is there already", width=480)
        self.add_heading(f"“{name}” is there already")
        self.add_paragraph(f"Replace it, or keep both and call the new one “{other}”?")
        self.add_close_button("Cancel")
        self.replace_button = self.add_button("Replace", name="replace")
        self.replace_button.clicked.connect(self.on_replace)
        self.keep_button = self.add_button("Keep both", name="keepBoth", is_default=True)
        self.keep_button.clicked.connect(self.on_keep_both)

    @Slot()
    def on_replace(self) -> None:
        """Tell that the old file may go."""
        self.accept()
        self.replace_wanted.emit()

    @Slot()
    def on_keep_both(self) -> None:
        """Tell that the new one takes another name."""
        self.accept()
        self.keep_both_wanted.emit()
