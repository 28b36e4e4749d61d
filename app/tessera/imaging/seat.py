"""One kind of child and the place before it: started when needed, one job at a time, replaced.

The *decode* child opens photos and starts quickly; the *seal* child has numpy as well. A decoder
has a seat for each, so that a photo can be opened while an edit is being sealed.
"""

import threading
from collections.abc import Sequence
from typing import TypeVar

from tessera.core.errors import UnreadablePicture
from tessera.imaging.child_process import ChildGone, ChildProcess
from tessera.imaging.conversation import Conversation, Patience
from tessera.imaging.reasons import Reason, unreadable
from tessera.imaging.turnstile import Turnstile

Result = TypeVar("Result")


class Seat:
    """Keeps one child of a ``kind`` warm; may be used from any thread."""

    def __init__(self, kind: str, patience: Patience) -> None:
        self._kind = kind
        self.patience = patience
        self._turnstile = Turnstile()
        self._guard = threading.Lock()
        self._child: ChildProcess | None = None
        self._is_closed = False

    @property
    def child(self) -> ChildProcess | None:
        """Return the child while one runs, for logs and measurements."""
        return self._child

    def warm(self) -> None:
        """Start the child now; raises `UnreadablePicture` where it cannot be."""
        with self._turnstile.turn(urgent=False):
            try:
                self._ready_child()
            except ChildGone as gone:
                raise self._blame(gone, "") from gone

    def hold(
        self, talk: Conversation[Result], descriptors: Sequence[int], *, urgent: bool
    ) -> Result:
        """Hold a conversation when it is its turn; raises `UnreadablePicture`."""
        with self._turnstile.turn(urgent=urgent):
            try:
                try:
                    return talk.hold(self._ready_child(), descriptors)
                except ChildGone as gone:
                    if gone.took_job or self._is_closed:
                        raise
                    # It died between two jobs, which is not this picture's doing.
                    return talk.hold(self._ready_child(), descriptors)
            except ChildGone as gone:
                raise self._blame(gone, talk.path.name) from gone

    def close(self) -> None:
        """End the child, whatever it is doing; whoever waits for it is told."""
        with self._guard:
            self._is_closed = True
            child = self._child
        if child is not None:
            child.kill()
        with self._turnstile.turn(urgent=True):
            if self._child is not None:
                self._child.close()
                self._child = None

    def _ready_child(self) -> ChildProcess:
        if self._child is not None and self._child.is_alive:
            return self._child
        with self._guard:
            if self._child is not None:
                self._child.close()
                self._child = None
            if self._is_closed:
                raise ChildGone(took_job=False, was_slow=False)
            child = self._child = ChildProcess(self._kind)
        child.wait_until_ready(self.patience.start_s)
        return child

    def _blame(self, gone: ChildGone, name: str) -> UnreadablePicture:
        if self._is_closed:
            return unreadable(Reason.CLOSING, name)
        if gone.was_slow:
            return unreadable(Reason.TOO_SLOW, name)
        return unreadable(Reason.CRASHED if gone.took_job else Reason.NO_CHILD, name)
