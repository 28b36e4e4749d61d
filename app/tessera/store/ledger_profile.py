"""The total of one profile's calls since a moment, for its prepaid balance.

Kept up to date by reading only what may have changed: new calls, and those without a settlement.
"""

from datetime import datetime

from tessera.core.budget import Share
from tessera.core.budget_fold import LedgerState
from tessera.store.ledger import Ledger, row_share


class ProfileTotal:
    """Sums the calls of ``profile`` opened at ``since`` or later. Used by one thread at a time."""

    def __init__(self, ledger: Ledger, profile: str, since: datetime) -> None:
        self._ledger = ledger
        self.profile = profile
        self.since = since
        self._last = 0
        self._final = Share()
        self._pending: frozenset[int] = frozenset()

    def read(self) -> Share:
        """Return the total as the ledger stands now."""
        rows = self._ledger.of_profile(
            self.profile, self.since, after=self._last, also=self._pending
        )
        ended = [row for row in rows if row.state is LedgerState.SETTLED]
        waiting = [row for row in rows if row.state is not LedgerState.SETTLED]
        self._final = sum((row_share(row) for row in ended), self._final)
        self._pending = frozenset(row.id for row in waiting)
        self._last = max([self._last, *(row.id for row in rows)])
        return sum((row_share(row) for row in waiting), self._final)
