"""One at a time, and whoever a person waits for goes first."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A lock with two queues: patient callers wait until no urgent one does.

    A hundred thumbnails in the queue do not hold up the photo that was just dropped.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._is_taken = False
        self._urgent_waiting = 0

    @contextmanager
    def turn(self, *, urgent: bool) -> Iterator[None]:
        """Wait for the turn, and give it back at the end of the block."""
        with self._changed:
            self._urgent_waiting += urgent
            try:
                self._changed.wait_for(self._may_enter_urgently if urgent else self._may_enter)
            finally:
                self._urgent_waiting -= urgent
            self._is_taken = True
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()

    def _may_enter_urgently(self) -> bool:
        return not self._is_taken

    def _may_enter(self) -> bool:
        return not self._is_taken and not self._urgent_waiting
