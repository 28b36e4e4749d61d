"""A column of a table as a value: how a row reads, by what it is sorted, how it leaves as CSV.

Keys are typed (numbers, dates, ranks, words), never the text on the screen; None stands for what
nobody knows. Nothing here knows Qt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from tessera.core.money import plain
from tessera.core.words import Confidence
from tessera.ui.wording import usd_range_text, usd_text

Key = int | Decimal | date | str | tuple[int, int] | tuple[int, str] | None

R = TypeVar("R")

UNKNOWN = "–"
WORDS_OF_GRADE = {grade: grade.value for grade in Confidence}


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column. ``raw`` is the exact value for CSV; ``sample`` the widest usual text."""

    title: str
    tip: str
    text: Callable[[R], str]
    key: Callable[[R], Key]
    raw: Callable[[R], str]
    sample: str
    is_number: bool = False
    grade: Callable[[R], Confidence] | None = None


def count_text(tokens: int | None, least: int | None, most: int | None) -> str:
    """Return a count, or its range, or that it is unknown.

    >>> count_text(1743, 1742, 1744), count_text(None, 158, 5488), count_text(None, None, None)
    ('1,743', '158 – 5,488', '–')
    """
    if tokens is not None:
        return f"{tokens:,}"
    return UNKNOWN if least is None or most is None else f"{least:,} – {most:,}"


def money_text(usd: Decimal | None, least: Decimal | None, most: Decimal | None) -> str:
    """Return a price, or its range, or that it is unknown.

    >>> money_text(None, Decimal("0.00474"), Decimal("0.16464"))
    '$0.0047 – $0.16'
    """
    if usd is not None:
        return usd_text(usd)
    return UNKNOWN if least is None or most is None else usd_range_text(least, most)


def raw_number(value: int | Decimal | None) -> str:
    """Return the exact number, or nothing where it is unknown.

    >>> raw_number(Decimal("4.4E-4")), raw_number(1743), raw_number(None)
    ('0.00044', '1743', '')
    """
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def day_text(day: date | None) -> str:
    """Return a day, or a dash where there is none."""
    return UNKNOWN if day is None else day.isoformat()


def raw_day(day: date | None) -> str:
    """Return a day for CSV."""
    return "" if day is None else day.isoformat()
