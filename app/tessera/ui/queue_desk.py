"""The queue in the window: orders that wait for one another, calls that wait for a place, a pause.

One order runs at a time; what is pressed meanwhile waits here in turn. The calls of an order wait
in the studio's own queue, which a failure may pause for all.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.ui.make.queue_line import queue_words

if TYPE_CHECKING:
    from tessera.studio.jobs import JobScope
    from tessera.studio.queue import QueueState
    from tessera.studio.studio import Studio
    from tessera.ui.make.queue_line import QueueLine
    from tessera.ui.make.runner import Ordered, Runner

PAUSE = "pause the queue"
MOST_WAITING = 50


class QueueDesk(QObject):
    """Holds orders until their turn comes."""

    def __init__(
        self, parent: QObject, studio: Studio, jobs: JobScope, runner: Runner, line: QueueLine
    ) -> None:
        super().__init__(parent)
        self._studio, self._jobs, self._runner, self._line = studio, jobs, runner, line
        self._waiting: deque[Ordered] = deque()
        self._is_listening = False
        line.pause_wanted.connect(self.pause)
        line.go_on_wanted.connect(self.go_on)
        line.clear_wanted.connect(self.clear)
        runner.running_changed.connect(self.on_running_changed)

    @property
    def waiting(self) -> int:
        """Return how many orders wait."""
        return len(self._waiting)

    def order(self, ordered: Ordered) -> None:
        """Run an order now, or after those before it."""
        self._listen()
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(ordered)
        is_alone = len(self._waiting) == 1
        self._next(is_trial=is_alone and bool(self._studio.queue.state.why))

    @Slot(bool)
    def on_running_changed(self, is_running: bool) -> None:
        """Begin the next one when the last has ended."""
        if not is_running:
            self._next()

    @Slot()
    def pause(self) -> None:
        """Let nothing begin."""
        self._jobs.start(PAUSE, self._studio.queue.pause())

    @Slot()
    def go_on(self) -> None:
        """Let what waits begin again."""
        self._jobs.start(PAUSE, self._studio.queue.go_on())

    @Slot()
    def clear(self) -> None:
        """Let go of the orders that wait."""
        self._waiting.clear()
        self._show()

    def let_go(self) -> tuple[str, ...]:
        """Let go of the orders that wait; return their prompts, each once."""
        prompts = dict.fromkeys(each.work.prompt for each in self._waiting)
        self.clear()
        return tuple(prompts)

    def _next(self, *, is_trial: bool = False) -> None:
        """Begin the next one; what is pressed after a failure tries whether that is over."""
        can_begin = is_trial or not self._studio.queue.state.is_paused
        if self._waiting and not self._runner.is_running and can_begin:
            self._runner.start(self._waiting.popleft())
        self._show()

    def _listen(self) -> None:
        if not self._is_listening:
            self._is_listening = True
            self._studio.queue.listen(self._on_state)

    def _on_state(self, _state: QueueState) -> None:
        self._next()

    def _show(self) -> None:
        state, ordered = self._studio.queue.state, len(self._waiting)
        running = max(state.running, int(self._runner.is_running))
        words = queue_words(
            running=running, waiting=state.waiting, ordered=ordered,
            is_paused=state.is_paused, why=state.why,
        )  # fmt: skip
        self._line.show_queue(words, is_paused=state.is_paused, can_clear=bool(ordered))
