"""Running totals of the ledger: per day, month and session, the sandbox's apart.

They are derived, changed in the transaction that changes the ledger, and made again when missing.
"""

import sqlite3
from decimal import Decimal
from enum import StrEnum

from tessera.core.budget import Share
from tessera.store.database import Database

_COLUMNS = "settled, uncertain, held, calls, unpriced"


class Scope(StrEnum):
    """What a total is taken over."""

    DAY = "day"
    MONTH = "month"
    SESSION = "session"
    ALL = "all"


class TotalsTable:
    """The table of running totals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, scope: Scope, name: str, *, sandbox: bool) -> Share:
        """Return one total; nothing yet is zero."""
        found = self._database.read_one(
            _share,
            f"SELECT {_COLUMNS} FROM totals WHERE sandbox = ? AND scope = ? AND name = ?",
            *(int(sandbox), scope.value, name),
        )
        return found or Share()

    def add(self, change: Share, *, day: str, session_id: str | None, sandbox: bool) -> None:
        """Add ``change`` to every total the entry belongs to."""
        places = [(Scope.DAY, day), (Scope.MONTH, day[:7]), (Scope.ALL, "")]
        if session_id is not None:
            places.append((Scope.SESSION, session_id))
        for scope, name in places:
            self._put(scope, name, self.read(scope, name, sandbox=sandbox) + change, sandbox)

    def is_empty(self) -> bool:
        """Return whether there is no total at all, as after a repair."""
        return not self._database.read(tuple, "SELECT 1 FROM totals LIMIT 1")

    def _put(self, scope: Scope, name: str, total: Share, sandbox: bool) -> None:
        money = (str(total.settled), str(total.uncertain), str(total.held))
        self._database.execute(
            f"INSERT OR REPLACE INTO totals (sandbox, scope, name, {_COLUMNS}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(int(sandbox), scope.value, name, *money, total.calls, total.unpriced),
        )


def _share(row: sqlite3.Row) -> Share:
    return Share(
        Decimal(row["settled"]),
        Decimal(row["uncertain"]),
        Decimal(row["held"]),
        row["calls"],
        row["unpriced"],
    )
