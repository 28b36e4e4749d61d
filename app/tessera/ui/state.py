"""What lies on the desk of the window, as one frozen value, and who is told when it changes.

Widgets render from it and send intents; no widget reads another one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tessera.core.words import Detail
from tessera.store.photos import SavedPhoto
from tessera.store.turns import SavedTurn

if TYPE_CHECKING:
    from tessera.core.advisers_sizes import SendAs


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture that goes with the next question: a photo of the session, or a link.

    ``detail`` is None where the window's detail holds, ``send_as`` where the settings decide how
    much of it is sent.
    """

    photo_id: str = ""
    link: str = ""
    detail: Detail | None = None
    send_as: SendAs | None = None

    @property
    def key(self) -> str:
        """Return the name by which the chips know it."""
        return self.photo_id or self.link


@dataclass(frozen=True, slots=True)
class DeskState:
    """Everything the window shows that can change.

    ``versions`` are states of the session's ``photos`` that were on the canvas; only the photos
    stand in the strip.
    """

    session_id: str = ""
    photos: tuple[SavedPhoto, ...] = ()
    versions: tuple[SavedPhoto, ...] = ()
    current: str = ""
    attached: tuple[Attached, ...] = ()
    turns: tuple[SavedTurn, ...] = ()
    model: str = ""
    detail: Detail = Detail.AUTO
    profile: str = ""
    is_asking: bool = False
    is_ready: bool = False

    def photo(self, photo_id: str) -> SavedPhoto | None:
        """Return the session's photo or version with this id, or None."""
        known = (*self.photos, *self.versions)
        return next((photo for photo in known if photo.id == photo_id), None)

    def item_of(self, photo_id: str) -> Attached:
        """Return a photo as it is attached, or as it would be."""
        own = next((item for item in self.attached if item.photo_id == photo_id), None)
        return own or Attached(photo_id=photo_id)

    @property
    def current_photo(self) -> SavedPhoto | None:
        """Return the photo on the canvas, or None."""
        return self.photo(self.current)


class Desk(QObject):
    """Holds the state; ``changed`` comes with the new and the old value, only on a change."""

    changed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = DeskState()

    @property
    def state(self) -> DeskState:
        """Return what lies on the desk now."""
        return self._state

    def put(self, state: DeskState) -> None:
        """Take ``state`` and tell everybody, if it differs."""
        old, self._state = self._state, state
        if state != old:
            self.changed.emit(state, old)

    async def ready(self) -> None:
        """Wait until a session lies on the desk."""
        if self._state.is_ready:
            return
        arrived = asyncio.get_running_loop().create_future()

        def look(state: DeskState, _old: DeskState) -> None:
            if state.is_ready and not arrived.done():
                arrived.set_result(None)

        self.changed.connect(look)
        try:
            await arrived
        finally:
            self.changed.disconnect(look)

    def attach(self, *new: Attached) -> None:
        """Let these pictures go with the next question; what is there already stays once."""
        known = {item.key for item in self._state.attached}
        fresh = tuple(item for item in new if item.key not in known)
        self.put(replace(self._state, attached=(*self._state.attached, *fresh)))

    def detach(self, key: str) -> None:
        """Leave one picture out of the next question."""
        kept = tuple(item for item in self._state.attached if item.key != key)
        self.put(replace(self._state, attached=kept))

    def set_own_detail(self, key: str, detail: Detail | None) -> None:
        """Look at one attached picture at a detail of its own."""
        changed = tuple(
            replace(item, detail=detail) if item.key == key else item
            for item in self._state.attached
        )
        self.put(replace(self._state, attached=changed))

    def set_send_as(self, key: str, send_as: SendAs | None) -> None:
        """Send one attached picture whole, or as the model sees it."""
        changed = tuple(
            replace(item, send_as=send_as) if item.key == key else item
            for item in self._state.attached
        )
        self.put(replace(self._state, attached=changed))
