"""The page of calls: each entry of the ledger in the days that are shown, to sort and export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tessera.studio.spending_calls import as_csv
from tessera.ui.comparison.rows_model import RowsModel
from tessera.ui.comparison.rows_view import RowsView
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.spending.call_columns import CALL_COLUMNS, TIME, words
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.projection_calls import SpentCall

HINT = "Every call is here as it was noted before it was sent, and as it was billed after."
_ABOUT_LINES = 2


class CallsPage(QWidget):
    """A table with a filter. ``export_wanted`` names the format: csv or json."""

    export_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: RowsModel[SpentCall] = RowsModel(
            CALL_COLUMNS, _id, is_faint=_is_faint, is_offered=_always, parent=self
        )
        self.view = RowsView(self.rows, "Calls", sorted_by=TIME)
        self.view.sortByColumn(TIME, Qt.SortOrder.DescendingOrder)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter by day, model, provider or outcome")
        self.filter.setAccessibleName("Filter the calls")
        self.filter.setClearButtonEnabled(True)
        self.shown = quiet(plain_label())
        self.shown.setWordWrap(False)
        self.about = plain_label(HINT)
        self.about.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.about.setMinimumHeight(_ABOUT_LINES * self.about.fontMetrics().lineSpacing())
        self.csv = _button("Export CSV…", "Save the calls that are shown for a spreadsheet")
        self.json = _button("Export JSON…", "Save the calls that are shown with exact amounts")
        self._lay_out()
        self.filter.textChanged.connect(self.on_filter_changed)
        self.view.looked_at.connect(self.on_looked_at)
        self.view.copy_wanted.connect(self.copy_rows)
        self.csv.clicked.connect(self.on_csv)
        self.json.clicked.connect(self.on_json)

    def show_calls(self, calls: Sequence[SpentCall]) -> None:
        """Show these calls."""
        self.rows.set_rows(calls)
        self._tell_shown()

    def shown_calls(self) -> list[SpentCall]:
        """Return the calls that are shown, oldest first."""
        return sorted(self.rows.shown_rows(), key=_id)

    @Slot()
    def copy_rows(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard as CSV."""
        chosen = self.view.selected_rows()
        QGuiApplication.clipboard().setText(as_csv(chosen))
        self.shown.setText(f"Copied {_count_text(len(chosen))} as CSV")

    @Slot()
    def on_filter_changed(self) -> None:
        """Show what the filter leaves."""
        self.rows.set_filter(self.filter.text(), offered_only=False)
        self._tell_shown()
        self.on_looked_at(None)

    @Slot(object)
    def on_looked_at(self, call: SpentCall | None) -> None:
        """Say everything about the call the keyboard is on."""
        self.about.setText(HINT if call is None else words(call))

    @Slot()
    def on_csv(self) -> None:
        """Ask for a CSV file."""
        self.export_wanted.emit("csv")

    @Slot()
    def on_json(self) -> None:
        """Ask for a JSON file."""
        self.export_wanted.emit("json")

    def _tell_shown(self) -> None:
        shown, total = self.rows.rowCount(), self.rows.total
        of_all = "" if shown == total else f" of {total:,}"
        self.shown.setText(f"{_count_text(shown)}{of_all}" if total else "No calls in these days")
        for button in (self.csv, self.json):
            button.setEnabled(bool(shown))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_M)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.shown)
        bar.addWidget(self.csv)
        bar.addWidget(self.json)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_S, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.about)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button


def _count_text(count: int) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"


def _id(call: SpentCall) -> int:
    return call.id


def _is_faint(call: SpentCall) -> bool:
    return not call.is_settled


def _always(_call: SpentCall) -> bool:
    return True
