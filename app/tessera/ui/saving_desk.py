"""Saving from the window: the photo and the conversation, where the user says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMainWindow

from tessera.store.photos import SavedPhoto
from tessera.studio.conversation import conversation_text
from tessera.studio.jobs import JobScope
from tessera.studio.photo_names import file_name
from tessera.studio.saving import write_whole
from tessera.studio.studio import Studio
from tessera.ui.parts import Parts
from tessera.ui.state import Desk

AS_IT_IS = "The photo as it is (*)"
OTHERS = ("PNG (*.png)", "JPEG (*.jpg *.jpeg)", "WebP (*.webp)")


class SavingDesk(QObject):
    """Asks where, writes there, says what was saved."""

    def __init__(
        self, window: QMainWindow, studio: Studio, parts: Parts, desk: Desk, jobs: JobScope
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._parts = window, studio, parts
        self._desk, self._jobs = desk, jobs

    def save_photo(self) -> None:
        """Ask where to save the photo on the canvas."""
        photo = self._desk.state.current_photo
        if photo is not None:
            dialog = self._dialog("Save a copy of the photo", file_name(photo))
            dialog.setNameFilters([AS_IT_IS, *OTHERS])
            dialog.fileSelected.connect(self.on_photo_place_chosen)
            dialog.open()

    def save_conversation(self) -> None:
        """Ask where to save the conversation."""
        dialog = self._dialog("Save the conversation", "conversation.md")
        dialog.setNameFilters(["Markdown (*.md)"])
        dialog.setDefaultSuffix("md")
        dialog.fileSelected.connect(self.on_conversation_place_chosen)
        dialog.open()

    @Slot(str)
    def on_photo_place_chosen(self, name: str) -> None:
        """Save the photo there; the ending says in which format."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._jobs.start("save photo", self._save_photo(photo, Path(name)))

    @Slot(str)
    def on_conversation_place_chosen(self, name: str) -> None:
        """Save the conversation there."""
        self._jobs.start("save conversation", self._save_conversation(Path(name)))

    async def _save_photo(self, photo: SavedPhoto, path: Path) -> None:
        data = await self._studio.photos.as_file(photo, ending=path.suffix)
        await self._studio.desk.run(write_whole, path, data)
        self._say_saved(path)

    async def _save_conversation(self, path: Path) -> None:
        state, library = self._desk.state, self._studio.library
        session = await self._studio.desk.run(library.sessions.get, state.session_id)
        text = conversation_text(session.title, state.turns, state.photos)
        await self._studio.desk.run(write_whole, path, text.encode())
        self._say_saved(path)

    def _say_saved(self, path: Path) -> None:
        self._parts.status.showMessage(f"Saved {path.name}.", 4000)

    def _dialog(self, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(name)
        dialog.finished.connect(dialog.deleteLater)
        return dialog
