"""The work on each photo: one `PhotoWork` per photo, saved by itself, brought back when opened.

Mask, markup and frame are saved together, at the latest five seconds after the last change, so
that closing the window or a crash costs nothing; what can be undone is not kept. A photo's work is
brought back before anybody can change it.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from tessera.core.errors import TesseraError

if TYPE_CHECKING:
    from tessera.core.geometry import Size
    from tessera.imaging.mask_plane import MaskPlane
    from tessera.store.works import SavedWork
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.main_window import MainWindow
    from tessera.ui.state import Desk, DeskState

log = logging.getLogger(__name__)

SAVE_AFTER_MS = 2000
BRING, SAVE = "bring back work", "save work"


class WorkDesk(QObject):
    """Gives the canvas the work of the photo it shows, and keeps it."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._works: dict[tuple[str, Size], PhotoWork] = {}
        self._unsaved: set[tuple[str, Size]] = set()
        self._wanted: tuple[str, Size] | None = None
        self._saving = asyncio.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER_MS)
        self._timer.timeout.connect(self.on_save_due)
        desk.changed.connect(self.on_desk_changed)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Follow the photo on the canvas."""
        photo = state.current_photo
        wanted = None if photo is None else (photo.id, photo.upright)
        if wanted != self._wanted:
            self._wanted = wanted
            work = self._works.get(wanted) if wanted else None
            self._window.parts.canvas.set_work(work)
            if wanted and work is None:
                self._window.jobs.start(BRING, self._bring(wanted))
        if state.session_id == old.session_id:
            self._drop({photo.id for photo in old.photos} - {photo.id for photo in state.photos})
        else:
            self._window.jobs.start("forget work", self._forget())

    @Slot()
    def on_work_changed(self) -> None:
        """Save soon; changes that come meanwhile are saved along."""
        work = self.sender()
        key = next((key for key, known in self._works.items() if known is work), None)
        if key is not None:
            self._unsaved.add(key)
            if not self._timer.isActive():
                self._timer.start()

    @Slot()
    def on_save_due(self) -> None:
        """Save what changed."""
        self._window.jobs.start(SAVE, self.flush())

    async def flush(self) -> None:
        """Save everything that changed, now; what cannot be kept is said and tried again later."""
        async with self._saving:
            while self._unsaved:
                key = self._unsaved.pop()
                work = self._works.get(key)
                if work is None:
                    continue
                try:
                    await self._save(key[0], work)
                except (TesseraError, asyncio.CancelledError):
                    self._unsaved.add(key)
                    raise

    async def close(self) -> None:
        """Save what is unsaved before the window's jobs end; a failure is only noted then."""
        self._timer.stop()
        try:
            await self.flush()
        except TesseraError as error:
            log.warning("the last changes were not kept: %s", error)

    async def _save(self, photo_id: str, work: PhotoWork) -> None:
        plane = work.mask.plane if work.mask is not None else None
        png = None if plane is None else await asyncio.to_thread(_packed, plane)
        keep = partial(
            self._window.studio.library.works.keep_work, photo_id,
            mask_png=png, markup_json=work.markup_json, frame=work.frame,
        )  # fmt: skip
        await self._window.studio.desk.run(keep)

    async def _bring(self, key: tuple[str, Size]) -> None:
        """Make the work of a photo, as it was left."""
        from tessera.ui.canvas.work import PhotoWork

        studio = self._window.studio
        work = PhotoWork(*key, self)
        try:
            saved = await studio.desk.run(studio.library.works.work, key[0])
        except TesseraError as error:
            self._window.funnel.show(error)
            saved = None
        if saved is not None:
            await self._lay_out(work, saved)
        self._works[key] = work
        work.changed.connect(self.on_work_changed)
        if key == self._wanted:
            self._window.parts.canvas.set_work(work)

    async def _lay_out(self, work: PhotoWork, saved: SavedWork) -> None:
        work.set_frame(saved.frame)
        work.set_markup(saved.markup_json)
        if saved.mask_png is None:
            return
        try:
            await asyncio.to_thread(_load_mask_model)
            await asyncio.to_thread(_unpack, work.need_mask(), saved.mask_png)
        except ValueError as error:
            # Only a file of another program's making, or a photo whose frame was changed.
            log.warning("the mask of photo %s was not brought back: %s", work.photo_id, error)

    def _drop(self, photo_ids: set[str]) -> None:
        """Let the works of photos go that were taken out; there is nothing left to save them to."""
        for key in [key for key in self._works if key[0] in photo_ids]:
            self._unsaved.discard(key)
            self._works.pop(key).deleteLater()

    async def _forget(self) -> None:
        """Let the works of photos go that are no longer in the session."""
        await self.flush()
        known = {photo.id for photo in self._window.desk.state.photos}
        for key in [key for key in self._works if key[0] not in known]:
            self._works.pop(key).deleteLater()


def _load_mask_model() -> None:
    import tessera.ui.canvas.mask.model  # noqa: F401  # numpy comes with it


def _packed(plane: MaskPlane) -> bytes | None:
    from tessera.imaging.mask_changes import mask_of
    from tessera.imaging.masks import mask_png

    mask = mask_of(plane)
    return None if mask is None else mask_png(mask)


def _unpack(mask: MaskModel, png: bytes) -> None:
    from tessera.imaging.mask_png import own_mask

    mask.restore(own_mask(png, mask.size))
