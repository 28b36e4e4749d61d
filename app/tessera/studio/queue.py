"""The queue of paid calls: how many run at once, how many begin in a minute, and a pause.

Questions and pictures alike take a `CallQueue.turn` each, in the order in which they came. Nobody
who has a turn takes another one. A failure that another call would meet as well (no credit, a long
wait that the provider asks for) pauses the queue: what waits then waits visibly until somebody lets
it go on. What a person sends after such a failure is a *trial* of that pause and of no other: it is
not held by it, and where it goes well, so does the queue. What was sent before is no trial.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from tessera.core.errors import NoCredit, OverLimit, ServiceError
from tessera.core.ports import Clock
from tessera.store.settings_table import Settings

MINUTE_S = 60.0
LONGEST_WAIT_S = 120.0
OnChange = Callable[["QueueState"], None]
OnWait = Callable[["Held", int], None]


class Held(StrEnum):
    """What the first of those that wait waits for."""

    NOTHING = "nothing"
    PAUSE = "pause"
    AT_ONCE = "at_once"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue stands. ``why`` is the sentence of a pause, empty where the user made it."""

    running: int = 0
    waiting: int = 0
    is_paused: bool = False
    why: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class _Pause:
    """One pause. ``why`` is the sentence of the failure, empty where the user made it."""

    why: str


@dataclass(eq=False, slots=True)
class _Place:
    """A place in the line. ``on_wait`` hears what holds the line, and how many are before.

    ``tries`` is the pause that was there when it was sent, if it is to find out whether it is over.
    """

    on_wait: OnWait | None
    tries: _Pause | None
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class CallQueue:
    """One queue for one program; belongs to its event loop."""

    def __init__(self, settings: Callable[[], Settings], clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._listeners: list[OnChange] = []
        self._begun: deque[float] = deque()
        self._line: deque[_Place] = deque()
        self._running = 0
        self._pause: _Pause | None = None

    @property
    def state(self) -> QueueState:
        """Return how the queue stands now."""
        why = "" if self._pause is None else self._pause.why
        return QueueState(self._running, len(self._line), self._pause is not None, why)

    def listen(self, listener: OnChange) -> None:
        """Tell ``listener`` of every change from now on."""
        self._listeners.append(listener)

    def stop_listening(self, listener: OnChange) -> None:
        """Tell ``listener`` nothing more."""
        self._listeners.remove(listener)

    @asynccontextmanager
    async def turn(
        self, on_wait: OnWait | None = None, *, is_trial: bool = False
    ) -> AsyncIterator[None]:
        """Wait for a place, and give it back after; a failure inside may pause the queue.

        ``on_wait`` hears, as long as it waits, what holds the line and how many are before. A
        trial is one only where a failure has paused the queue by now.
        """
        tries = self._pause if is_trial and self.state.why else None
        place = _Place(on_wait, tries)
        await self._enter(place)
        try:
            yield
            if self._is_tried_by(place):
                self._pause = None
        except ServiceError as error:
            self.heed(error)
            raise
        finally:
            self._running -= 1
            self._tell()

    async def pause(self, why: str = "") -> None:
        """Let nothing begin until `go_on`; what runs goes on."""
        self._pause = _Pause(why)
        self._tell()

    async def go_on(self) -> None:
        """Let what waits begin again."""
        self._pause = None
        self._tell()

    def heed(self, error: ServiceError) -> None:
        """Pause for a failure that every other call would meet too."""
        wait_s = error.retry_after_s or 0.0
        if isinstance(error, NoCredit) or (
            isinstance(error, OverLimit) and wait_s > LONGEST_WAIT_S
        ):
            self._pause = _Pause(str(error))

    async def _enter(self, place: _Place) -> None:
        self._line.append(place)
        try:
            if not self._may_begin(place):
                self._say()
                await self._wait(place)
            self._running += 1
            self._begun.append(self._clock.monotonic())
        finally:
            self._line.remove(place)
            self._tell()  # the next one may be free to go

    async def _wait(self, place: _Place) -> None:
        """Return when it is the turn of ``place``; look when something moves or the minute ends."""
        while not self._may_begin(place):
            place.woken.clear()
            is_due = self._is_next(place) and self._held(place) is Held.MINUTE
            try:
                async with asyncio.timeout(self._minute_left_s() if is_due else None):
                    await place.woken.wait()
            except TimeoutError:
                continue

    def _may_begin(self, place: _Place) -> bool:
        """Return whether it is this one's turn."""
        return self._is_next(place) and self._held(place) is Held.NOTHING

    def _is_next(self, place: _Place) -> bool:
        """Return whether nobody is before it; a trial overtakes what a failure holds."""
        return self._line[0] is place or self._is_tried_by(place)

    def _is_tried_by(self, place: _Place) -> bool:
        """Return whether ``place`` may try whether this very pause is over."""
        return self._pause is not None and place.tries is self._pause

    def _held(self, place: _Place) -> Held:
        settings = self._settings()
        if self._pause is not None and not self._is_tried_by(place):
            return Held.PAUSE
        if self._running >= settings.calls_at_once:
            return Held.AT_ONCE
        return Held.MINUTE if self._minute_left_s() > 0 else Held.NOTHING

    def _minute_left_s(self) -> float:
        """Return how long until another call may begin, as far as the minute goes."""
        most = self._settings().calls_per_minute
        now = self._clock.monotonic()
        while self._begun and now - self._begun[0] >= MINUTE_S:
            self._begun.popleft()
        if not most or len(self._begun) < most:
            return 0.0
        return MINUTE_S - (now - self._begun[0])

    def _tell(self) -> None:
        """Let everybody who waits look again, and everybody who listens hear."""
        for place in self._line:
            place.woken.set()
        self._say()

    def _say(self) -> None:
        for listener in tuple(self._listeners):
            listener(self.state)
        for before, place in enumerate(tuple(self._line)):
            if place.on_wait is not None:
                place.on_wait(self._held(place), before)
