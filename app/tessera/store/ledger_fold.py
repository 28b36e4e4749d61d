"""What the events of a ledger entry add up to. Pure: values in, values out.

An entry is opened with an estimate and never changed; events are only appended. The first
settlement stands for ever, so nothing is booked twice. Before it, the last event counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

from tessera.core.estimates import Bill, Estimate
from tessera.core.words import BillStatus

NOTHING = Decimal(0)
_EXACT = Context(prec=100)
_ABSURD_USD = Decimal(10) ** 9
NOT_BOUGHT = Bill(input_tokens=0, output_tokens=0, usd=NOTHING, status=BillStatus.SETTLED)


class LedgerState(StrEnum):
    """Where an entry stands. ``FAILED`` is surely not billed, ``UNKNOWN`` perhaps."""

    OPEN = "open"
    SETTLED = "settled"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One thing that became known about an entry."""

    state: LedgerState
    bill: Bill | None = None
    request_id: str | None = None
    note: str = ""


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


def deciding(events: Sequence[LedgerEvent]) -> LedgerEvent:
    """Return the event that counts: the first settlement, else the last event, else none yet."""
    for event in events:
        if event.state is LedgerState.SETTLED:
            return event
    return events[-1] if events else LedgerEvent(LedgerState.OPEN)


def bill_of(event: LedgerEvent, estimate: Estimate) -> Bill | None:
    """Return the bill an entry shows; where it is unknown the estimate stands in."""
    if event.state is LedgerState.OPEN:
        return None
    if event.state is LedgerState.FAILED:
        return NOT_BOUGHT
    if event.bill is not None:
        return event.bill
    return Bill(estimate.input_tokens, None, estimate.usd, BillStatus.UNKNOWN)


def share_of(event: LedgerEvent, estimate: Estimate) -> Share:
    """Return what the entry adds to the totals."""
    worst = estimate.usd_max
    match event.state:
        case LedgerState.FAILED:
            return Share(calls=1)
        case LedgerState.SETTLED:
            usd = event.bill.usd if event.bill else None
            return Share(calls=1, unpriced=1) if usd is None else Share(settled=usd, calls=1)
        case LedgerState.UNKNOWN:
            return Share(uncertain=worst or NOTHING, calls=1, unpriced=int(worst is None))
        case LedgerState.OPEN:
            return Share(held=worst or NOTHING, calls=1, unpriced=int(worst is None))


def is_credible(bill: Bill) -> bool:
    """Return whether a bill can be booked: no count below 0, no amount below 0, absurd or NaN."""
    counts = (bill.input_tokens, bill.output_tokens)
    if any(count is not None and not 0 <= count < 1 << 53 for count in counts):
        return False
    return bill.usd is None or (bill.usd.is_finite() and 0 <= bill.usd < _ABSURD_USD)
