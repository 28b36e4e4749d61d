"""The catalogue window: one table of models, and what can be done with one or with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.ui.catalogue.rows import (
    COLUMNS,
    HINT,
    MODEL,
    CatalogueRow,
    identity,
    is_faint,
    is_offered,
    row_text,
)
from tessera.ui.comparison.page import TablePage
from tessera.ui.comparison.rows_model import RowsModel
from tessera.ui.notice import NoticeBar
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_SIZE, LEAST_SIZE = QSize(1160, 700), QSize(680, 420)


class CatalogueWindow(QDialog):
    """The signals bring the row the keyboard is on where they are about one."""

    edit_wanted = Signal(object)  # CatalogueRow
    rule_wanted = Signal(object)  # CatalogueRow
    take_back_wanted = Signal(object)  # CatalogueRow
    import_wanted = Signal()
    refresh_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("catalogue")
        self.setWindowTitle("Catalogue")
        self.setModal(False)
        self.setMinimumSize(LEAST_SIZE)
        self._row: CatalogueRow | None = None
        self.notice = NoticeBar(self, is_narrow=True)
        rows = RowsModel(COLUMNS, identity, is_faint=is_faint, is_offered=is_offered)
        self.page: TablePage[CatalogueRow] = TablePage(
            rows, "Models of the catalogue", sorted_by=MODEL, about=row_text, hint=HINT
        )
        self.page.filter.setPlaceholderText("Filter by model, rule, date or source")
        self.page.offered_only.setToolTip(
            "Hide models that were shut down, unless you changed them"
        )
        self.edit = _button("&Edit…", "editModel", "Correct prices, shutdown date and notes")
        self.rule = _button("R&ule…", "editRule", "Correct what it counts pictures by")
        self.take_back = _button("&Remove my changes", "takeBack", "Go back to the built-in entry")
        self.load = _button("&Import…", "importCatalogue", "Take over a newer catalogue file")
        self.refresh = _button("", "refreshCatalogue", "Read its list of models; costs nothing")
        self._lay_out()
        self.page.view.looked_at.connect(self.on_looked_at)
        self.page.view.doubleClicked.connect(self.on_edit)
        self.edit.clicked.connect(self.on_edit)
        self.rule.clicked.connect(self.on_rule)
        self.take_back.clicked.connect(self.on_take_back)
        self.load.clicked.connect(self.import_wanted)
        self.refresh.clicked.connect(self.refresh_wanted)
        self.on_looked_at(None)

    def show_rows(self, rows: Sequence[CatalogueRow], subject: str) -> None:
        """Show the catalogue as it is now; the keyboard stays on its model."""
        name = None if self._row is None else self._row.model.id
        self.page.show_rows(rows, None, subject)
        self.on_looked_at(next((row for row in rows if row.model.id == name), None))
        self.page.on_looked_at(self._row)

    def show_provider(self, title: str) -> None:
        """Name the provider whose list would be read."""
        self.refresh.setText(f"Read the list of {title}".replace("&", "&&"))

    @Slot(object)
    def on_looked_at(self, row: CatalogueRow | None) -> None:
        """Offer what can be done with a row."""
        self._row = row
        for button in (self.edit, self.rule):
            button.setEnabled(row is not None)
        self.take_back.setEnabled(row is not None and row.is_own)

    @Slot()
    def on_edit(self) -> None:
        """Tell that the row shall be corrected."""
        if self._row is not None:
            self.edit_wanted.emit(self._row)

    @Slot()
    def on_rule(self) -> None:
        """Tell that the row's rule shall be corrected."""
        if self._row is not None:
            self.rule_wanted.emit(self._row)

    @Slot()
    def on_take_back(self) -> None:
        """Tell that the user's own changes of the row shall go."""
        if self._row is not None:
            self.take_back_wanted.emit(self._row)

    def _lay_out(self) -> None:
        close = _button("Close", "close", "")
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        for button in (self.edit, self.rule, self.take_back, self.load, self.refresh):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addWidget(self.notice)
        column.addWidget(self.page, 1)
        column.addLayout(buttons)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))


def _button(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
