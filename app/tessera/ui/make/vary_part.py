"""What the panel shows for *Vary*: models × sizes × qualities × how many of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tessera.ui.choices import Choice
from tessera.ui.make.chip_grid import ChipGrid
from tessera.ui.make.field_row import FieldRow
from tessera.ui.make.option_form import count_box
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.pickers import Picker
from tessera.ui.tokens import SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS, PHOTO = "words", "photo"
MOST_EACH = 10


class VaryPart(QWidget):
    """The matrix. ``changed`` comes after every change of it."""

    changed = Signal()
    sheet_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("varyPart")
        self.of = Picker("varyOf", "What is varied")
        self.of.set_choices([Choice(WORDS, "the prompt alone")], WORDS)
        self.models = ChipGrid("varyModels", "Models to vary over", 1)
        self.sizes = ChipGrid("varySizes", "Sizes to vary over", 3)
        self.qualities = ChipGrid("varyQualities", "Qualities to vary over", 3)
        self.each = count_box("varyEach", "Pictures of each")
        self.each.setRange(1, MOST_EACH)
        self.about = quiet(plain_label())
        self.about.setObjectName("varyAbout")
        self.sheet_button = QPushButton("Contact sheet…")
        self.sheet_button.setObjectName("contactSheet")
        self.sheet_button.setAutoDefault(False)
        self.sheet_button.setEnabled(False)
        self._lay_out()
        for grid in (self.models, self.sizes, self.qualities):
            grid.changed.connect(self.changed)
        self.of.chosen.connect(self.changed)
        self.each.valueChanged.connect(self.changed)
        self.sheet_button.clicked.connect(self.sheet_wanted)

    @property
    def varies_photo(self) -> bool:
        """Return whether the photo on the canvas is changed, not a picture made from nothing."""
        return self.of.current_id() == PHOTO

    def show_subject(self, photo: str) -> None:
        """Let the photo on the canvas be varied, where there is one."""
        choices = [Choice(WORDS, "the prompt alone")]
        if photo:
            choices.append(Choice(PHOTO, f"the photo, {photo}"))
        current = self.of.current_id() if photo else WORDS
        self.of.set_choices(choices, current)

    def show_about(self, text: str) -> None:
        """Say how many pictures come of it."""
        self.about.setText(text)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(FieldRow("&Of", self.of))
        groups: Sequence[tuple[str, QWidget]] = (
            ("Sizes", self.sizes), ("Qualities", self.qualities), ("Models", self.models),
        )  # fmt: skip
        for title, grid in groups:
            if grid is self.models:
                column.addWidget(FieldRow("Of &each", self.each, stretch=False))
                column.addWidget(self.about)
            group = QVBoxLayout()
            group.setSpacing(SPACE_XS)
            group.addWidget(plain_label(title))
            group.addWidget(grid)
            column.addLayout(group)
        column.addWidget(self.sheet_button)
