"""What can be done with one turn of the conversation: the menu under the mouse, or of its key.

It acts on the turn it was opened on, wherever that stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from tessera.core.words import Role
from tessera.ui.chat.turns import TurnState

if TYPE_CHECKING:
    from tessera.ui.chat.turns import ChatTurn


class TurnMenu(QMenu):
    """Copies, shows, repeats and continues one turn. It deletes itself when closed."""

    copy_wanted = Signal(str)  # the text
    text_wanted = Signal(str)  # the turn's id, as all that follow
    retry_wanted = Signal(str)
    continue_wanted = Signal(str)

    def __init__(self, parent: QWidget, turn: ChatTurn, *, retry_price: str, can_ask: bool) -> None:
        super().__init__(parent)
        self._turn = turn
        self.aboutToHide.connect(self.deleteLater)
        is_answer = turn.role is Role.ASSISTANT
        what = "answer" if is_answer else "question"
        self.addAction(f"&Copy the {what}", self.on_copy).setEnabled(bool(turn.text))
        self.addAction("Show as &text…", self.on_text).setEnabled(bool(turn.text))
        if not is_answer:
            return
        self.addSeparator()
        self.addAction(priced("&Retry", retry_price), self.on_retry).setEnabled(can_ask)
        if turn.state is TurnState.CUT_BY_LENGTH:
            words = priced("Co&ntinue", turn.continue_price)
            self.addAction(words, self.on_continue).setEnabled(can_ask)

    @Slot()
    def on_copy(self) -> None:
        """Tell the text that is to be copied."""
        self.copy_wanted.emit(self._turn.text)

    @Slot()
    def on_text(self) -> None:
        """Tell which turn is to be shown as text."""
        self.text_wanted.emit(self._turn.id)

    @Slot()
    def on_retry(self) -> None:
        """Tell which question is to be asked again."""
        self.retry_wanted.emit(self._turn.id)

    @Slot()
    def on_continue(self) -> None:
        """Tell which answer is to go on."""
        self.continue_wanted.emit(self._turn.id)


def priced(words: str, price: str) -> str:
    """Return the words of an entry with what it may cost.

    >>> priced("&Retry", "up to $0.012"), priced("&Retry", "")
    ('&Retry – up to $0.012', '&Retry')
    """
    return f"{words} – {price}" if price else words
