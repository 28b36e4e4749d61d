"""How long calls of a kind usually take, learnt from the ledger's own times.

Durations are seconds from booking to settlement. The median of the last calls of the same model
and about the same number of pixels.
"""

import json
import sqlite3
from statistics import median

from tessera.store.database import Database
from tessera.store.stamps import moment

LAST = 50
ENOUGH = 3


class Timings:
    """Looks back over settled calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def usual_s(self, model: str, pixels: int, *, sandbox: bool) -> float | None:
        """Return the usual duration of a call, or None while fewer than three are known."""
        seen = self._database.read(
            _timing,
            "SELECT l.time AS begun, e.time AS ended, l.request AS request FROM ledger l "
            "JOIN ledger_events e ON e.entry = l.id AND e.state = 'settled' "
            "WHERE l.model = ? AND l.sandbox = ? ORDER BY l.id DESC LIMIT ?",
            *(model, int(sandbox), LAST),
        )
        near = [seconds for seconds, size in seen if _class(size) == _class(pixels)]
        return median(near) if len(near) >= ENOUGH else None


def _timing(row: sqlite3.Row) -> tuple[float, int]:
    seconds = (moment(row["ended"]) - moment(row["begun"])).total_seconds()
    found = json.loads(row["request"]).get("pixels", 0)
    return max(0.0, seconds), int(found) if isinstance(found, int) else 0


def _class(pixels: int) -> int:
    """Return the size class: a step is a fourfold number of pixels."""
    return pixels.bit_length() // 2
