"""The first table: the question as it stands, put to every model at every detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.core.comparison import Candidate
from tessera.ui.comparison import ask_columns
from tessera.ui.comparison.page import TablePage
from tessera.ui.comparison.rows_model import RowsModel
from tessera.ui.comparison.words import ASK_NOTHING, candidate_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def ask_page(parent: QWidget | None = None) -> TablePage[Candidate]:
    """Return the page, still without rows."""
    rows = RowsModel(
        ask_columns.ASK_COLUMNS,
        ask_columns.identity,
        is_faint=ask_columns.is_faint,
        is_offered=ask_columns.is_offered,
    )
    return TablePage(
        rows,
        "What this question costs with every model",
        sorted_by=ask_columns.PRICE,
        about=candidate_text,
        hint=ASK_NOTHING,
        parent=parent,
    )
