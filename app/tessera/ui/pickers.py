"""The pickers of model, detail and profile: combo boxes whose data is the id.

They show values and say which id was chosen, whoever chose it. What an entry costs stands beside
it in the list; the closed box shows the entry alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox

from tessera.ui.combo import Combo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QWidget

    from tessera.ui.choices import Choice


HINT_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class Picker(Combo):
    """A combo box over choices. ``chosen`` tells the id after any change of it."""

    chosen = Signal(str)

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, shortest: int = 8
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setToolTip(label)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(shortest)
        self._label = label
        self._choices: tuple[Choice, ...] = ()
        self._current = ""
        self._is_filling = False
        self.currentIndexChanged.connect(self.on_index_changed)

    def set_choices(self, choices: Sequence[Choice], current: str) -> None:
        """Show ``choices`` with ``current`` picked; one that is not listed is added as it is."""
        if all(choice.id != current for choice in choices) and current:
            from tessera.ui.choices import unlisted

            choices = (*choices, unlisted(current))
        self._is_filling = True
        self.clear()
        self._fill(choices)
        self.setCurrentIndex(self.findData(current))
        self._is_filling = False
        self._choices = tuple(choices)
        self._note_current()

    def choice(self) -> Choice | None:
        """Return what is picked."""
        return next((each for each in self._choices if each.id == self._current), None)

    def current_id(self) -> str:
        """Return the id that is picked, or nothing."""
        return self._current

    def pick(self, choice_id: str) -> None:
        """Pick ``choice_id`` if it is listed."""
        index = self.findData(choice_id)
        if index >= 0:
            self.setCurrentIndex(index)

    @Slot(int)
    def on_index_changed(self, index: int) -> None:
        """Tell a new choice, once."""
        if not self._is_filling and self.itemData(index) not in (None, self._current):
            self._note_current()
            self.chosen.emit(self._current)

    def showPopup(self) -> None:
        from tessera.ui.choice_delegate import ChoiceDelegate

        if not isinstance(self.itemDelegate(), ChoiceDelegate):
            self.setItemDelegate(ChoiceDelegate(self))
        super().showPopup()

    def _note_current(self) -> None:
        data = self.currentData()
        self._current = data if isinstance(data, str) else ""
        choice = self.choice()
        words = (
            [self._label, *(part for part in (choice.hint, choice.tip) if part)] if choice else []
        )
        from tessera.ui.tips import plain_tip

        self.setToolTip(plain_tip(". ".join(words) or self._label))
        self.setAccessibleDescription(". ".join(words[1:]))

    def _fill(self, choices: Sequence[Choice]) -> None:
        from tessera.ui.tips import plain_tip

        has_headings = len({choice.group for choice in choices}) > 1
        heading = ""
        for choice in choices:
            if has_headings and choice.group != heading:
                heading = choice.group
                self._add_heading(heading)
            words = choice.title or choice.id
            self.addItem(words, choice.id)
            row = self.count() - 1
            if choice.hint:
                self.setItemData(row, choice.hint, HINT_ROLE)
                spoken = f"{words}, {choice.hint}"
                self.setItemData(row, spoken, Qt.ItemDataRole.AccessibleTextRole)
            if choice.tip:
                self.setItemData(row, plain_tip(choice.tip), Qt.ItemDataRole.ToolTipRole)
            if choice.is_faded:
                quiet = self.palette().placeholderText()
                self.setItemData(row, quiet, Qt.ItemDataRole.ForegroundRole)

    def _add_heading(self, heading: str) -> None:
        self.addItem(heading)
        model: QStandardItemModel = self.model()  # type: ignore[assignment]  # a combo box's own
        model.item(self.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)


def model_picker(parent: QWidget | None = None) -> Picker:
    """Return the picker of the model."""
    return Picker("modelPicker", "Model", parent)


def detail_picker(parent: QWidget | None = None) -> Picker:
    """Return the picker of the detail."""
    return Picker("detailPicker", "How closely the model looks", parent, shortest=5)


def profile_picker(parent: QWidget | None = None) -> Picker:
    """Return the picker of the provider."""
    return Picker("profilePicker", "Where questions go", parent, shortest=22)
