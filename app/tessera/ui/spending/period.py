"""The spans of days that the spending window can show. Days are those of UTC, as caps count."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tessera.core.projection import month_before


class Period(StrEnum):
    """What is shown."""

    THIS_MONTH = "this month"
    LAST_MONTH = "last month"
    LAST_30_DAYS = "last 30 days"
    LAST_12_MONTHS = "last 12 months"
    EVERYTHING = "everything"

    @property
    def entry(self) -> str:
        """Return the entry of the picker."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Days:
    """From ``first`` to ``last``, both included."""

    first: date
    last: date


def days_of(period: Period, today: date, *, began: date | None) -> Days:
    """Return the days of ``period``; everything starts at ``began``, the very first call.

    >>> days_of(Period.LAST_MONTH, date(2026, 1, 20), began=None)
    Days(first=datetime.date(2025, 12, 1), last=datetime.date(2025, 12, 31))
    """
    match period:
        case Period.THIS_MONTH:
            return Days(today.replace(day=1), today)
        case Period.LAST_MONTH:
            return Days(month_before(today), today.replace(day=1) - timedelta(days=1))
        case Period.LAST_30_DAYS:
            return Days(today - timedelta(days=29), today)
        case Period.LAST_12_MONTHS:
            first = today.replace(day=1)
            for _ in range(11):
                first = month_before(first)
            return Days(first, today)
        case Period.EVERYTHING:
            return Days(min(began or today, today), today)
