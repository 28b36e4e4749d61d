"""What waits and what is paused, in one line with its buttons; hidden while there is nothing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tessera.studio.queue import Held
from tessera.ui.meter.labels import plain_label
from tessera.ui.tokens import SPACE_S

_HELD = {
    Held.PAUSE: "the queue is paused",
    Held.AT_ONCE: "as many calls run at once as you allow",
    Held.MINUTE: "as many calls began in the last minute as you allow",
}


class QueueLine(QWidget):
    """Says how the queue stands."""

    pause_wanted = Signal()
    go_on_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, name: str = "queueLine", *, can_pause: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self._can_pause = can_pause
        self.words = plain_label()
        self.words.setObjectName("queueWords")
        self.pause_button = _button("Pause", "queuePause")
        self.go_on_button = _button("Go on", "queueGoOn")
        self.clear_button = _button("Clear", "queueClear")
        self.clear_button.setToolTip("Let go of what waits; what runs goes on")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.words, 1)
        for button in (self.pause_button, self.go_on_button, self.clear_button):
            row.addWidget(button)
        self.pause_button.clicked.connect(self.pause_wanted)
        self.go_on_button.clicked.connect(self.go_on_wanted)
        self.clear_button.clicked.connect(self.clear_wanted)
        self.hide()

    def show_queue(self, words: str, *, is_paused: bool, can_clear: bool) -> None:
        """Show how the queue stands; no words hide the line."""
        self.words.setText(words)
        self.pause_button.setVisible(self._can_pause and not is_paused)
        self.go_on_button.setVisible(is_paused)
        self.clear_button.setVisible(can_clear)
        self.setVisible(bool(words))


def queue_words(*, running: int, waiting: int, ordered: int, is_paused: bool, why: str) -> str:
    """Return how the queue stands; ``ordered`` were pressed and wait for what runs to end.

    >>> queue_words(running=2, waiting=3, ordered=0, is_paused=False, why="")
    '2 running, 3 waiting'
    """
    waits = waiting + ordered
    if is_paused:
        held = f"{waits} waiting. " if waits else ""
        return f"Paused. {held}{why}".strip()
    if not waits:
        return ""
    return f"{running} running, {waits} waiting"


def held_words(held: Held, before: int) -> str:
    """Return why a call waits; nothing while it need not.

    >>> held_words(Held.AT_ONCE, 2)
    'Waits for its turn behind 2 others: as many calls run at once as you allow.'
    """
    if held is Held.NOTHING:
        return ""
    others = {0: "", 1: " behind 1 other"}.get(before, f" behind {before} others")
    return f"Waits for its turn{others}: {_HELD[held]}."


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
