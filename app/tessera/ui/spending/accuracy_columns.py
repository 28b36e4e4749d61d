"""The columns of *estimates beside bills*: one row for each model that settled a call."""

from decimal import Decimal

from tessera.core.projection_calls import Accuracy
from tessera.ui.comparison.columns import UNKNOWN, Column, money_text, raw_number

NO_BILLS = "No call of these days has been billed yet."


def off_text(row: Accuracy) -> str:
    """Return how far the bills are from the estimates, in per cent with its sign."""
    off = row.off_percent
    if off is None:
        return UNKNOWN
    if off == 0:
        return "none"
    return f"{off:+.1f} %" if abs(off) >= Decimal("0.1") else f"under 0.1 % {_side(off)}"


def _side(off: Decimal) -> str:
    return "above" if off > 0 else "below"


def _tokens_text(tokens: int) -> str:
    return f"{tokens:,}" if tokens else UNKNOWN


ACCURACY_COLUMNS: tuple[Column[Accuracy], ...] = (
    Column(
        "Model",
        "The model as the provider calls it",
        text=lambda row: row.model,
        key=lambda row: row.model,
        raw=lambda row: row.model,
        sample="computer-use-preview-2",
    ),
    Column(
        "Calls billed",
        "Calls whose bill came",
        text=lambda row: f"{row.calls:,}",
        key=lambda row: row.calls,
        raw=lambda row: str(row.calls),
        sample="10,000",
        is_number=True,
    ),
    Column(
        "Input estimated",
        "Tokens of everything that was sent, as the meter counted them before",
        text=lambda row: _tokens_text(row.tokens_estimated),
        key=lambda row: row.tokens_estimated,
        raw=lambda row: str(row.tokens_estimated),
        sample="100,000,000",
        is_number=True,
    ),
    Column(
        "Input billed",
        "The same tokens as the provider counted them",
        text=lambda row: _tokens_text(row.tokens_billed),
        key=lambda row: row.tokens_billed,
        raw=lambda row: str(row.tokens_billed),
        sample="100,000,000",
        is_number=True,
    ),
    Column(
        "Off by",
        "How far the bills are from the estimates: by tokens sent, or by dollars of made pictures",
        text=off_text,
        key=lambda row: row.off_percent,
        raw=lambda row: raw_number(row.off_percent),
        sample="under 0.1 % above",
        is_number=True,
    ),
    Column(
        "Held at most",
        "The worst case that was held before sending",
        text=lambda row: money_text(row.usd_max, None, None),
        key=lambda row: row.usd_max,
        raw=lambda row: raw_number(row.usd_max),
        sample="$10,000.00",
        is_number=True,
    ),
    Column(
        "Billed",
        "What those calls cost",
        text=lambda row: money_text(row.usd_billed, None, None),
        key=lambda row: row.usd_billed,
        raw=lambda row: raw_number(row.usd_billed),
        sample="$10,000.00",
        is_number=True,
    ),
)
