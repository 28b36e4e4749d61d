"""Random schedules of calls against a ledger, and what the provider really charged meanwhile.

A *schedule* interleaves the steps of several callers: open, sent, billed, settled, and every way
to go wrong: refused, stopped, cut after it was charged, crashed at any point, found again by one
or two recoverers, billed too dear, billed with figures that cannot be true, pressed twice. The
provider's own sums are kept apart from the ledger: caps are about that money.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto
from random import Random
from typing import Protocol

from tessera.core.budget import Share, SpendingCaps
from tessera.core.budget_fold import LedgerState
from tessera.core.errors import OverBudget
from tessera.core.estimates import Bill, Estimate
from tessera.core.words import BillStatus, Confidence

FIRST_DAY = date(2026, 11, 28)  # so that some schedules run into the next month
ZERO = Decimal(0)


class Book(Protocol):
    """What a schedule needs of a ledger; every method is one transaction."""

    def open(self, worst: Decimal, caps: SpendingCaps, day: date) -> int:
        """Book the worst case or raise `OverBudget`."""

    def settle(self, entry: int, bill: Bill) -> None:
        """Book a bill."""

    def fail(self, entry: int, state: LedgerState) -> None:
        """Book that a call was surely not billed, or perhaps."""

    def of_day(self, day: date) -> Share:
        """Return the total of a day."""

    def of_month(self, day: date) -> Share:
        """Return the total of the day's month."""


class Stage(Enum):
    """How far a call got."""

    OPENED = auto()
    SENT = auto()
    CHARGED = auto()  # the provider wants its money, whatever becomes of us
    CRASHED = auto()
    ENDED = auto()


@dataclass
class Call:
    """A call under way. ``charged`` is what the provider took, known to the provider alone."""

    entry: int
    day: date
    worst: Decimal
    stage: Stage = Stage.OPENED
    charged: Decimal = ZERO
    lied: bool = False


@dataclass
class Truth:
    """What the provider charged, and by how much above the worst case."""

    by_day: dict[date, Decimal] = field(default_factory=dict)
    above: Decimal = ZERO

    def of_month(self, day: date) -> Decimal:
        """Return what was charged in the day's month."""
        return sum((usd for d, usd in self.by_day.items() if same_month(d, day)), ZERO)


