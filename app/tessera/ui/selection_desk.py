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

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractItemView

from tessera.core.geometry import Rect, Size
from tessera.core.selections import Selection, selection_of, selection_source
from tessera.core.words import Role
from tessera.ui.state import Attached

if TYPE_CHECKING:
    from tessera.store.photos import SavedPhoto
    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.canvas.pins import Pin, Pins
    from tessera.ui.main_window import MainWindow
    from tessera.ui.state import Desk, DeskState

ASK = "ask about the selection"


class SelectionDesk(QObject):
    """Cuts what is selected out of the photo on the canvas and attaches it."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._pins: Pins | None = None
        desk.changed.connect(self.on_desk_changed)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Pin to the photo what was asked about its parts."""
        seen = (state.current, state.turns, state.photos)
        if seen == (old.current, old.turns, old.photos):
            return
        found = pins_of(state)
        if found and self._pins is None:
            from tessera.ui.canvas.pins import Pins

            self._pins = Pins(self._window.parts.canvas)
            self._pins.chosen.connect(self.on_pin_chosen)
        if self._pins is not None:
            self._pins.show_pins(found)

    @Slot(str)
    def on_pin_chosen(self, turn_id: str) -> None:
        """Show the answer in the chat."""
        view, model = self._window.parts.chat.view, self._window.parts.chat.model
        row = model.row_of(turn_id)
        if row >= 0:
            index = model.index(row)
            view.setCurrentIndex(index)
            view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
            view.setFocus()

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


def pins_of(state: DeskState) -> tuple[Pin, ...]:
    """Return a pin for every question about a part of the photo on the canvas, in their order."""
    from tessera.ui.canvas.pins import Pin

    found: list[Pin] = []
    for at, turn in enumerate(state.turns):
        if turn.role is not Role.USER:
            continue
        answer = state.turns[at + 1].id if at + 1 < len(state.turns) else turn.id
        for sent in turn.pictures:
            part = state.photo(sent.photo_id or "")
            selection = selection_of(part.facts.source) if part is not None else None
            if selection is not None and selection.photo_id == state.current:
                found.append(Pin(selection.area, answer, turn.text))
    return tuple(found)
