"""Small tables for the tests of the comparison's widgets."""

from dataclasses import dataclass
from decimal import Decimal

from tessera.core.words import Confidence
from tessera.ui.comparison.columns import Column, money_text, raw_number
from tessera.ui.comparison.rows_model import RowsModel


@dataclass(frozen=True)
class Line:
    """One row: a name, a price, whether somebody sells it."""

    name: str
    usd: Decimal | None = None
    is_offered: bool = True
    is_faint: bool = False


COLUMNS: tuple[Column[Line], ...] = (
    Column(
        "Name", "What it is", text=lambda row: row.name, key=lambda row: row.name,
        raw=lambda row: row.name, sample="gpt-5-mini",
    ),
    Column(
        "Price", "What it costs", text=lambda row: money_text(row.usd, None, None),
        key=lambda row: row.usd, raw=lambda row: raw_number(row.usd), sample="$0.001",
        is_number=True,
    ),
    Column(
        "Confidence", "How sure", text=lambda row: "measured", key=lambda row: 1,
        raw=lambda row: "measured", sample="measured", grade=lambda row: Confidence.MEASURED,
    ),
)  # fmt: skip

LINES = (
    Line("pear", Decimal("0.20")),
    Line("apple", Decimal("0.03")),
    Line("quince"),
    Line("medlar", Decimal("9"), is_offered=False, is_faint=True),
)


def table() -> RowsModel[Line]:
    """Return a model with four lines, one of which nobody sells."""
    rows = RowsModel(
        COLUMNS,
        lambda row: row.name,
        is_faint=lambda row: row.is_faint,
        is_offered=lambda row: row.is_offered,
    )
    rows.set_rows(LINES)
    return rows


def names(rows: RowsModel[Line]) -> list[str]:
    """Return the names as they are shown."""
    return [row.name for row in rows.shown_rows()]
