"""What the panel shows for *Edit*: what will change, what goes out, and the references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tessera.ui.choices import Choice
from tessera.ui.make.field_row import FieldRow
from tessera.ui.make.fold import Fold
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.pickers import Picker
from tessera.ui.references.strip import ReferencesStrip
from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence

MASK, MARKUP = "mask", "markup"


class EditPart(QWidget):
    """Says what an edit will touch. ``changed`` comes when a choice of it changed."""

    changed = Signal()
    paint_wanted = Signal()
    draw_wanted = Signal()
    open_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("editPart")
        self.reach = plain_label()
        self.reach.setObjectName("editReach")
        self.notes = quiet(plain_label())
        self.notes.setObjectName("editNotes")
        self.paint_button = _button("Paint a mask", "paintMask")
        self.draw_button = _button("Draw on it", "drawMarkup")
        self.open_button = _button("Open a photo…", "editOpen")
        self.both = Picker("editUses", "A call takes a mask or a markup, not both")
        self.both.set_choices([Choice(MASK, "the mask"), Choice(MARKUP, "the markup")], MASK)
        self._both_row = FieldRow("Send", self.both)
        self._both_row.setToolTip("A call takes a mask or a markup, not both")
        self.references = ReferencesStrip()
        self._fold = Fold("Reference pictures", "editReferences", [self.references])
        self._lay_out()
        self.paint_button.clicked.connect(self.paint_wanted)
        self.draw_button.clicked.connect(self.draw_wanted)
        self.open_button.clicked.connect(self.open_wanted)
        self.both.chosen.connect(self.changed)
        self.references.changed.connect(self.changed)

    @property
    def prefers_markup(self) -> bool:
        """Return whether the markup goes where there is a mask too."""
        return self.both.current_id() == MARKUP

    def named_prompt(self, prompt: str) -> str:
        """Return the prompt with a sentence that says what each reference is good for."""
        sentence = self.references.references().prompt_sentence()
        return f"{prompt}\n\n{sentence}" if sentence and prompt.strip() else prompt

    def show_reach(self, reach: str, notes: Sequence[str], *, has_photo: bool) -> None:
        """Say what will change, and what is worth knowing before."""
        self.reach.setText(reach)
        said = "\n".join(note for note in notes if note)
        self.notes.setText(said)
        self.notes.setVisible(bool(said))
        for button in (self.paint_button, self.draw_button):
            button.setVisible(has_photo)
        self.open_button.setVisible(not has_photo)
        self._fold.setVisible(has_photo)

    def show_both(self, *, has_both: bool, takes_markup: bool) -> None:
        """Ask which goes along where there are a mask and a markup."""
        self._both_row.setVisible(has_both and takes_markup)
        self.draw_button.setEnabled(takes_markup)
        self.draw_button.setToolTip("" if takes_markup else "This model takes no markup")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        for button in (self.paint_button, self.draw_button, self.open_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.reach)
        column.addWidget(self.notes)
        column.addLayout(buttons)
        column.addWidget(self._both_row)
        column.addWidget(self._fold)


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
