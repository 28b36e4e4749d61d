"""Unfinished work on a photo, kept by itself: its mask, its markup and its frame.

The mask is a small PNG (255 = edit, upright pixels), the markup JSON text; both are saved over and
over, so they lie in the database and leave no files behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.core.geometry import Rect
from tessera.store.stamps import stamp

if TYPE_CHECKING:
    import sqlite3

    from tessera.core.ports import Clock
    from tessera.store.database import Database


@dataclass(frozen=True, slots=True)
class SavedWork:
    """What was done to a photo and not used yet; ``frame`` is None while it is the photo itself."""

    photo_id: str
    mask_png: bytes | None = None
    markup_json: str = ""
    frame: Rect | None = None

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to keep."""
        return self.mask_png is None and not self.markup_json and self.frame is None


class Works:
    """The unfinished work of a library."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def work(self, photo_id: str) -> SavedWork | None:
        """Return what was being done to the photo, or None."""
        return self._database.read_one(
            _work, "SELECT photo_id, mask, markup, frame FROM works WHERE photo_id = ?", photo_id
        )

    def keep_work(
        self,
        photo_id: str,
        *,
        mask_png: bytes | None = None,
        markup_json: str = "",
        frame: Rect | None = None,
    ) -> None:
        """Keep the work as it stands now, in place of what was kept; nothing removes it."""
        work = SavedWork(photo_id, mask_png, markup_json, frame)
        with self._database.transaction():
            if work.is_empty:
                self._database.execute("DELETE FROM works WHERE photo_id = ?", photo_id)
                return
            self._database.execute(
                "INSERT OR REPLACE INTO works (photo_id, changed, mask, markup, frame) "
                "VALUES (?, ?, ?, ?, ?)",
                *(photo_id, stamp(self._clock), mask_png, markup_json, _text(frame)),
            )


def _work(row: sqlite3.Row) -> SavedWork:
    frame = None if row["frame"] is None else Rect(*(int(n) for n in row["frame"].split(",")))
    return SavedWork(row["photo_id"], row["mask"], row["markup"], frame)


def _text(frame: Rect | None) -> str | None:
    if frame is None:
        return None
    return f"{frame.left},{frame.top},{frame.width},{frame.height}"
