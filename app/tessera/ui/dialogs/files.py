"""The pictures that lie at the provider: see them, delete them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from tessera.ui.dialogs.frame import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

ID_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file, with its numbers and times worded. ``id`` and ``name`` are *untrusted*."""

    id: str
    name: str
    size: str
    uploaded: str
    expires: str


class FilesDialog(Dialog):
    """Asks for the list and for deletions by signals; the answers come to `show_files`."""

    refresh_wanted = Signal()
    delete_wanted = Signal(list)  # of ids

    def __init__(self, parent: QWidget | None, provider: str) -> None:
        super().__init__(parent, "Files at the provider", width=680)
        self.add_heading(f"Files at {provider}")
        self.add_paragraph(
            "Large pictures are uploaded once and used again by later questions. Deleting one here "
            "removes it from the provider; your photos and answers stay on this machine."
        )
        self.list = QTreeWidget()
        self.list.setAccessibleName("Files")
        self.list.setHeaderLabels(["Name", "Size", "Uploaded", "Expires"])
        self.list.setRootIsDecorated(False)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumHeight(280)
        self.list.itemSelectionChanged.connect(self.on_selection_changed)
        self.body.addWidget(self.list, 1)
        self.said = self.add_paragraph("Asking the provider…")
        self.refresh_button = self.add_button("Refresh", name="refresh", is_left=True)
        self.refresh_button.clicked.connect(self.on_refresh)
        self.delete_button = self.add_button("Delete", name="delete")
        self.delete_button.setEnabled(False)
        self.delete_button.clicked.connect(self.on_delete)
        self.add_close_button(is_default=True)

    def show_files(self, files: Sequence[FileRow]) -> None:
        """Show what lies there now."""
        self._set_busy(is_busy=False)
        self.list.clear()
        for file in files:
            item = QTreeWidgetItem([file.name, file.size, file.uploaded, file.expires])
            item.setData(0, ID_ROLE, file.id)
            self.list.addTopLevelItem(item)
        for column in range(4):
            self.list.resizeColumnToContents(column)
        count = "one file lies" if len(files) == 1 else f"{len(files):,} files lie"
        self.said.setText(f"Now {count} there." if files else "No file lies there.")

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong; the list stays as it was."""
        self._set_busy(is_busy=False)
        self.said.setText(sentence)

    def chosen_ids(self) -> list[str]:
        """Return the ids of the files that are selected."""
        return [str(item.data(0, ID_ROLE)) for item in self.list.selectedItems()]

    @Slot()
    def on_refresh(self) -> None:
        """Ask for the list anew."""
        self._set_busy(is_busy=True)
        self.refresh_wanted.emit()

    @Slot()
    def on_delete(self) -> None:
        """Ask for the selected files to be deleted."""
        ids = self.chosen_ids()
        if ids:
            self._set_busy(is_busy=True)
            self.delete_wanted.emit(ids)

    @Slot()
    def on_selection_changed(self) -> None:
        """Name what would be deleted."""
        count = len(self.list.selectedItems())
        self.delete_button.setEnabled(count > 0)
        self.delete_button.setText(f"Delete {count:,} files" if count > 1 else "Delete")

    def _set_busy(self, *, is_busy: bool) -> None:
        self.refresh_button.setEnabled(not is_busy)
        self.delete_button.setEnabled(not is_busy and bool(self.list.selectedItems()))
        if is_busy:
            self.said.setText("Asking the provider…")
