"""Masks from files and to files: any picture of the photo's size in, a grey PNG out."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from tessera.core.errors import PictureError
from tessera.imaging.masks import MaskReading, mask_png

if TYPE_CHECKING:
    from tessera.ui.main_window import MainWindow
    from tessera.ui.mask_desk import MaskDesk

PICTURES = "Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp *.gif *.avif)"


class MaskFiles(QObject):
    """Asks where; a file that is no mask of this photo changes nothing and is explained."""

    def __init__(self, window: MainWindow, masks: MaskDesk) -> None:
        super().__init__(masks)
        self._window, self._masks = window, masks
        self._reading = MaskReading.AUTO

    def ask_for_file(self, *, is_black_edited: bool = False) -> None:
        """Ask for a mask; a file says itself how it is meant unless black is to be edited."""
        self._reading = MaskReading.BLACK if is_black_edited else MaskReading.AUTO
        dialog = QFileDialog(self._window, "Load a mask")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([PICTURES, "All files (*)"])
        dialog.fileSelected.connect(self.on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_for_place(self) -> None:
        """Ask where to save the mask."""
        dialog = QFileDialog(self._window, "Save the mask")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["PNG (*.png)"])
        dialog.setDefaultSuffix("png")
        dialog.selectFile("mask.png")
        dialog.fileSelected.connect(self.on_place)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def on_file(self, name: str) -> None:
        """Take the mask from there."""
        self._window.jobs.start("load mask", self._load(Path(name), self._reading))

    @Slot(str)
    def on_place(self, name: str) -> None:
        """Save the mask there."""
        self._window.jobs.start("save mask", self._save(Path(name)))

    async def _load(self, path: Path, reading: MaskReading) -> None:
        from tessera.imaging.mask_changes import lay

        work = self._window.parts.canvas.work
        if work is None:
            return
        read = self._window.studio.decoder.read_mask
        mask = await asyncio.to_thread(partial(read, path, size=work.size, reading=reading))
        if self._window.parts.canvas.work is work:
            self._masks.change("Load a mask", partial(lay, mask=mask))

    async def _save(self, path: Path) -> None:
        from tessera.imaging.mask_changes import mask_of
        from tessera.studio.saving import write_whole

        plane = self._window.parts.canvas.mask_plane()
        mask = await asyncio.to_thread(mask_of, plane) if plane is not None else None
        if mask is None:
            raise PictureError("Nothing is masked, so there is no mask to save.")
        png = await asyncio.to_thread(mask_png, mask)
        await self._window.studio.desk.run(write_whole, path, png)
        self._window.parts.status.showMessage(f"Saved {path.name}.", 4000)
