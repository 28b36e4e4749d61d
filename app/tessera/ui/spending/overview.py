"""The first page: what was spent, what the month will come to, and how right the estimates were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tessera.ui.comparison.rows_model import RowsModel
from tessera.ui.comparison.rows_view import RowsView
from tessera.ui.meter.figures import dollars
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.spending.accuracy_columns import ACCURACY_COLUMNS, NO_BILLS
from tessera.ui.spending.share_chart import ShareChart
from tessera.ui.spending.step_chart import StepChart
from tessera.ui.spending.words import (
    cap_text,
    kind_title,
    projection_text,
    spent_title,
    total_text,
)
from tessera.ui.theme import scaled_font
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.budget import Share, SpendingCaps
    from tessera.core.projection import Projection
    from tessera.core.projection_calls import Accuracy
    from tessera.core.projection_summary import Summary
    from tessera.ui.spending.period import Period


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the sums of some days, and what holds now."""

    summary: Summary
    period: Period
    is_sandbox: bool
    caps: SpendingCaps
    today: Share
    month: Share


class Figure(QWidget):
    """A large number with a quiet line below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._title = plain_label(), plain_label()
        self._number.setFont(scaled_font(self.font(), 1.7, strong=True))
        self._number.setWordWrap(False)
        self._more = quiet(plain_label())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignBaseline)
        row.addWidget(self._title, 1, Qt.AlignmentFlag.AlignBaseline)
        column.addLayout(row)
        column.addWidget(self._more)
        column.addStretch(1)

    def show_words(self, number: str, title: str, more: str) -> None:
        """Show ``number``, what it is, and what to know about it."""
        self._number.setText(number)
        self._title.setText(title)
        self._more.setText(more)
        self._more.setVisible(bool(more))

    def text(self) -> str:
        """Return all of it as one line."""
        parts = (f"{self._number.text()} {self._title.text()}", self._more.text())
        return ". ".join(part for part in parts if part)


LEAST_COLUMN = 110  # widget units


class OverviewPage(QScrollArea):
    """Numbers, the chart over time, shares by model and kind, estimates beside bills."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("overview")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.spent, self.projected = Figure(), Figure()
        self.caps = quiet(plain_label())
        self.over_time = StepChart()
        self.by_model, self.by_kind = ShareChart("Spending by model"), ShareChart("By kind")
        self.looked_at = quiet(plain_label())
        self.looked_at.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.rows: RowsModel[Accuracy] = RowsModel(
            ACCURACY_COLUMNS, _model_of, is_faint=_never, is_offered=_always, parent=self
        )
        self.accuracy = RowsView(self.rows, "Estimates beside bills", sorted_by=0)
        header = self.accuracy.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(LEAST_COLUMN)  # or the model would have no room at all
        self.accuracy.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.no_bills = quiet(plain_label(NO_BILLS))
        self.setWidget(self._laid_out())
        for chart in (self.over_time, self.by_model, self.by_kind):
            chart.looked_at.connect(self.on_looked_at)

    def show_spending(self, shown: Shown) -> None:
        """Show everything anew."""
        found = shown.summary
        title = spent_title(shown.period, is_sandbox=shown.is_sandbox)
        self.spent.show_words(dollars(found.total.spent), title, total_text(found.total))
        self._show_projection(found.projection)
        caps = cap_text(shown.caps, shown.today, shown.month)
        self.caps.setText(f"Caps: {caps}" if caps else "")
        self.caps.setVisible(bool(caps))
        self.over_time.show_steps(found.steps)
        self.by_model.show_slices(found.by_model)
        kinds = [replace(one, name=kind_title(one.name)) for one in found.by_kind]
        self.by_kind.show_slices(kinds)
        self._show_accuracies(found.accuracies)

    @Slot(str)
    def on_looked_at(self, text: str) -> None:
        """Say the mark that is looked at."""
        self.looked_at.setText(text)

    def _show_projection(self, projection: Projection | None) -> None:
        self.projected.setVisible(projection is not None)
        if projection is not None:
            self.projected.show_words(
                dollars(projection.usd), "by the end of the month", projection_text(projection)
            )

    def _show_accuracies(self, found: Sequence[Accuracy]) -> None:
        """Give the table the height of its rows: the page scrolls, not the table."""
        view = self.accuracy
        self.rows.set_rows(found)
        view.setVisible(bool(found))
        self.no_bills.setVisible(not found)
        rows = len(found) * view.verticalHeader().defaultSectionSize()
        around = 2 * view.frameWidth() + view.horizontalScrollBar().sizeHint().height()
        view.setFixedHeight(view.horizontalHeader().height() + rows + around)

    def _laid_out(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, SPACE_S, SPACE_M, SPACE_S)
        column.setSpacing(SPACE_M)
        figures = QHBoxLayout()
        figures.setSpacing(SPACE_XL)
        figures.addWidget(self.spent, 1)
        figures.addWidget(self.projected, 1)
        column.addLayout(figures)
        column.addWidget(self.caps)
        over_time = QHBoxLayout()
        over_time.addWidget(heading("Over time"))
        over_time.addWidget(self.looked_at, 1)
        column.addLayout(over_time)
        column.addWidget(self.over_time, 1)
        shares = QHBoxLayout()
        shares.setSpacing(SPACE_XL)
        for title, chart in (("By model", self.by_model), ("By kind", self.by_kind)):
            half = QVBoxLayout()
            half.setSpacing(SPACE_S)
            half.addWidget(heading(title))
            half.addWidget(chart)
            half.addStretch(1)
            shares.addLayout(half, 1)
        column.addLayout(shares)
        column.addSpacing(SPACE_L - SPACE_M)
        column.addWidget(heading("Estimates beside bills"))
        column.addWidget(self.accuracy)
        column.addWidget(self.no_bills)
        return page


def heading(text: str) -> QLabel:
    """Return a heading of a part of a page."""
    label = plain_label(text)
    label.setFont(scaled_font(label.font(), 1.0, strong=True))
    return label


def _model_of(row: Accuracy) -> str:
    return row.model


def _never(_row: Accuracy) -> bool:
    return False


def _always(_row: Accuracy) -> bool:
    return True
