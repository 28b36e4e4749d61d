"""The second table: what a generation costs, with a wanted size and a number of pictures.

What is chosen stands below the table as text to copy, with the command that prices it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton

from tessera.core.generation_table import GenerationChoice, GenerationRow
from tessera.core.geometry import Size
from tessera.ui.comparison import make_columns
from tessera.ui.comparison.count_box import CountBox
from tessera.ui.comparison.make_words import (
    MAKE_NOTHING,
    NOT_A_SIZE,
    NOTHING_COVERS,
    choice_text,
    generation_text,
)
from tessera.ui.comparison.page import TablePage
from tessera.ui.comparison.rows_model import RowsModel
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_M, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

MOST_PICTURES = 1000
TYPED_AFTER_MS = 200  # a size is read when the typing rests


class MakePage(TablePage[GenerationRow]):
    """Prices generations. ``wanted_changed`` brings the least size wanted, or None."""

    wanted_changed = Signal(object)
    count_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        rows = RowsModel(
            make_columns.make_columns(1),
            make_columns.identity,
            is_faint=make_columns.is_faint,
            is_offered=make_columns.is_offered,
        )
        super().__init__(
            rows,
            "What a generation costs with every model",
            sorted_by=make_columns.PRICE,
            about=generation_text,
            hint=MAKE_NOTHING,
            parent=parent,
        )
        self.wanted: Size | None = None
        self._choice: GenerationChoice | None = None
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPED_AFTER_MS)
        self._typed.timeout.connect(self.on_typing_rests)
        self._add_controls()
        self._add_choice()

    @property
    def count(self) -> int:
        """Return how many pictures are priced together."""
        return self.pictures.value()

    def show_rows(self, rows: Sequence[GenerationRow], current: object, subject: str) -> None:
        """Show ``rows``, and say so where no model makes the wanted size."""
        is_empty = self.wanted is not None and not rows
        super().show_rows(rows, current, NOTHING_COVERS if is_empty else subject)
        self._tell_choice()

    def show_choice(self, choice: GenerationChoice | None) -> None:
        """Show what is chosen, as text and as a command."""
        self._choice = choice
        self._tell_choice()

    @Slot()
    def on_typing_rests(self) -> None:
        """Read the wanted size; an odd one is said, and the rows stay."""
        text = self.least.text().strip()
        try:
            wanted = Size.parse(text) if text else None
        except ValueError:
            self.on_looked_at(None)
            self.about.setText(NOT_A_SIZE)
            return
        if wanted != self.wanted:
            self.wanted = wanted
            self.wanted_changed.emit(wanted)

    @Slot(int)
    def on_pictures_changed(self, count: int) -> None:
        """Price another number of pictures."""
        self.rows.set_columns(make_columns.make_columns(count))
        self.count_changed.emit(count)

    @Slot()
    def on_copy_choice(self) -> None:
        """Put the choice and its command on the clipboard."""
        QGuiApplication.clipboard().setText(f"{self.choice.text()}\n{self.command.text()}")
        self.shown.setText("Copied the choice")

    def _add_controls(self) -> None:
        self.least = QLineEdit()
        self.least.setPlaceholderText("any size")
        self.least.setAccessibleName("Least size wanted, as 1920x1080")
        self.least.setToolTip("Only sizes that cover this one, the cheapest of them marked")
        self.least.setClearButtonEnabled(True)
        self.least.setFixedWidth(130)
        self.least.textChanged.connect(self._typed.start)
        self.pictures = CountBox()
        self.pictures.setRange(1, MOST_PICTURES)
        self.pictures.setAccessibleName("Number of pictures")
        self.pictures.valueChanged.connect(self.on_pictures_changed)
        self.add_to_bar(
            _buddy("At &least", self.least), self.least, _buddy("&Pictures", self.pictures),
            self.pictures,
        )  # fmt: skip

    def _add_choice(self) -> None:
        self.choice = plain_label("", self)
        self.command = quiet(plain_label("", self))
        for label in (self.choice, self.command):
            label.setWordWrap(False)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.copy_choice = QPushButton("Copy choice")
        self.copy_choice.setAutoDefault(False)
        self.copy_choice.clicked.connect(self.on_copy_choice)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.setContentsMargins(0, SPACE_XS, 0, 0)
        row.addWidget(self.choice)
        row.addWidget(self.command)
        row.addStretch(1)
        row.addWidget(self.copy_choice)
        self.column.addLayout(row)
        self._tell_choice()

    def _tell_choice(self) -> None:
        choice = self._choice
        for part in (self.choice, self.command, self.copy_choice):
            part.setVisible(choice is not None)
        if choice is None:
            return
        wanted = (choice.model, choice.size, choice.quality)
        place = self.rows.place_of(wanted)
        row = None if place is None else self.rows.row_at(self.rows.index(place, 0))
        self.choice.setText(choice_text(choice, row))
        self.command.setText(choice.command)


def _buddy(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    return label
