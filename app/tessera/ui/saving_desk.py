"""Saving from the window: the photo, everything starred, the conversation; where the user says.

How a picture was saved last is kept in the settings. A file that is there already is never replaced
before the user says so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from tessera.studio.saving import FileTaken, free_name, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from tessera.store.photos import SavedPhoto
    from tessera.studio.exporting import Exportable, Exporting, SaveChoice, SavedFile, Shelf
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.dialogs.export_starred import ExportDialog
    from tessera.ui.main_window import MainWindow
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk

SAVE, EXPORT = "save photo", "export starred"
SHOWN_MS = 4000


class SavingDesk(QObject):
    """Asks how and where, writes there, says what was saved and what that changed."""

    def __init__(
        self, window: MainWindow, studio: Studio, parts: Parts, desk: Desk, jobs: JobScope
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._parts = window, studio, parts
        self._desk, self._jobs = desk, jobs
        self._item: Exportable | None = None
        self._choice: SaveChoice | None = None
        self._starred: tuple[Exportable, ...] = ()
        self._export: ExportDialog | None = None

    @property
    def shelf(self) -> Shelf:
        """Return where pictures with their history come from."""
        from tessera.studio.version_shelf import VersionShelf

        return VersionShelf(self._studio.library)

    def save_photo(self) -> None:
        """Ask how, then where, to save the photo on the canvas."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._jobs.start("ask how to save", self._ask_how(photo))

    def export_starred(self) -> None:
        """Ask how and where to save everything that is starred in the session."""
        self._jobs.start("ask how to export", self._ask_how_all())

    def copy_photo(self) -> None:
        """Put the photo on the canvas on the clipboard: its pixels, upright, nothing else."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._jobs.start("copy photo", self._copy(photo))

    def show_facts(self) -> None:
        """Show what is known of the photo on the canvas and where it came from."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._jobs.start("picture facts", self._show_facts(photo))

    def save_conversation(self) -> None:
        """Ask where to save the conversation."""
        dialog = self._file_dialog("Save the conversation", "conversation.md")
        dialog.setNameFilters(["Markdown (*.md)"])
        dialog.setDefaultSuffix("md")
        dialog.fileSelected.connect(self.on_conversation_place_chosen)
        dialog.open()

    @Slot(object)
    def on_choice_made(self, choice: SaveChoice) -> None:
        """Ask where, under a name that tells what the file will be."""
        from tessera.studio.exporting import ending_of
        from tessera.studio.photo_names import safe_stem

        if self._item is None:
            return
        self._choice = choice
        self._remember(choice)
        ending = ending_of(self._item, choice)
        name = f"{safe_stem(self._item.name)}.{ending}"
        dialog = self._file_dialog("Save as", name)
        # Asked by ourselves: the ending may still be added, and then another file is meant.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setNameFilters([f"{ending.upper()} (*.{ending})", "All files (*)"])
        dialog.fileSelected.connect(self.on_photo_place_chosen)
        dialog.open()

    @Slot(str)
    def on_photo_place_chosen(self, name: str) -> None:
        """Save the photo there, or ask first what to do with the file that is there."""
        if self._item is not None and self._choice is not None:
            self._jobs.start(SAVE, self._save(self._item, self._choice, Path(name)))

    @Slot(str)
    def on_conversation_place_chosen(self, name: str) -> None:
        """Save the conversation there."""
        self._jobs.start("save conversation", self._save_conversation(Path(name)))

    @Slot()
    def on_folder_wanted(self) -> None:
        """Ask for the folder of an export."""
        dialog = QFileDialog(self._export or self._window, "Export into a folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.on_folder_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def on_folder_chosen(self, name: str) -> None:
        """Export there."""
        if self._export is not None:
            choice, pattern = self._export.fields.choice(), self._export.pattern.text()
            self._remember(choice, pattern)
            work = self._export_all(self._export, Path(name), pattern, choice)
            self._jobs.start(EXPORT, work)

    @Slot()
    def on_export_stopped(self) -> None:
        """End an export; what is written stays."""
        self._jobs.cancel(EXPORT)
        self._export = None

    async def _ask_how(self, photo: SavedPhoto) -> None:
        from tessera.studio.photo_names import extension_of
        from tessera.ui.dialogs.save_as import SaveAsDialog

        item = self._item = await self._studio.desk.run(self.shelf.of, photo)
        dialog = SaveAsDialog(
            self._window,
            photo.facts.name,
            self._kept_choice(),
            own=extension_of(photo).upper(),
            has_provenance=item.provenance is not None,
        )
        dialog.place_wanted.connect(self.on_choice_made)
        dialog.open()

    async def _ask_how_all(self) -> None:
        from tessera.ui.dialogs.export_starred import ExportDialog

        session_id = self._desk.state.session_id
        self._starred = await self._studio.desk.run(self.shelf.starred, session_id)
        if not self._starred:
            self._window.funnel.say(
                "Nothing is starred in this session.",
                "Star pictures under Versions, beside Sessions; then export all of them at once.",
            )
            return
        dialog = self._export = ExportDialog(
            self._window,
            len(self._starred),
            self._kept_choice(),
            self._studio.settings.export_pattern,
            self._first_name,
        )
        dialog.folder_wanted.connect(self.on_folder_wanted)
        dialog.stop_wanted.connect(self.on_export_stopped)
        dialog.open()

    def _first_name(self, pattern: str, choice: SaveChoice) -> str:
        from tessera.studio.exporting import ending_of, words_of
        from tessera.studio.name_pattern import file_stem

        first = self._starred[0]
        return f"{file_stem(pattern, words_of(first, 1))}.{ending_of(first, choice)}"

    async def _save(self, item: Exportable, choice: SaveChoice, path: Path) -> None:
        from tessera.studio.exporting import by_ending

        choice, path = by_ending(choice, item, path)
        try:
            await self._write(item, choice, path)
        except FileTaken:
            await self._ask_before_replacing(item, choice, path)

    async def _ask_before_replacing(self, item: Exportable, choice: SaveChoice, path: Path) -> None:
        from tessera.ui.dialogs.replace_file import ReplaceDialog

        other = await self._studio.desk.run(free_name, path)
        dialog = ReplaceDialog(self._window, path.name, other.name)
        over = _Deed(dialog, self._jobs, partial(self._write, item, choice, path, replaces=True))
        beside = _Deed(dialog, self._jobs, partial(self._write, item, choice, other))
        dialog.replace_wanted.connect(over.on_wanted)
        dialog.keep_both_wanted.connect(beside.on_wanted)
        dialog.open()

    async def _write(
        self, item: Exportable, choice: SaveChoice, path: Path, *, replaces: bool = False
    ) -> None:
        self._parts.status.showMessage(f"Saving {path.name}…")
        try:
            saved = await self._exporting().save(item, path, choice, replaces=replaces)
        finally:
            self._parts.status.clearMessage()
        self._say_saved_file(saved)

    async def _export_all(
        self, dialog: ExportDialog, folder: Path, pattern: str, choice: SaveChoice
    ) -> None:
        dialog.show_progress(0)
        batch = await self._exporting().save_all(
            self._starred, folder, pattern, choice, dialog.show_progress
        )
        said = f"{_files(len(batch.files))} saved in {folder.name or folder}."
        if batch.failed:
            name, error = batch.failed[0]
            said += f" {_files(len(batch.failed))} could not be saved. The first, {name}: {error}"
        dialog.show_end(said)

    async def _copy(self, photo: SavedPhoto) -> None:
        from tessera.ui.canvas.photo_image import to_image

        raster = await self._studio.photos.seen(photo, photo.upright)
        mime = QMimeData()
        mime.setImageData(to_image(raster))
        QGuiApplication.clipboard().setMimeData(mime)
        self._parts.status.showMessage("Copied the picture.", SHOWN_MS)

    async def _show_facts(self, photo: SavedPhoto) -> None:
        from tessera.ui.dialogs.picture_facts import PictureFactsDialog

        told = await self._exporting().told(photo)
        if told.provenance is None:
            item = await self._studio.desk.run(self.shelf.of, photo)
            told = replace(told, provenance=item.provenance)
        PictureFactsDialog(self._window, photo.facts.name, told).open()

    async def _save_conversation(self, path: Path) -> None:
        from tessera.studio.conversation import conversation_text

        state, library = self._desk.state, self._studio.library
        session = await self._studio.desk.run(library.sessions.get, state.session_id)
        text = conversation_text(session.title, state.turns, state.photos)
        await self._studio.desk.run(write_whole, path, text.encode())
        self._parts.status.showMessage(f"Saved {path.name}.", SHOWN_MS)

    def _say_saved_file(self, saved: SavedFile) -> None:
        self._parts.status.showMessage(f"Saved {saved.path.name}.", SHOWN_MS)
        if saved.sentences:
            self._window.funnel.say(f"Saved {saved.path.name}.", " ".join(saved.sentences))

    def _exporting(self) -> Exporting:
        return self._studio.exporting

    def _kept_choice(self) -> SaveChoice:
        """Return how the user saved last."""
        from tessera.imaging.raster import FileFormat
        from tessera.store.settings_table import SaveFormat
        from tessera.studio.exporting import SaveChoice

        kept = self._studio.settings
        as_it_came = kept.save_format is SaveFormat.AS_IT_CAME
        return SaveChoice(
            form=None if as_it_came else FileFormat(kept.save_format.value.upper()),
            quality=kept.save_quality,
            is_lossless=kept.save_lossless,
            has_provenance=kept.save_provenance,
            is_private=kept.save_private,
        )

    def _remember(self, choice: SaveChoice, pattern: str = "") -> None:
        from tessera.store.settings_table import SaveFormat

        kept = self._studio.settings
        form = SaveFormat.AS_IT_CAME if choice.form is None else SaveFormat(choice.form.lower())
        settings = replace(
            kept,
            save_format=form,
            save_quality=choice.quality,
            save_lossless=choice.is_lossless,
            save_provenance=choice.has_provenance,
            save_private=choice.is_private,
            export_pattern=pattern or kept.export_pattern,
        )
        if settings != kept:
            self._jobs.start("keep settings", self._studio.change_settings(settings))

    def _file_dialog(self, title: str, name: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(name)
        dialog.finished.connect(dialog.deleteLater)
        return dialog


class _Deed(QObject):
    """Work that a button of a dialog starts; it lives as long as the dialog."""

    def __init__(
        self,
        dialog: QObject,
        jobs: JobScope,
        work: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(dialog)
        self._jobs, self._work = jobs, work

    @Slot()
    def on_wanted(self) -> None:
        """Start it."""
        self._jobs.start(SAVE, self._work())


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
