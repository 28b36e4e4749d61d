"""A table with what belongs to it: a line that filters, a switch, and words about one row.

The Down key leads from the filter into the table. What is copied are the selected rows, or all
that are shown, as CSV.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tessera.core.comparison_csv import csv_text
from tessera.ui.check import Check
from tessera.ui.comparison.rows_view import RowsView
from tessera.ui.comparison.words import shown_text
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent

    from tessera.ui.comparison.rows_model import RowsModel

R = TypeVar("R")

_ABOUT_LINES = 2


class FilterLine(QLineEdit):
    """Words to look for. Down and Enter tell that the table is wanted."""

    table_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Filter by model, detail, date or what it cannot")
        self.setAccessibleName("Filter the rows")
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.table_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class TablePage(QWidget, Generic[R]):
    """One table. ``chosen`` brings the row that was clicked or entered."""

    chosen = Signal(object)

    def __init__(
        self,
        rows: RowsModel[R],
        name: str,
        *,
        sorted_by: int,
        about: Callable[[R], str],
        hint: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = rows
        self._about, self._hint = about, hint
        rows.setParent(self)
        self.subject = quiet(plain_label("", self))
        self.filter = FilterLine(self)
        self.offered_only = Check("Current only", self)
        self.offered_only.setToolTip(
            "Hide models that were shut down, unless this provider lists them"
        )
        self.offered_only.setChecked(True)
        self.view = RowsView(rows, name, sorted_by=sorted_by, parent=self)
        self.shown = quiet(plain_label("", self))
        self.shown.setWordWrap(False)
        self.about = plain_label(hint, self)
        self.about.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.about.setMinimumHeight(_ABOUT_LINES * self.about.fontMetrics().lineSpacing())
        self._lay_out()
        self.filter.textChanged.connect(self.on_filter_changed)
        self.filter.table_wanted.connect(self.on_table_wanted)
        self.offered_only.toggled.connect(self.on_filter_changed)
        self.view.chosen.connect(self.chosen)
        self.view.looked_at.connect(self.on_looked_at)
        self.view.copy_wanted.connect(self.copy_rows)

    def show_rows(self, rows: Sequence[R], current: object, subject: str) -> None:
        """Show ``rows``; ``current`` is the identity of the one that is in force."""
        had_none = not self.rows.total
        self.subject.setText(subject)
        self.subject.setVisible(bool(subject))
        self.rows.set_rows(rows, current)
        self._tell_shown()
        if had_none:
            self.view.look_at(current)

    def add_to_bar(self, *widgets: QWidget) -> None:
        """Add controls beside the filter."""
        for widget in widgets:
            self.bar.insertWidget(self.bar.count() - 1, widget)

    @Slot()
    def on_filter_changed(self) -> None:
        """Show what the filter leaves."""
        self.rows.set_filter(self.filter.text(), offered_only=self.offered_only.isChecked())
        self._tell_shown()
        self.on_looked_at(None)

    @Slot()
    def on_table_wanted(self) -> None:
        """Go from the filter into the table."""
        self.view.setFocus()
        if not self.view.currentIndex().isValid() and self.rows.rowCount():
            self.view.setCurrentIndex(self.rows.index(0, 0))

    @Slot(object)
    def on_looked_at(self, row: R | None) -> None:
        """Say everything about the row the keyboard is on."""
        self.about.setText(self._hint if row is None else self._about(row))

    @Slot()
    def copy_rows(self) -> None:
        """Put the selected rows, or all that are shown, on the clipboard as CSV."""
        columns = self.rows.columns
        chosen = self.view.selected_rows()
        header = [column.title for column in columns]
        text = csv_text(header, ([column.raw(row) for column in columns] for row in chosen))
        QGuiApplication.clipboard().setText(text)
        copied = "1 row" if len(chosen) == 1 else f"{len(chosen):,} rows"
        self.shown.setText(f"Copied {copied} as CSV")

    def _tell_shown(self) -> None:
        self.shown.setText(shown_text(self.rows.rowCount(), self.rows.total))

    def _lay_out(self) -> None:
        self.bar = QHBoxLayout()
        self.bar.setSpacing(SPACE_M)
        self.bar.addWidget(self.filter, 1)
        self.bar.addWidget(self.offered_only)
        self.bar.addWidget(self.shown)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_S)
        self.column.addWidget(self.subject)
        self.column.addLayout(self.bar)
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self.about)
