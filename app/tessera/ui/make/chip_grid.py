"""Options of which any number can be chosen, as buttons that stay pressed, in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from tessera.ui.tips import plain_tip
from tessera.ui.tokens import SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.ui.choices import Choice


class ChipGrid(QWidget):
    """Shows choices; ``changed`` comes after a click."""

    changed = Signal()

    def __init__(self, name: str, label: str, columns: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._columns = columns
        self._buttons: dict[str, QToolButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE_XS)

    def chosen(self) -> tuple[str, ...]:
        """Return the ids that are pressed, in order."""
        return tuple(key for key, button in self._buttons.items() if button.isChecked())

    def show_choices(self, choices: Sequence[Choice], chosen: Sequence[str]) -> None:
        """Offer ``choices``; those that stand there already keep their button."""
        wanted = {choice.id for choice in choices}
        for key in [key for key in self._buttons if key not in wanted]:
            button = self._buttons.pop(key)
            button.hide()
            button.deleteLater()
        for at, choice in enumerate(choices):
            button = self._buttons.get(choice.id) or self._made(choice.id)
            words = choice.title or choice.id
            button.setText(words.replace("&", "&&"))
            button.setToolTip(plain_tip(". ".join(w for w in (choice.hint, choice.tip) if w)))
            button.setAccessibleName(f"{words}, {choice.hint}" if choice.hint else words)
            button.setChecked(choice.id in chosen)
            self._grid.addWidget(button, at // self._columns, at % self._columns)
        order = {choice.id: at for at, choice in enumerate(choices)}
        self._buttons = dict(sorted(self._buttons.items(), key=lambda pair: order[pair[0]]))

    @Slot()
    def on_clicked(self) -> None:
        """Tell; at least one stays chosen."""
        pressed = self.sender()
        if not self.chosen() and isinstance(pressed, QToolButton):
            pressed.setChecked(True)
        else:
            self.changed.emit()

    def _made(self, key: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{self.objectName()} {key}")
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setProperty("chip", True)
        button.clicked.connect(self.on_clicked)
        self._buttons[key] = button
        return button
