"""The queue as a question meets it: a line above the composer says what is waited for, and why.

The line is made when there is first something to say. A pause is shown here too, with the button
that lets everything go on, whoever caused it.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.ui.tokens import SPACE_L, SPACE_S

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tessera.studio.jobs import JobScope
    from tessera.studio.queue import Held, QueueState
    from tessera.studio.studio import Studio
    from tessera.ui.chat.pane import ChatPane
    from tessera.ui.make.queue_line import QueueLine

GO_ON = "let the queue go on"
STAYS = "What you wrote stays until it is sent."


class ChatQueue(QObject):
    """Takes turns for questions and shows how they stand."""

    def __init__(self, parent: QObject, studio: Studio, jobs: JobScope, chat: ChatPane) -> None:
        super().__init__(parent)
        self._studio, self._jobs, self._chat = studio, jobs, chat
        self._line: QueueLine | None = None
        self._is_listening = self._is_waiting = False
        self._words = ""

    @property
    def is_waiting(self) -> bool:
        """Return whether a question waits for its turn; nothing of it was sent or booked then."""
        return self._is_waiting

    def watch(self) -> None:
        """Show from now on when the queue is paused."""
        if not self._is_listening:
            self._is_listening = True
            self._studio.queue.listen(self._on_state)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Take a turn among all paid calls; until then the line says what is waited for."""
        self.watch()
        queue = self._studio.queue
        self._is_waiting = True
        try:
            async with queue.turn(self._on_held, is_trial=True):
                self._is_waiting, self._words = False, ""
                self._on_state(queue.state)
                yield
        finally:
            self._is_waiting, self._words = False, ""
            self._on_state(queue.state)

    @Slot()
    def go_on(self) -> None:
        """Let what waits begin again."""
        self._jobs.start(GO_ON, self._studio.queue.go_on())

    def _on_held(self, held: Held, before: int) -> None:
        from tessera.ui.make.queue_line import held_words

        self._words = f"{held_words(held, before)} {STAYS}"
        self._on_state(self._studio.queue.state)

    def _on_state(self, state: QueueState) -> None:
        """Show what a question waits for, or that the queue is paused; otherwise nothing."""
        from tessera.ui.make.queue_line import queue_words

        words = self._words if self._is_waiting else ""
        if state.is_paused:
            words = queue_words(
                running=state.running, waiting=state.waiting, ordered=0, is_paused=True,
                why=state.why,
            )  # fmt: skip
        if words or self._line is not None:
            self._shown_line().show_queue(words, is_paused=state.is_paused, can_clear=False)

    def _shown_line(self) -> QueueLine:
        if self._line is None:
            from tessera.ui.make.queue_line import QueueLine

            line = self._line = QueueLine("chatQueue", can_pause=False)
            line.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, 0)  # as the composer below it
            line.go_on_wanted.connect(self.go_on)
            self._chat.put_above_composer(line)
        return self._line
