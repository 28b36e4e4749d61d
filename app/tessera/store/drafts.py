"""Drafts: what was typed and attached but not sent. On the disk as soon as it is saved."""

import json
import sqlite3
from dataclasses import dataclass

from tessera.core.ports import Clock
from tessera.store.database import Database
from tessera.store.stamps import stamp


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsent text and the ids of the photos attached to it."""

    text: str = ""
    photo_ids: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to keep."""
        return not self.text and not self.photo_ids


class Drafts:
    """One draft per session; ``session_id`` may also be a name for a session not made yet."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, session_id: str, draft: Draft) -> None:
        """Keep the draft; an empty one is removed."""
        if draft.is_empty:
            self.clear(session_id)
            return
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO drafts (session_id, text, photo_ids, changed) "
                "VALUES (?, ?, ?, ?)",
                *(session_id, draft.text, json.dumps(draft.photo_ids), stamp(self._clock)),
            )

    def of(self, session_id: str) -> Draft:
        """Return the session's draft, an empty one where there is none."""
        found = self._database.read_one(
            _draft, "SELECT text, photo_ids FROM drafts WHERE session_id = ?", session_id
        )
        return found or Draft()

    def clear(self, session_id: str) -> None:
        """Forget the draft, as in the transaction that makes it a turn."""
        with self._database.transaction():
            self._database.execute("DELETE FROM drafts WHERE session_id = ?", session_id)


def _draft(row: sqlite3.Row) -> Draft:
    return Draft(row["text"], tuple(str(photo_id) for photo_id in json.loads(row["photo_ids"])))
