"""Checks, exports, restores and erases the whole library on behalf of the window."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from tessera.core.errors import TesseraError
from tessera.store.whole_restore import forget_restore
from tessera.studio import checking, whole
from tessera.ui.keeping.dialogs import EraseDialog, WorkDialog
from tessera.ui.wording import bytes_text, shortened

if TYPE_CHECKING:
    from tessera.store.library_check import Checked
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.funnel import Funnel
    from tessera.ui.main_window import MainWindow

CHECK, EXPORT, RESTORE = "check library", "export library", "restore library"
ERASE = "erase everything"
MOST_FINDINGS = 8  # what a small screen shows at once
LONGEST = 240  # letters of a finding: long names of a photo and of its session
FILES = "ZIP files (*.zip)"


class KeepingDesk(QObject):
    """Who keeps the library as a whole."""

    def __init__(self, window: MainWindow, studio: Studio, jobs: JobScope, funnel: Funnel) -> None:
        super().__init__(window)
        self._window, self._studio, self._jobs, self._funnel = window, studio, jobs, funnel
        self._chooser: QFileDialog | None = None
        self._work: WorkDialog | None = None
        self._erase: EraseDialog | None = None
        self._has_told = False

    def check(self) -> None:
        """Read everything for damage."""
        self._work = self._opened("Check the library", "Everything that is kept is being read.")
        self._jobs.start(CHECK, self._check(self._work))

    def export(self) -> None:
        """Ask where the export shall lie."""
        name = f"tessera-library-{self._studio.clock.today().isoformat()}.zip"
        self._chooser = QFileDialog(self._window, "Export the library", name, FILES)
        self._chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._chooser.setDefaultSuffix("zip")
        self._chooser.fileSelected.connect(self.on_target_chosen)
        self._chooser.finished.connect(self._chooser.deleteLater)
        self._chooser.open()

    def restore(self) -> None:
        """Ask which export shall come back."""
        self._chooser = QFileDialog(self._window, "Restore a library", "", FILES)
        self._chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._chooser.fileSelected.connect(self.on_source_chosen)
        self._chooser.finished.connect(self._chooser.deleteLater)
        self._chooser.open()

    def erase(self) -> None:
        """Ask for the word."""
        self._jobs.start(ERASE, self._ask_for_word())

    @Slot(str)
    def on_target_chosen(self, name: str) -> None:
        """Write the export."""
        self._work = self._opened("Export the library", "Everything is being written.")
        self._jobs.start(EXPORT, self._export(self._work, Path(name)))

    @Slot(str)
    def on_source_chosen(self, name: str) -> None:
        """Check and unpack the export; nothing of the present library changes."""
        self._work = self._opened("Restore a library", "The file is being checked and unpacked.")
        self._work.undo_wanted.connect(self.on_take_back)
        self._work.next_wanted.connect(self.on_close_wanted)
        self._jobs.start(RESTORE, self._restore(self._work, Path(name)))

    @Slot()
    def on_stop_wanted(self) -> None:
        """Stop a check, an export or a restore; nothing is left of it."""
        for purpose in (CHECK, EXPORT, RESTORE):
            self._jobs.cancel(purpose)

    @Slot()
    def on_take_back(self) -> None:
        """Keep the present library after all."""
        if self._work is not None:
            self._jobs.start(RESTORE, self._take_back(self._work))

    @Slot()
    def on_close_wanted(self) -> None:
        """Close the window, so that the next start brings the restored library."""
        if self._work is not None:
            self._work.accept()
        self._window.close()

    @Slot()
    def on_erase_wanted(self) -> None:
        """Forget the keys, then erase once the window has closed."""
        if self._erase is not None:
            self._erase.erase_button.setEnabled(False)
            self._jobs.start(ERASE, self._erase_all(self._erase))

    def _opened(self, title: str, sentence: str) -> WorkDialog:
        dialog = WorkDialog(self._window, title, sentence)
        dialog.stop_wanted.connect(self.on_stop_wanted)
        dialog.open()
        return dialog

    async def _check(self, dialog: WorkDialog) -> None:
        try:
            checked = await checking.check(self._studio)
        except TesseraError as error:
            dialog.show_end(str(error))
            return
        dialog.show_end(_told(checked, str(self._studio.home.pictures)))

    async def _export(self, dialog: WorkDialog, target: Path) -> None:
        try:
            done = await whole.export(self._studio, target)
        except TesseraError as error:
            dialog.show_end(str(error))
            return
        dialog.show_end(
            f"Exported as {done.path.name}: {bytes_text(done.size_bytes)} with "
            f"{_pictures(done.pictures)}. It holds no key; "
            "whoever has the file can read everything else."
        )

    async def _restore(self, dialog: WorkDialog, source: Path) -> None:
        try:
            done = await whole.restore(self._studio, source)
        except TesseraError as error:
            dialog.show_end(str(error))
            return
        dialog.show_end(
            f"The library of {done.made[:10]} with {_pictures(done.pictures)} is sound. "
            "It takes its place when Tessera starts the next time; the present one is "
            f"then kept in the folder {done.set_aside}.",
            go_on="Close Tessera now",
            undo="Keep the present one",
        )

    async def _take_back(self, dialog: WorkDialog) -> None:
        try:
            await asyncio.to_thread(forget_restore, self._studio.home)
        except TesseraError as error:
            dialog.show_end(str(error))
            return
        dialog.show_end("The present library stays.")

    async def _ask_for_word(self) -> None:
        files = await whole.files_at_providers(self._studio)
        self._has_told = False
        self._erase = EraseDialog(self._window, whole.TYPED_WORD, whole.out_of_reach(files))
        self._erase.erase_wanted.connect(self.on_erase_wanted)
        self._erase.open()

    async def _erase_all(self, dialog: EraseDialog) -> None:
        keys = await whole.forget_all_keys(self._studio)
        if keys.kept and not self._has_told:
            self._has_told = True
            dialog.show_problem(
                f"The keyring could not be asked to forget {', '.join(keys.kept)}: {keys.why} "
                "A key that lies there has to be removed there."
            )
            return
        self._studio.is_to_be_erased = True
        dialog.accept()
        self._window.close_at_once()


def _told(checked: Checked, folder: str) -> str:
    """Return what a check found, in paragraphs; a long list is cut."""
    if checked.is_whole:
        return checking.verdict(checked)
    found = checking.findings(checked)
    lines = [shortened(line, LONGEST) for line in found[:MOST_FINDINGS]]
    if len(found) > MOST_FINDINGS:
        lines.append(f"{len(found) - MOST_FINDINGS} more: `tessera library check` lists them all.")
    return "\n\n".join(
        (checking.verdict(checked), "\n".join(lines), checking.what_next(checked, folder))
    )


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
