"""The model's eye: fetches the pixels that the model gets, for photo, pane and lens.

They are made beside the window when they are first wanted (a switch is on, the key is held, or a
cell is pointed at), and kept per photo, frame and size.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.core.errors import TesseraError
from tessera.core.geometry import Size
from tessera.store.photos import SavedPhoto
from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.funnel import Funnel
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.parts import Parts
from tessera.ui.state import Desk, DeskState

if TYPE_CHECKING:
    from tessera.ui.canvas.seen import SeenPhoto
    from tessera.ui.canvas.seen_pane import SeenPane

LOAD = "model's eye"
KEPT = 6
PREPARING = "Preparing…"
UNKNOWN = "Nobody knows how this model receives pictures."

Key = tuple[str, int, Size]  # content, frame, size


class EyeDesk(QObject):
    """Keeps the canvas supplied with what the model gets of its photo."""

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        funnel: Funnel,
        meter: MeterDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._jobs, self._funnel, self._meter = jobs, funnel, meter
        self._kept: OrderedDict[Key, SeenPhoto] = OrderedDict()
        self._is_on = self._is_held = self._is_pointed = self._is_beside = False
        self._loading: Key | None = None
        self._pane: SeenPane | None = None
        parts.canvas.eye_held.connect(self.on_held)
        parts.canvas.cell_pointed.connect(self.on_cell_pointed)
        desk.changed.connect(self.on_desk_changed)

    def set_on(self, is_on: bool) -> None:
        """Show the whole photo as the model receives it, or as it is."""
        self._is_on = is_on
        self.refresh()

    def set_beside(self, is_on: bool) -> None:
        """Show what the model receives beside the photo, or no longer."""
        if self._pane is None and is_on:
            from tessera.ui.canvas.seen_pane import SeenPane

            self._pane = SeenPane(self._parts.canvas)
            self._parts.share_canvas(self._pane)
        self._is_beside = is_on
        self.refresh()

    @Slot(bool)
    def on_held(self, is_held: bool) -> None:
        """Show the other of the two while the key is held."""
        self._is_held = is_held
        self.refresh()

    @Slot(str)
    def on_cell_pointed(self, told: str) -> None:
        """Fetch the pixels for the lens."""
        self._is_pointed = bool(told)
        if told:
            self.refresh()

    @Slot(object, object)
    def on_desk_changed(self, _state: DeskState, _old: DeskState) -> None:
        """Follow photo, model and detail."""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Give the canvas what it needs, now or as soon as it is made."""
        canvas, is_eye = self._parts.canvas, self._is_on != self._is_held
        photo = self._desk.state.current_photo
        measured = self._meter.shown_measurement() if photo is not None else None
        grid = measured.grid if measured is not None else None
        seen, note = None, UNKNOWN
        if photo is not None and grid is not None:
            key = (photo.blob.sha256, photo.facts.frame, grid.resized)
            is_wanted = is_eye or self._is_pointed or self._is_beside
            seen, note = self._find(photo, key, is_wanted=is_wanted)
        canvas.show_seen(seen, note)
        canvas.set_eye(is_eye and photo is not None)
        if self._pane is not None:
            self._pane.show_seen(seen, note, grid if self._meter.grid_shown else None)
            self._pane.setVisible(self._is_beside and photo is not None)

    def _find(
        self, photo: SavedPhoto, key: Key, *, is_wanted: bool
    ) -> tuple[SeenPhoto | None, str]:
        """Return what the model gets and what to say of it; start making it where it is wanted."""
        seen = self._kept.get(key)
        if seen is not None:
            self._kept.move_to_end(key)
            return seen, f"{key[2]} of {photo.upright} pixels"
        if is_wanted and self._loading != key:
            self._loading = key
            self._jobs.start(LOAD, self._load(photo, key))
        return None, PREPARING

    async def _load(self, photo: SavedPhoto, key: Key) -> None:
        from tessera.ui.canvas.photo_image import to_image
        from tessera.ui.canvas.seen import with_levels

        try:
            raster = await self._studio.photos.seen(photo, key[2])
            self._kept[key] = await asyncio.to_thread(lambda: with_levels(to_image(raster)))
        except TesseraError as error:
            self._funnel.show(error)
            return
        finally:
            if self._loading == key:
                self._loading = None
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.refresh()
