"""Caps: 10,000 random schedules pass none by a cent, and what is booked is booked once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pytest

from tessera.core.budget import NO_CAPS, Share, SpendingCaps, refuse_over
from tessera.core.budget_fold import (
    LedgerEvent,
    LedgerState,
    bill_of,
    deciding,
    settlement,
    share_of,
)
from tessera.core.errors import OverBudget
from tessera.core.estimates import Bill, Estimate
from tessera.core.words import BillStatus
from tests.budget_schedules import Schedule, estimate_of

SCHEDULES = 10_000
STEPS = 24


@dataclass
class MemoryBook:
    """A ledger in memory over the very rules that the library's ledger keeps."""

    entries: list[tuple[date, Estimate, list[LedgerEvent]]] = field(default_factory=list)
    days: dict[date, Share] = field(default_factory=lambda: defaultdict(Share))
    months: dict[tuple[int, int], Share] = field(default_factory=lambda: defaultdict(Share))

    def open(self, worst: Decimal, caps: SpendingCaps, day: date) -> int:
        """Book the worst case or raise `OverBudget`."""
        refuse_over(caps, worst, day=self.of_day(day), month=self.of_month(day))
        self.entries.append((day, estimate_of(worst), []))
        self._add(day, share_of(deciding(()), estimate_of(worst)))
        return len(self.entries) - 1

    def settle(self, entry: int, bill: Bill) -> None:
        """Book a bill."""
        self._append(entry, settlement(bill))

    def fail(self, entry: int, state: LedgerState) -> None:
        """Book that a call was surely not billed, or perhaps."""
        self._append(entry, LedgerEvent(state))

    def of_day(self, day: date) -> Share:
        """Return the total of a day."""
        return self.days[day]

    def of_month(self, day: date) -> Share:
        """Return the total of the day's month."""
        return self.months[(day.year, day.month)]

    def _append(self, entry: int, event: LedgerEvent) -> None:
        day, estimate, events = self.entries[entry]
        before = share_of(deciding(events), estimate)
        events.append(event)
        self._add(day, share_of(deciding(events), estimate) - before)

    def _add(self, day: date, change: Share) -> None:
        self.days[day] += change
        self.months[(day.year, day.month)] += change


def test_no_schedule_passes_a_cap_by_a_cent_or_settles_twice() -> None:
    refused = opened = 0
    for seed in range(SCHEDULES):
        schedule = Schedule(seed, MemoryBook())
        try:
            schedule.run(STEPS)
        except AssertionError as error:
            raise AssertionError(f"schedule {seed}: {error}") from error
        refused += schedule.refused
        opened += len(schedule.calls)
    # The schedules are of use only where caps bind and calls run.
    assert refused > SCHEDULES
    assert opened > 3 * SCHEDULES


def test_a_bill_above_the_worst_case_opens_no_door() -> None:
    for seed in range(500):
        Schedule(seed, MemoryBook(), may_bill_too_much=True).run(STEPS)


def spent(usd: str) -> Share:
    return Share(settled=Decimal(usd), calls=1)


@pytest.mark.parametrize(
    ("caps", "worst"),
    [
        pytest.param(SpendingCaps(request=Decimal("0.10")), "0.10", id="one-call"),
        pytest.param(SpendingCaps(day=Decimal("0.50")), "0.10", id="a-day"),
        pytest.param(SpendingCaps(month=Decimal("2.10")), "0.10", id="a-month"),
        pytest.param(NO_CAPS, "1000", id="no-cap"),
    ],
)
def test_a_cap_may_be_reached_exactly(caps: SpendingCaps, worst: str) -> None:
    refuse_over(caps, Decimal(worst), day=spent("0.40"), month=spent("2.00"))


@pytest.mark.parametrize(
    "caps",
    [
        pytest.param(SpendingCaps(request=Decimal("0.10")), id="one-call"),
        pytest.param(SpendingCaps(day=Decimal("0.50")), id="a-day"),
        pytest.param(SpendingCaps(month=Decimal("2.10")), id="a-month"),
    ],
)
def test_a_cap_is_not_passed_by_a_billionth(caps: SpendingCaps) -> None:
    with pytest.raises(OverBudget):
        refuse_over(caps, Decimal("0.100000001"), day=spent("0.40"), month=spent("2.00"))


def test_the_refusal_names_what_the_call_may_cost_what_is_gone_and_the_cap() -> None:
    caps = SpendingCaps(day=Decimal("0.50"))
    with pytest.raises(OverBudget) as refusal:
        refuse_over(caps, Decimal("0.2000"), day=spent("0.400"), month=Share())
    assert refusal.value.what == (
        "This call may cost up to $0.2 on top of $0.4 spent or held; your cap for a day is $0.5."
    )
    assert "Nothing was sent" in refusal.value.kept


def test_what_costs_nothing_is_never_refused() -> None:
    caps = SpendingCaps(request=Decimal("0.10"), day=Decimal("0.50"))
    refuse_over(caps, Decimal(0), day=spent("0.90"), month=spent("0.90"))


def test_nothing_may_be_spent_under_a_cap_of_zero() -> None:
    with pytest.raises(OverBudget):
        refuse_over(SpendingCaps(month=Decimal(0)), Decimal("0.01"), day=Share(), month=Share())


def test_a_bill_in_tokens_without_a_price_keeps_the_worst_case_counted() -> None:
    estimate = estimate_of(Decimal("0.02"))
    unpriced = settlement(Bill(1000, 300, None, BillStatus.SETTLED))
    assert share_of(unpriced, estimate) == Share(uncertain=Decimal("0.02"), calls=1, unpriced=1)
    assert bill_of(unpriced, estimate) == Bill(1000, 300, None, BillStatus.SETTLED)


def test_shares_add_and_subtract_exactly() -> None:
    tiny, large = spent("0.000000012500000000000001"), spent("123456.000000000000000000007")
    assert (tiny + large) - large == tiny
