"""The planner: pictures a month, line by line, and the dollars they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tessera.core.planner import PlanKind, PlanLine, plan_price
from tessera.core.planner_examples import PlanExample, examples
from tessera.ui.combo import Combo
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.spending.plan_row import PlanRow
from tessera.ui.spending.plan_words import OWN_TITLE, basis_text, sum_text
from tessera.ui.theme import scaled_font
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tessera.core.models import Catalogue

HEADERS = (
    *("What", "Pictures a month", "Size", "Model", "Detail or quality", "Served"),
    *("Answer tokens", "A month", ""),
)
_PRICE = HEADERS.index("A month")


@dataclass(frozen=True, slots=True)
class PlanGround:
    """What plans are priced by: the catalogue, the day, and the provider's factor."""

    catalogue: Catalogue
    on: date
    provider: str
    price_factor: Decimal


class PlannerPage(QWidget):
    """Starts from an example or from the user's own calls; every change is priced at once."""

    def __init__(self, ground: PlanGround, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ground = ground
        self._plans: list[PlanExample] = list(examples(ground.catalogue, ground.on))
        self.rows: list[PlanRow] = []
        self.start = Combo()
        self.start.setAccessibleName("Start from")
        self.add = QPushButton("Add a line")
        self.add.setAutoDefault(False)
        self.sum, self.basis = plain_label(), quiet(plain_label())
        self.sum.setFont(scaled_font(self.font(), 1.4, strong=True))
        self.reason = quiet(plain_label())
        self._grid = QGridLayout()
        self._lay_out()
        self._fill_starts(0)
        self.show_lines(self._plans[0].lines)
        self.start.currentIndexChanged.connect(self.on_start_chosen)
        self.add.clicked.connect(self.on_add)

    def set_own(self, lines: Sequence[PlanLine]) -> None:
        """Offer the user's own last days as a start; none takes the offer away."""
        kept = [plan for plan in self._plans if plan.title != OWN_TITLE]
        self._plans = [*kept, PlanExample(OWN_TITLE, tuple(lines))] if lines else kept
        self._fill_starts(max(0, self.start.currentIndex()))

    def set_ground(self, ground: PlanGround) -> None:
        """Price by another provider; the lines stay."""
        if ground != self._ground:
            self._ground = ground
            self.on_changed()

    def lines(self) -> tuple[PlanLine, ...]:
        """Return the lines that can be read."""
        found = (row.line() for row in self.rows)
        return tuple(line for line in found if line is not None)

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        """Replace the plan."""
        for row in self.rows:
            self._drop(row)
        self.rows = []
        for line in lines:
            self._append(line)
        self.on_changed()

    @Slot(int)
    def on_start_chosen(self, index: int) -> None:
        """Begin with another plan."""
        if 0 <= index < len(self._plans):
            self.show_lines(self._plans[index].lines)

    @Slot()
    def on_add(self) -> None:
        """Add a line like the last one."""
        lines = self.lines()
        self._append(replace(lines[-1], pictures=100) if lines else self._plans[0].lines[0])
        self.on_changed()
        field = self.rows[-1].pictures
        field.show()  # at once: what is not shown takes no focus
        field.setFocus()
        field.selectAll()

    @Slot(object)
    def on_removed(self, row: PlanRow) -> None:
        """Take a line out."""
        self._drop(row)
        self.rows.remove(row)
        self.on_changed()

    @Slot()
    def on_changed(self) -> None:
        """Price everything anew."""
        ground, prices = self._ground, []
        for row in self.rows:
            prices.append(row.show_price(ground.price_factor))
        whole = plan_price(prices)
        priced = zip(self.rows, prices, strict=True)
        pictures = sum(row.pictures.value() for row, price in priced if price.is_known)
        self.sum.setText(sum_text(whole, pictures))
        reasons = dict.fromkeys(row.reason for row in self.rows if row.reason)
        self.reason.setText(" ".join((whole.reason, *reasons)).strip())
        self.reason.setVisible(bool(self.reason.text()))
        day = ground.on.isoformat()
        self.basis.setText(basis_text(self.lines(), ground.provider, ground.price_factor, day))

    def _append(self, line: PlanLine) -> None:
        row = PlanRow(line, self._ground.catalogue, self._ground.on, self)
        row.changed.connect(self.on_changed)
        row.removed.connect(self.on_removed)
        at = self._grid.rowCount()
        for column, widget in enumerate(row.widgets()):
            self._grid.addWidget(widget, at, column)
        row.answer.setVisible(line.kind is PlanKind.ASK)
        self.rows.append(row)

    def _drop(self, row: PlanRow) -> None:
        for widget in row.widgets():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        row.deleteLater()

    def _fill_starts(self, current: int) -> None:
        self.start.blockSignals(True)
        self.start.clear()
        for plan in self._plans:
            self.start.addItem(plan.title)
        self.start.setCurrentIndex(min(current, len(self._plans) - 1))
        self.start.blockSignals(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_M)
        label = plain_label("Start from")
        label.setWordWrap(False)
        top.addWidget(label)
        top.addWidget(self.start, 1)
        top.addStretch(1)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_S, 0, 0)
        column.setSpacing(SPACE_M)
        column.addLayout(top)
        column.addWidget(self._plan_area(), 1)
        column.addWidget(self.sum)
        column.addWidget(self.reason)
        column.addWidget(self.basis)

    def _plan_area(self) -> QScrollArea:
        self._grid.setHorizontalSpacing(SPACE_S)
        self._grid.setVerticalSpacing(SPACE_S)
        for place, title in enumerate(HEADERS):
            header = quiet(plain_label(title))
            header.setWordWrap(False)
            if place == _PRICE:
                header.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(header, 0, place)
        for place, stretch in enumerate((4, 2, 2, 4, 2, 2, 2, 2, 0)):
            self._grid.setColumnStretch(place, stretch)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, SPACE_M, 0)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(page)
        return area
