"""Asks how everything that is starred shall be saved; shows how far it is, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QProgressBar

from tessera.studio.name_pattern import problem
from tessera.ui.dialogs.frame import Dialog, quiet_label
from tessera.ui.dialogs.save_fields import SaveFields

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from tessera.studio.exporting import SaveChoice

KNOWN = "{name} {version} {model} {date} {time} {number} {width} {height}"


class ExportDialog(Dialog):
    """``folder_wanted`` asks for a place; ``stop_wanted`` ends what runs."""

    folder_wanted = Signal()
    stop_wanted = Signal()

    def __init__(
        self,
        parent: QWidget | None,
        count: int,
        choice: SaveChoice,
        pattern: str,
        example: Callable[[str, SaveChoice], str],
    ) -> None:
        super().__init__(parent, "Export what is starred", width=560)
        self._count, self._example = count, example
        self.add_heading("Export 1 picture" if count == 1 else f"Export {count} pictures")
        self.fields = SaveFields(choice, own="each its own format", has_provenance=True)
        self.fields.changed.connect(self.on_changed)
        self.body.addWidget(self.fields)
        self.pattern = QLineEdit(pattern)
        self.pattern.setObjectName("exportPattern")
        self.pattern.setAccessibleName("Names of the files")
        self.pattern.setMaxLength(200)
        self.pattern.textChanged.connect(self.on_changed)
        self.add_form().addRow("Names", self.pattern)
        self.body.addWidget(quiet_label(f"Made of {KNOWN}"))
        self.shown = self.add_paragraph()
        self.progress = QProgressBar()
        self.progress.setRange(0, count)
        self.progress.setAccessibleName("Pictures exported")
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.close_button = self.add_button("Cancel", name="close")
        self.close_button.clicked.connect(self.on_close)
        self.save_button = self.add_button("Choose a folder…", name="save", is_default=True)
        self.save_button.clicked.connect(self.folder_wanted)
        self.on_changed()

    def show_progress(self, done: int) -> None:
        """Show how many went."""
        for field in (self.fields, self.pattern, self.save_button):
            field.setEnabled(False)
        self.progress.show()
        self.progress.setValue(done)
        self.shown.setText(f"{done} of {self._count}")

    def show_end(self, sentences: str) -> None:
        """Say what became of it; the dialog only closes from now on."""
        self.progress.hide()
        self.shown.setText(sentences)
        self.save_button.hide()
        self.close_button.setText("Close")
        self.close_button.setFocus()

    @Slot()
    def on_changed(self) -> None:
        """Show how the first file would be called, or what is wrong with the names."""
        pattern = self.pattern.text()
        trouble = problem(pattern)
        self.save_button.setEnabled(not trouble)
        first = "" if trouble else self._example(pattern, self.fields.choice())
        self.shown.setText(trouble or f"The first one will be called {first}")

    @Slot()
    def on_close(self) -> None:
        """Close; what still runs is stopped, and what is written stays."""
        self.stop_wanted.emit()
        self.reject()
