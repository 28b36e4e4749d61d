"""Caps on spending, checked against the worst case before anything is sent."""

from dataclasses import dataclass
from decimal import Decimal

from tessera.core.errors import OverBudget
from tessera.store.home import NOTHING_SENT
from tessera.store.ledger_fold import Share


@dataclass(frozen=True, slots=True)
class SpendingCaps:
    """The most that one call, a day and a month may cost, in US dollars; None is no cap."""

    request: Decimal | None = None
    day: Decimal | None = None
    month: Decimal | None = None

    @property
    def is_set(self) -> bool:
        """Return whether any cap holds."""
        return any(cap is not None for cap in (self.request, self.day, self.month))


def refuse_over(caps: SpendingCaps, worst: Decimal | None, *, day: Share, month: Share) -> None:
    """Raise `OverBudget` if ``worst`` on top of what is spent and held would pass a cap."""
    if not caps.is_set:
        return
    if worst is None:
        raise OverBudget(
            "Nobody knows what this call may cost, so the cap on spending cannot be kept.",
            NOTHING_SENT,
            "Choose a model with a known price, or lift the cap.",
        )
    _check("one call", caps.request, Share(), worst)
    _check("a day", caps.day, day, worst)
    _check("a month", caps.month, month, worst)


def _check(period: str, cap: Decimal | None, total: Share, worst: Decimal) -> None:
    if cap is None or total.committed + worst <= cap:
        return
    before = f" on top of ${total.committed:f} spent or held" if total.committed else ""
    raise OverBudget(
        f"This call may cost up to ${worst:f}{before}; your cap for {period} is ${cap:f}.",
        NOTHING_SENT,
        "Raise the cap, or send less: a smaller answer or a lower detail.",
    )
