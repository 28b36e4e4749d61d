"""Asking about the selection: its rectangle becomes a photo of its own, and goes with the question.

The part is cut 1:1, or enlarged where small print would be lost. It is a photo of the session like
any other, with its own chip, grid and price; its source says of which photo it was cut and where,
so that answers can be pinned to the place.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tessera.core.geometry import Rect, Size
from tessera.core.selections import Selection, selection_source
from tessera.ui.state import Attached

if TYPE_CHECKING:
    from tessera.store.photos import SavedPhoto
    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.main_window import MainWindow

ASK = "ask about the selection"


class SelectionDesk(QObject):
    """Cuts what is selected out of the photo on the canvas and attaches it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self, *, is_enlarged: bool = False) -> None:
        """Attach the rectangle around the mask as a picture of its own."""
        canvas, photo = self._window.parts.canvas, self._window.desk.state.current_photo
        plane = canvas.mask_plane()
        area = plane.bounds() if plane is not None else None
        if photo is None or area is None or canvas.photo is None:
            self._window.funnel.say("Select something first: mask what you want to ask about.")
            return
        work = self._ask(photo, canvas.photo, area, is_enlarged=is_enlarged)
        self._window.jobs.start(ASK, work)

    async def _ask(
        self, photo: SavedPhoto, shown: ShownPhoto, area: Rect, *, is_enlarged: bool
    ) -> None:
        from tessera.imaging.cutting import cut_png, enlarged
        from tessera.ui.canvas.pixels import upright_pixels

        pixels = upright_pixels(shown)
        if pixels is None:
            self._window.funnel.say("The photo is still being opened; try again in a moment.")
            return
        part = Size(area.width, area.height)
        size = enlarged(part) if is_enlarged else part
        cut = partial(cut_png, pixels, area, size=size, has_alpha=shown.has_alpha)
        png = await asyncio.to_thread(cut)
        opened = await self._window.studio.photos.open_bytes(
            photo.session_id,
            png,
            name=f"{photo.facts.name}, {part} at {area.left}, {area.top}.png",
            source=selection_source(Selection(photo.id, area)),
        )
        self._attach(photo, opened.photo)

    def _attach(self, whole: SavedPhoto, part: SavedPhoto) -> None:
        """Let the part go with the next question, and no longer the whole."""
        state = self._window.desk.state
        if part.session_id != state.session_id:
            return
        kept = tuple(item for item in state.attached if item.photo_id != whole.id)
        attached = (*kept, Attached(photo_id=part.id))
        self._window.desk.put(replace(state, photos=(*state.photos, part), attached=attached))
        self._window.parts.chat.composer.setFocus()
        self._window.parts.status.showMessage("The selection goes with the next question.", 4000)
