"""Spending over time: days or months in order, and what the month will come to at this pace.

Money is exact US dollars; only the projection divides, and it is rounded to a billionth.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tessera.core.budget import Share
from tessera.core.projection_calls import SpentCall

MOST_DAYS_SHOWN = 62
_BILLIONTH = Decimal("0.000000001")
_DAY_S = Decimal(86400)


@dataclass(frozen=True, slots=True)
class Step:
    """What was spent in one day, or in one month where ``is_month``; ``first`` is its first day."""

    first: date
    share: Share
    is_month: bool = False

    @property
    def usd(self) -> Decimal:
        """Return what was spent."""
        return self.share.spent


@dataclass(frozen=True, slots=True)
class Projection:
    """What a month will come to if it goes on as since ``since``.

    ``a_day`` is the pace: dollars a day. ``usd`` is the whole month, with what is spent already.
    """

    spent: Decimal
    a_day: Decimal
    usd: Decimal
    since: date


def steps(calls: Iterable[SpentCall], first: date, last: date) -> tuple[Step, ...]:
    """Return every day from ``first`` to ``last``, or every month where those are too many.

    Days without a call are there too, with nothing spent.
    """
    is_month = (last - first).days >= MOST_DAYS_SHOWN
    found = {day: Share() for day in _starts(first, last, is_month=is_month)}
    for call in calls:
        start = call.day.replace(day=1) if is_month else call.day
        if start in found:
            found[start] += call.share
    return tuple(Step(day, share, is_month) for day, share in found.items())


def project_month(
    spent_by_day: Mapping[date, Decimal], now: datetime, *, began: date | None = None
) -> Projection | None:
    """Return what this month will come to by its pace so far, or None where nothing was spent.

    The pace counts from the month's first day, or from ``began``, the day of the very first call,
    if that is later; a pace is taken over one day at least.
    """
    moment = now.astimezone(UTC)
    first = moment.date().replace(day=1)
    spent = sum((usd for day, usd in spent_by_day.items() if same_month(day, first)), Decimal(0))
    if not spent:
        return None
    since = max(first, began) if began is not None else first
    elapsed = _days(moment - datetime(since.year, since.month, since.day, tzinfo=UTC))
    end = first + timedelta(days=days_in_month(first))
    left = _days(datetime(end.year, end.month, end.day, tzinfo=UTC) - moment)
    a_day = _rounded(spent / max(Decimal(1), elapsed))
    return Projection(spent, a_day, _rounded(spent + a_day * left), since)


def days_in_month(day: date) -> int:
    """Return how many days the month of ``day`` has.

    >>> days_in_month(date(2028, 2, 1)), days_in_month(date(2026, 11, 20))
    (29, 30)
    """
    return monthrange(day.year, day.month)[1]


def month_before(day: date) -> date:
    """Return the first day of the month before that of ``day``.

    >>> month_before(date(2026, 1, 31))
    datetime.date(2025, 12, 1)
    """
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def same_month(one: date, other: date) -> bool:
    """Return whether both days lie in one month."""
    return (one.year, one.month) == (other.year, other.month)


def _starts(first: date, last: date, *, is_month: bool) -> list[date]:
    if not is_month:
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [last.replace(day=1)]
    while found[-1] > first:
        found.append(month_before(found[-1]))
    return [day for day in reversed(found) if day >= first.replace(day=1)]


def _days(span: timedelta) -> Decimal:
    seconds = Decimal(span.days * 86400 + span.seconds) + Decimal(span.microseconds) / 1_000_000
    return seconds / _DAY_S


def _rounded(usd: Decimal) -> Decimal:
    return usd.quantize(_BILLIONTH, rounding=ROUND_HALF_UP)
