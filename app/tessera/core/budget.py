"""Caps on spending, and what stands against them. Pure: values in, values out.

Words: the *worst* is the most a call may cost; it is *held* from before the call is sent until its
outcome is known, then *settled* by the bill, or *uncertain* where nobody knows. Money is exact US
dollars. Whoever books a call adds its share in the transaction that asked `refuse_over`: then no
order of parallel, failing, retried or crashed calls passes a cap.
"""

from dataclasses import dataclass
from decimal import Context, Decimal

from tessera.core.errors import OverBudget
from tessera.core.money import plain

NOTHING = Decimal(0)
_EXACT = Context(prec=100)
_KEPT = "Nothing was sent and nothing was charged."


@dataclass(frozen=True, slots=True)
class Share:
    """What an entry, or many, add to the totals, in US dollars.

    ``settled`` was billed; ``uncertain`` is the worst case of what was perhaps billed; ``held`` the
    worst case of what still runs. ``unpriced`` counts calls whose price nobody knows.
    """

    settled: Decimal = NOTHING
    uncertain: Decimal = NOTHING
    held: Decimal = NOTHING
    calls: int = 0
    unpriced: int = 0

    @property
    def spent(self) -> Decimal:
        """Return what is gone, counting what was perhaps billed as billed."""
        return _EXACT.add(self.settled, self.uncertain)

    @property
    def committed(self) -> Decimal:
        """Return what caps are checked against: spent and still held."""
        return _EXACT.add(self.spent, self.held)

    def __add__(self, other: "Share") -> "Share":
        return Share(
            _EXACT.add(self.settled, other.settled),
            _EXACT.add(self.uncertain, other.uncertain),
            _EXACT.add(self.held, other.held),
            self.calls + other.calls,
            self.unpriced + other.unpriced,
        )

    def __sub__(self, other: "Share") -> "Share":
        return Share(
            _EXACT.subtract(self.settled, other.settled),
            _EXACT.subtract(self.uncertain, other.uncertain),
            _EXACT.subtract(self.held, other.held),
            self.calls - other.calls,
            self.unpriced - other.unpriced,
        )


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


NO_CAPS = SpendingCaps()


def refuse_over(caps: SpendingCaps, worst: Decimal | None, *, day: Share, month: Share) -> None:
    """Raise `OverBudget` if ``worst`` on top of what is spent and held would pass a cap."""
    if not caps.is_set:
        return
    if worst is None:
        raise OverBudget(
            "Nobody knows what this call may cost, so the cap on spending cannot be kept.",
            _KEPT,
            "Choose a model with a known price, or lift the cap.",
        )
    _check("one call", caps.request, Share(), worst)
    _check("a day", caps.day, day, worst)
    _check("a month", caps.month, month, worst)


def _check(period: str, cap: Decimal | None, total: Share, worst: Decimal) -> None:
    if cap is None or not worst or _EXACT.add(total.committed, worst) <= cap:
        return  # what costs nothing passes no cap, even one that a dear bill has passed
    before = f" on top of ${plain(total.committed)} spent or held" if total.committed else ""
    raise OverBudget(
        f"This call may cost up to ${plain(worst)}{before}; your cap for {period} is "
        f"${plain(cap)}.",
        _KEPT,
        "Raise the cap, or send less: a shorter answer, less detail, fewer pictures.",
    )
