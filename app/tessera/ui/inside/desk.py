"""Opens the log and the bundle of diagnostics, and carries out what is chosen there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMainWindow

from tessera.studio import diagnostics
from tessera.ui.funnel import WAYS_ON
from tessera.ui.inside.bundle_dialog import BundleDialog
from tessera.ui.inside.log_dialog import LogDialog

if TYPE_CHECKING:
    from tessera.store.last_run import BrokenRun
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.funnel import Funnel

BUNDLE = "tessera-diagnostics.zip"


class InsideDesk(QObject):
    """What shows the program's own doings."""

    def __init__(self, window: QMainWindow, studio: Studio, jobs: JobScope, funnel: Funnel) -> None:
        super().__init__(window)
        self._window, self._studio, self._jobs, self._funnel = window, studio, jobs, funnel
        self._log: LogDialog | None = None
        self._bundle: BundleDialog | None = None
        self._chooser: QFileDialog | None = None

    def show_log(self) -> None:
        """Open the log."""
        book = self._studio.logbook
        self._log = LogDialog(self._window, book.file.path, self._studio.settings.log_level.value)
        self._log.level_chosen.connect(self.on_level_chosen)
        self._log.open()
        self._jobs.start("read the log", self._read(self._log))

    def say_broken(self, before: BrokenRun) -> None:
        """Say that the run before did not end in order, and lead to what is known of it."""
        how = "crashed" if before.report else "was ended from outside or lost its power"
        self._funnel.say(
            f"The last time, Tessera {how}.",
            "Sessions, pictures and paid replies were kept as they came. What is known stands in "
            "Help › Log.",
            WAYS_ON,
            is_problem=True,
        )

    def show_diagnostics(self) -> None:
        """Collect a bundle and show what is in it."""
        self._jobs.start("collect diagnostics", self._collect())

    @Slot(str)
    def on_level_chosen(self, word: str) -> None:
        """Write at this level from now on, and at the next start."""
        from tessera.store.settings_table import LogLevel

        self._studio.logbook.file.set_level(word)
        settings = replace(self._studio.settings, log_level=LogLevel(word))
        self._jobs.start("keep settings", self._studio.change_settings(settings))

    @Slot()
    def on_save_wanted(self) -> None:
        """Ask where the bundle shall lie."""
        self._chooser = QFileDialog(self._window, "Save diagnostics", BUNDLE, "ZIP files (*.zip)")
        self._chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._chooser.setDefaultSuffix("zip")
        self._chooser.fileSelected.connect(self.on_file_chosen)
        self._chooser.open()

    @Slot(str)
    def on_file_chosen(self, name: str) -> None:
        """Write the bundle there."""
        if self._bundle is not None:
            self._jobs.start("save diagnostics", self._save(self._bundle.parts, Path(name)))

    async def _read(self, dialog: LogDialog) -> None:
        dialog.show_lines(await asyncio.to_thread(_lines, self._studio.logbook.file.files()))

    async def _collect(self) -> None:
        parts = await diagnostics.collect(self._studio, _facts())
        self._bundle = BundleDialog(self._window, parts)
        self._bundle.save_wanted.connect(self.on_save_wanted)
        self._bundle.open()

    async def _save(self, parts: tuple[diagnostics.Part, ...], path: Path) -> None:
        await asyncio.to_thread(diagnostics.write, parts, path, self._studio.clock.now())
        self._funnel.say(f"Diagnostics saved as {path.name}.", "Nothing was sent anywhere.")


def _lines(files: tuple[Path, ...]) -> list[str]:
    """Return the log's lines, the oldest first."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in reversed(files))
    return [line for text in texts for line in text.splitlines()]


def _facts() -> dict[str, str]:
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return {
        "qt": qVersion(),
        "platform": QGuiApplication.platformName(),
        "screen": f"{size.width()}×{size.height()} at {screen.devicePixelRatio():g}",
    }
