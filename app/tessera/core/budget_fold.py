"""What the events of a ledger entry add up to. Pure: values in, values out.

An entry is opened with an estimate and never changed; events are only appended. The first
settlement stands for ever, so nothing is booked twice. Before it, the last event counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tessera.core.budget import NOTHING, Share
from tessera.core.estimates import Bill, Estimate
from tessera.core.words import BillStatus

_ABSURD_USD = Decimal(10) ** 9
NOT_CREDIBLE = "The provider's own figures cannot be true; the estimate stands in."
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


def settlement(bill: Bill, request_id: str | None = None) -> LedgerEvent:
    """Return what a provider's bill says about an entry.

    A bill that cannot be true (below 0, not a number, absurd) leaves the outcome unknown, so that
    no total is lowered by a lie.
    """
    if not is_credible(bill):
        return LedgerEvent(LedgerState.UNKNOWN, None, request_id, NOT_CREDIBLE)
    settled = bill.status is BillStatus.SETTLED
    state = LedgerState.SETTLED if settled else LedgerState.UNKNOWN
    return LedgerEvent(state, bill, request_id)


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
            if usd is None:  # billed in tokens that nobody can price: the worst stays counted
                return Share(uncertain=worst or NOTHING, calls=1, unpriced=1)
            return Share(settled=usd, calls=1)
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
