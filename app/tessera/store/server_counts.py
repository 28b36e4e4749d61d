"""What providers themselves counted when the user asked them to: the meter's own control.

A count belongs to the origin that gave it and to the *key* of a request, which is the same for
every request that must count alike (see `studio.server_check`).
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from tessera.core.profiles import Profile
from tessera.store.database import Database
from tessera.store.stamps import moment

KEPT = 2000
_COLUMNS = "request_key, model, time, tokens, said, said_min, said_max, summary"


@dataclass(frozen=True, slots=True)
class ServerCount:
    """The provider's count of a request's input ``tokens``, beside what the meter said of it.

    ``said`` and its range are None where the meter could not say. ``summary`` is what the ledger
    keeps of a request, as JSON: sizes and details of its pictures, no text.
    """

    key: str
    model: str
    when: datetime
    tokens: int
    said: int | None
    said_min: int | None
    said_max: int | None
    summary: str = "{}"


class ServerCounts:
    """The counts of a library; the oldest go when there are more than `KEPT` of an origin."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, profile: Profile, count: ServerCount) -> None:
        """Keep ``count``; it replaces an older one of the same request."""
        with self._database.transaction():
            mark = self._database.next_mark()
            self._database.execute(
                f"INSERT OR REPLACE INTO server_counts (origin, touched, {_COLUMNS}) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(profile.origin, mark, count.key, count.model),
                *(count.when.isoformat(timespec="milliseconds"), count.tokens),
                *(count.said, count.said_min, count.said_max, count.summary),
            )
            self._database.execute(
                "DELETE FROM server_counts WHERE origin = ? AND touched NOT IN (SELECT touched "
                "FROM server_counts WHERE origin = ? ORDER BY touched DESC LIMIT ?)",
                *(profile.origin, profile.origin, KEPT),
            )

    def of(self, profile: Profile) -> tuple[ServerCount, ...]:
        """Return the counts of the profile's origin, newest first."""
        return self._database.read(
            _count,
            f"SELECT {_COLUMNS} FROM server_counts WHERE origin = ? ORDER BY touched DESC",
            profile.origin,
        )


def _count(row: sqlite3.Row) -> ServerCount:
    return ServerCount(
        key=row["request_key"],
        model=row["model"],
        when=moment(row["time"]),
        tokens=row["tokens"],
        said=row["said"],
        said_min=row["said_min"],
        said_max=row["said_max"],
        summary=row["summary"],
    )
