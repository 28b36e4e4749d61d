"""How a session's photos lie in the strip: their order and which one is current. Pure.

The library keeps photos in the order in which they were opened; what a person changed about that is
kept beside it as JSON, by ids. Photos it does not name come after those it does.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tessera.store.photos import SavedPhoto


@dataclass(frozen=True, slots=True)
class PhotoOrder:
    """Ids in order, and the current one."""

    order: tuple[str, ...] = ()
    current: str = ""

    @classmethod
    def of(cls, photos: Sequence[SavedPhoto], current: str) -> "PhotoOrder":
        """Return how photos lie now."""
        return cls(tuple(photo.id for photo in photos), current)

    def arranged(self, photos: Sequence[SavedPhoto]) -> tuple[SavedPhoto, ...]:
        """Return ``photos`` in this order."""
        place = {photo_id: at for at, photo_id in enumerate(self.order)}
        last = len(place)
        return tuple(sorted(photos, key=lambda photo: place.get(photo.id, last)))

    def current_of(self, photos: Sequence[SavedPhoto]) -> str:
        """Return the current photo if it is still there, else the last one."""
        if any(photo.id == self.current for photo in photos):
            return self.current
        return photos[-1].id if photos else ""

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps({"order": self.order, "current": self.current})


def order_key(session_id: str) -> str:
    """Return under which name the window's part of the library keeps a session's order."""
    return f"photos {session_id}"


def read_order(text: str) -> PhotoOrder:
    """Return what `PhotoOrder.to_json` wrote; what cannot be read is no order."""
    try:
        kept = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return PhotoOrder()
    if not isinstance(kept, dict):
        return PhotoOrder()
    order, current = kept.get("order"), kept.get("current")
    names = order if isinstance(order, list) else []
    return PhotoOrder(
        tuple(name for name in names if isinstance(name, str)),
        current if isinstance(current, str) else "",
    )


def moved(photos: Sequence[SavedPhoto], photo_id: str, row: int) -> tuple[SavedPhoto, ...]:
    """Return ``photos`` with one of them at ``row``, counted among the others."""
    taken = [photo for photo in photos if photo.id == photo_id]
    others = [photo for photo in photos if photo.id != photo_id]
    return (*others[:row], *taken, *others[row:])
