"""The columns of the first table: one question, every model at every detail."""

from tessera.core.comparison import Candidate
from tessera.core.words import Detail
from tessera.ui.comparison.columns import (
    Column,
    count_text,
    day_text,
    money_text,
    raw_day,
    raw_number,
)

_DETAILS = tuple(Detail)
PRICE = 3  # the column by which the table is sorted at first


def identity(row: Candidate) -> tuple[str, Detail]:
    """Return what tells a row from the others."""
    return row.model, row.detail


def is_faint(row: Candidate) -> bool:
    """Return whether the row stands back: declined, or served by nobody."""
    return bool(row.declined) or not row.is_offered


def is_offered(row: Candidate) -> bool:
    """Return whether somebody serves the model."""
    return row.is_offered


def detail_text(row: Candidate) -> str:
    """Return the detail, marked where auto means it."""
    return f"{row.detail.value} = auto" if row.is_auto else row.detail.value


ASK_COLUMNS: tuple[Column[Candidate], ...] = (
    Column(
        "Model",
        "The model as the provider calls it",
        text=lambda row: row.model,
        key=lambda row: row.model,
        raw=lambda row: row.model,
        sample="computer-use-preview",
    ),
    Column(
        "Detail",
        "How closely the model looks; marked is what auto means for it",
        text=detail_text,
        key=lambda row: (_DETAILS.index(row.detail), row.model),
        raw=lambda row: row.detail.value,
        sample="original = auto",
    ),
    Column(
        "Tokens",
        "Everything that is sent: pictures, words, earlier turns",
        text=lambda row: count_text(row.tokens, row.tokens_min, row.tokens_max),
        key=lambda row: row.tokens if row.tokens is not None else row.tokens_max,
        raw=lambda row: raw_number(row.tokens),
        sample="100,000",
        is_number=True,
    ),
    Column(
        "Input",
        "What is sent, at this provider's price",
        text=lambda row: money_text(row.usd, None, None),
        key=lambda row: row.usd,
        raw=lambda row: raw_number(row.usd),
        sample="$0.00012",
        is_number=True,
    ),
    Column(
        "At most",
        "With the longest answer that the settings allow",
        text=lambda row: money_text(row.usd_most, None, None),
        key=lambda row: row.usd_most,
        raw=lambda row: raw_number(row.usd_most),
        sample="$0.00012",
        is_number=True,
    ),
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
        "What the model would decline or lacks",
        text=lambda row: row.cannot,
        key=lambda row: row.cannot or None,
        raw=lambda row: row.cannot,
        sample="every detail counts the same",
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
