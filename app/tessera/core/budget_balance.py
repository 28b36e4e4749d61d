"""A prepaid balance: what was paid in, and what bills have left of it.

Counted down by what the ledger says, not by the provider: it knows of no other program that
spends from the same account. Money is exact US dollars.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tessera.core.budget import Share

DEFAULT_WARNING_SHARE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Balance:
    """What stood in a profile's account at ``since`` (UTC). ``warn_usd`` None: at a tenth."""

    profile: str
    usd: Decimal
    since: datetime
    warn_usd: Decimal | None = None

    @property
    def warning(self) -> Decimal:
        """Return the amount at which the user is warned."""
        return self.usd * DEFAULT_WARNING_SHARE if self.warn_usd is None else self.warn_usd


@dataclass(frozen=True, slots=True)
class BalanceLeft:
    """A balance after ``spent``, the total of the profile's calls since it was counted."""

    balance: Balance
    spent: Share

    @property
    def usd(self) -> Decimal:
        """Return what settled bills have left; below 0 where they took more than was there."""
        return self.balance.usd - self.spent.settled

    @property
    def at_least(self) -> Decimal:
        """Return what is left if everything uncertain and running costs its worst case."""
        return self.balance.usd - self.spent.committed

    @property
    def is_low(self) -> bool:
        """Return whether it is time to warn: what is surely left is no more than the warning."""
        return self.at_least <= self.balance.warning

    @property
    def is_gone(self) -> bool:
        """Return whether settled bills have used it up."""
        return self.usd <= 0
