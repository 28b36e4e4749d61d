"""The columns of the second table: what a generation costs, per picture and for several."""

from decimal import Decimal
from functools import partial

from tessera.core.generation_table import AUTO, GenerationRow
from tessera.core.geometry import Size
from tessera.ui.comparison.columns import (
    Column,
    Key,
    count_text,
    day_text,
    money_text,
    raw_day,
    raw_number,
)

# From the least effort to the most; the words of all models of the catalogue.
_QUALITIES = ("low", "medium", "standard", "high", "hd", "xhigh", "max", AUTO)
PRICE = 4  # the column by which the table is sorted at first


def identity(row: GenerationRow) -> tuple[str, Size, str]:
    """Return what tells a row from the others."""
    return row.model, row.size, row.quality


def is_faint(row: GenerationRow) -> bool:
    """Return whether the row stands back because nobody serves the model."""
    return not row.is_offered


def is_offered(row: GenerationRow) -> bool:
    """Return whether somebody serves the model."""
    return row.is_offered


def size_text(row: GenerationRow) -> str:
    """Return the size, marked where it is the cheapest for what is wanted."""
    return f"{row.size} cheapest" if row.is_cheapest else str(row.size)


def price_of(row: GenerationRow, count: int) -> str:
    """Return what ``count`` pictures cost; where that may differ, between what."""
    return money_text(None, _times(row.usd_min, count), _times(row.usd_max, count))


def make_columns(count: int) -> tuple[Column[GenerationRow], ...]:
    """Return the columns for a price of ``count`` pictures."""
    return (*_WHAT, _price(1, "A picture"), _price(count, f"For {count:,}"), *_ABOUT)


def _price(count: int, title: str) -> Column[GenerationRow]:
    tip = "The pictures alone; the words of the prompt come on top. Several are several calls' work"
    return Column(
        title,
        tip,
        text=partial(price_of, count=count),
        key=partial(_price_key, count=count),
        raw=partial(_raw_price, count=count),
        sample="$0.014 – $0.021",
        is_number=True,
    )


def _price_key(row: GenerationRow, count: int) -> Key:
    return _times(row.usd_max, count)


def _raw_price(row: GenerationRow, count: int) -> str:
    ends = [raw_number(_times(usd, count)) for usd in (row.usd_min, row.usd_max)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _times(usd: Decimal | None, count: int) -> Decimal | None:
    return None if usd is None else usd * count


_WHAT: tuple[Column[GenerationRow], ...] = (
    Column(
        "Model",
        "The model as the provider calls it",
        text=lambda row: row.model,
        key=lambda row: row.model,
        raw=lambda row: row.model,
        sample="gpt-image-2.5-sunburst",
    ),
    Column(
        "Size",
        "Sorted by the number of pixels",
        text=size_text,
        key=lambda row: (row.size.pixels, row.size.width),
        raw=lambda row: f"{row.size.width}x{row.size.height}",
        sample="2064×1088 cheapest",
    ),
    Column(
        "Quality",
        "auto: the model decides, so only the range is known",
        text=lambda row: row.quality,
        key=lambda row: _QUALITIES.index(row.quality) if row.quality in _QUALITIES else None,
        raw=lambda row: row.quality,
        sample="standard",
    ),
    Column(
        "Tokens",
        "Tokens of one picture that is made",
        text=lambda row: count_text(row.tokens, row.tokens_min, row.tokens_max),
        key=lambda row: row.tokens_max,
        raw=lambda row: raw_number(row.tokens),
        sample="1,000 – 10,000",
        is_number=True,
    ),
)

_ABOUT: tuple[Column[GenerationRow], ...] = (
    Column(
        "Confidence",
        "How well the count is founded",
        text=lambda row: row.confidence.value,
        key=lambda row: row.confidence.rank,
        raw=lambda row: row.confidence.value,
        sample="documented",
        grade=lambda row: row.confidence,
    ),
    Column(
        "Shuts down",
        "The first day on which the model no longer answers",
        text=lambda row: day_text(row.shutdown_date),
        key=lambda row: row.shutdown_date,
        raw=lambda row: raw_day(row.shutdown_date),
        sample="2026-12-11",
    ),
    Column(
        "Cannot",
        "What the model lacks",
        text=lambda row: "; ".join(row.lacks),
        key=lambda row: "; ".join(row.lacks) or None,
        raw=lambda row: "; ".join(row.lacks),
        sample="fixed sizes only; no edits",
    ),
    Column(
        "Good for",
        "What the catalogue says it is good for",
        text=lambda row: row.good_for,
        key=lambda row: row.good_for or None,
        raw=lambda row: row.good_for,
        sample="Everyday questions",
    ),
)
