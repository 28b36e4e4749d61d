"""Asks how a picture shall be saved; where is asked by the system's own dialog, after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from tessera.ui.dialogs.frame import Dialog
from tessera.ui.dialogs.save_fields import SaveFields

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.studio.exporting import SaveChoice


class SaveAsDialog(Dialog):
    """``place_wanted`` brings the choice; the dialog is gone then."""

    place_wanted = Signal(object)  # SaveChoice

    def __init__(
        self,
        parent: QWidget | None,
        name: str,
        choice: SaveChoice,
        *,
        own: str,
        has_provenance: bool,
    ) -> None:
        super().__init__(parent, "Save as", width=540)
        self.add_heading(f"Save “{name}”")
        self.fields = SaveFields(choice, own=own, has_provenance=has_provenance)
        self.body.addWidget(self.fields)
        self.add_close_button("Cancel")
        self.save_button = self.add_button("Choose a place…", name="save", is_default=True)
        self.save_button.clicked.connect(self.on_save)

    @Slot()
    def on_save(self) -> None:
        """Tell what was chosen."""
        choice = self.fields.choice()
        self.accept()
        self.place_wanted.emit(choice)
