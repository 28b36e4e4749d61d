"""Sessions: the conversations in the list, newest use first.

The order is the library's own counter (``touched``), not a date. A page is asked for by the
last ``touched`` seen, so the first of a hundred thousand comes as fast as the first of ten.
Deleting is soft until `Sessions.purge`.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from tessera.core.errors import StoreError
from tessera.core.ports import Clock
from tessera.core.words import Detail
from tessera.store.database import Database, new_id
from tessera.store.stamps import moment, stamp

PAGE = 50
_COLUMNS = "id, title, created, changed, touched, model, detail, profile, deleted"


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation. ``touched`` orders the list; ``model``, ``detail`` and ``profile`` are
    what its pickers show."""

    id: str
    title: str
    created: datetime
    changed: datetime
    touched: int
    model: str
    detail: Detail
    profile: str
    is_deleted: bool


class Sessions:
    """The conversations of a library."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(
        self, *, title: str = "", model: str = "", detail: Detail = Detail.AUTO, profile: str = ""
    ) -> Session:
        """Make a new session, first in the list."""
        identity, now = new_id(), stamp(self._clock)
        with self._database.transaction():
            mark = self._database.next_mark()
            self._database.insert(
                f"INSERT INTO sessions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                *(identity, title, now, now, mark, model, detail.value, profile),
            )
            return self.get(identity)

    def get(self, session_id: str) -> Session:
        """Return the session, deleted or not; `StoreError` if it was purged."""
        found = self._database.read_one(
            session_from, f"SELECT {_COLUMNS} FROM sessions WHERE id = ?", session_id
        )
        if found is None:
            raise StoreError(
                "This session is no longer in the library.", next_step="Start a new one."
            )
        return found

    def page(self, *, after: int | None = None, limit: int = PAGE) -> tuple[Session, ...]:
        """Return up to ``limit`` sessions, latest use first, behind the mark ``after``."""
        return self._database.read(
            session_from,
            f"SELECT {_COLUMNS} FROM sessions WHERE deleted = 0 AND touched < ? "
            "ORDER BY touched DESC LIMIT ?",
            *((1 << 62) if after is None else after, limit),
        )

    def deleted(self) -> tuple[Session, ...]:
        """Return the sessions that can be brought back, last deleted first."""
        return self._database.read(
            session_from,
            f"SELECT {_COLUMNS} FROM sessions WHERE deleted > 0 ORDER BY deleted DESC",
        )

    def rename(self, session_id: str, title: str) -> Session:
        """Give the session another title; its place in the list stays."""
        with self._database.transaction():
            self._change(session_id, "title = ?", title)
            return self.get(session_id)

    def choose(
        self,
        session_id: str,
        *,
        model: str | None = None,
        detail: Detail | None = None,
        profile: str | None = None,
    ) -> Session:
        """Remember what its pickers show; None leaves a picker as it is."""
        with self._database.transaction():
            self._change(
                session_id,
                "model = coalesce(?, model), detail = coalesce(?, detail), "
                "profile = coalesce(?, profile)",
                *(model, detail.value if detail else None, profile),
            )
            return self.get(session_id)

    def touch(self, session_id: str) -> None:
        """Move the session to the front of the list."""
        with self._database.transaction():
            mark = self._database.next_mark()
            self._change(session_id, "touched = ?, changed = ?", mark, stamp(self._clock))

    def delete(self, session_id: str) -> None:
        """Take the session out of the list; `undelete` brings it back as it was."""
        with self._database.transaction():
            self._change(session_id, "deleted = ?", self._database.next_mark())

    def undelete(self, session_id: str) -> Session:
        """Bring a deleted session back to its place."""
        with self._database.transaction():
            self._change(session_id, "deleted = 0")
            return self.get(session_id)

    def _change(self, session_id: str, what: str, *values: str | int | None) -> None:
        sql = f"UPDATE sessions SET {what} WHERE id = ?"
        if self._database.execute(sql, *values, session_id) == 0:
            self.get(session_id)  # says that it is gone


def session_from(row: sqlite3.Row) -> Session:
    """Return the session in a row."""
    return Session(
        id=row["id"],
        title=row["title"],
        created=moment(row["created"]),
        changed=moment(row["changed"]),
        touched=row["touched"],
        model=row["model"],
        detail=Detail(row["detail"]),
        profile=row["profile"],
        is_deleted=row["deleted"] > 0,
    )