class Schedule:
    """One random run; the same ``seed`` always does the same."""

    def __init__(self, seed: int, book: Book, *, may_bill_too_much: bool = False) -> None:
        self.random = Random(seed)
        self.book = book
        self.day = FIRST_DAY
        self.caps = self._some_caps()
        self.calls: list[Call] = []
        self.truth = Truth()
        self.refused = 0
        self._may_bill_too_much = may_bill_too_much

    def run(self, steps: int) -> None:
        """Take ``steps`` steps and check after each that no cap is passed."""
        for _ in range(steps):
            self._step()
            self.check()
        for call in self.calls:
            self._resolve(call)
        self.check()
        self.check_settled_once()

    def check(self) -> None:
        """Neither the ledger nor the provider is above a cap, but for what was billed too dear."""
        for day in {self.day, *self.truth.by_day}:
            self._check(self.caps.day, self.book.of_day(day), self.truth.by_day.get(day, ZERO))
            self._check(self.caps.month, self.book.of_month(day), self.truth.of_month(day))

    def _check(self, cap: Decimal | None, total: Share, charged: Decimal) -> None:
        assert min(total.settled, total.uncertain, total.held) >= 0, total
        assert charged <= total.committed, "the provider took what no total counts"
        if cap is not None:
            assert total.committed <= cap + self.truth.above, (total, cap)
            assert charged <= cap + self.truth.above, (charged, cap)

    def check_settled_once(self) -> None:
        """What was settled is what the provider charged for it, each call once."""
        for day in self.truth.by_day:
            mine = [call for call in self.calls if call.day == day]
            total = self.book.of_day(day)
            honest = sum((call.charged for call in mine if not call.lied), ZERO)
            assert total.calls == len(mine)
            assert total.held == 0
            assert total.settled <= honest <= total.committed

    def _some_caps(self) -> SpendingCaps:
        pick = self.random
        day = _cents(pick, 5, 60)
        return SpendingCaps(
            request=_cents(pick, 2, 12) if pick.random() < 0.5 else None,
            day=day if pick.random() < 0.8 else None,
            month=day * pick.choice((1, 2)) if pick.random() < 0.5 else None,
        )

    def _step(self) -> None:
        pick = self.random
        if pick.random() < 0.05:
            self.day += timedelta(days=1)
        running = [call for call in self.calls if call.stage is not Stage.ENDED]
        if not running or pick.random() < 0.35:
            self._press()
        else:
            self._advance(pick.choice(running))

    def _press(self) -> None:
        """Open a call; a double click or a retry opens another just like it."""
        worst = _cents(self.random, 0, 15) + self.random.choice((ZERO, Decimal("0.000000001")))
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            try:
                entry = self.book.open(worst, self.caps, self.day)
            except OverBudget:
                self.refused += 1
                continue
            self.calls.append(Call(entry, self.day, worst))

    def _advance(self, call: Call) -> None:
        match call.stage:
            case Stage.OPENED:
                self._from_opened(call)
            case Stage.SENT:
                self._from_sent(call)
            case Stage.CHARGED:
                self._from_charged(call)
            case Stage.CRASHED | Stage.ENDED:
                self._resolve(call)

    def _from_opened(self, call: Call) -> None:
        fate = self.random.random()
        if fate < 0.75:
            call.stage = Stage.SENT
        elif fate < 0.9:  # no way to the provider, or stopped in time
            self._end(call, LedgerState.FAILED)
        else:
            call.stage = Stage.CRASHED

    def _from_sent(self, call: Call) -> None:
        fate = self.random.random()
        if fate < 0.7:
            self._charge(call)
        elif fate < 0.85:  # declined: surely not bought
            self._end(call, LedgerState.FAILED)
        else:
            call.stage = Stage.CRASHED

    def _from_charged(self, call: Call) -> None:
        fate = self.random.random()
        if fate < 0.6:
            self._settle(call)
        elif fate < 0.7:  # cut on the way back
            self._end(call, LedgerState.UNKNOWN)
        elif fate < 0.8:
            self.book.settle(call.entry, _lie(self.random))
            call.lied, call.stage = True, Stage.ENDED
        else:
            call.stage = Stage.CRASHED

    def _charge(self, call: Call) -> None:
        share = Decimal(self.random.randint(0, 100)) / 100
        usd = call.worst * share
        if self._may_bill_too_much and self.random.random() < 0.2:
            usd = call.worst + _cents(self.random, 1, 20)
            self.truth.above += usd - call.worst
            self.book.settle(call.entry, _bill(usd))  # known as soon as it is charged
            call.stage = Stage.ENDED
        else:
            call.stage = Stage.CHARGED
        call.charged = usd
        self.truth.by_day[call.day] = self.truth.by_day.get(call.day, ZERO) + usd

    def _settle(self, call: Call) -> None:
        self.book.settle(call.entry, _bill(call.charged))
        call.stage = Stage.ENDED
        if self.random.random() < 0.3:  # booked again, by whoever comes second
            self.book.settle(call.entry, _bill(call.charged + 1))

    def _end(self, call: Call, state: LedgerState) -> None:
        self.book.fail(call.entry, state)
        call.stage = Stage.ENDED

    def _resolve(self, call: Call) -> None:
        """Do what one or two starts do after a crash: read the kept reply, or give up."""
        if call.stage is Stage.ENDED:
            return
        for _ in range(self.random.choice((1, 2))):
            if call.charged and self.random.random() < 0.5:
                self.book.settle(call.entry, _bill(call.charged))
            else:
                self.book.fail(call.entry, LedgerState.UNKNOWN)
        call.stage = Stage.ENDED


def estimate_of(worst: Decimal) -> Estimate:
    """Return an estimate with this worst case."""
    return Estimate(1000, 500, ZERO, ZERO, worst, Confidence.DOCUMENTED)


def same_month(one: date, other: date) -> bool:
    """Return whether both days lie in one month."""
    return (one.year, one.month) == (other.year, other.month)


def _bill(usd: Decimal) -> Bill:
    return Bill(1000, 100, usd, BillStatus.SETTLED)


def _lie(pick: Random) -> Bill:
    usd = pick.choice((Decimal(-1), Decimal("NaN"), Decimal(2) ** 63))
    tokens = pick.choice((-1, 1000, 2**63))
    return Bill(tokens, 100, usd, BillStatus.SETTLED)


def _cents(pick: Random, low: int, high: int) -> Decimal:
    return Decimal(pick.randint(low, high)) / 100
