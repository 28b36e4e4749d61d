"""The queue of orders: how many run at once, how many begin in a minute, and a pause.

Everybody who orders several pictures takes a `CallQueue.turn` for each. A failure that another call
would meet as well (no credit, a long wait that the provider asks for) pauses the queue: what waits
then waits visibly until somebody lets it go on.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tessera.core.errors import NoCredit, OverLimit, ServiceError
from tessera.core.ports import Clock
from tessera.store.settings_table import Settings

MINUTE_S = 60.0
LONGEST_WAIT_S = 120.0
OnChange = Callable[["QueueState"], None]


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue stands. ``why`` is the sentence of a pause, empty where the user made it."""

    running: int = 0
    waiting: int = 0
    is_paused: bool = False
    why: str = ""


class CallQueue:
    """One queue for one program; belongs to its event loop."""

    def __init__(self, settings: Callable[[], Settings], clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._listeners: list[OnChange] = []
        self._begun: deque[float] = deque()
        self._changed = asyncio.Condition()
        self._running = 0
        self._waiting = 0
        self._is_paused = False
        self._why = ""

    @property
    def state(self) -> QueueState:
        """Return how the queue stands now."""
        return QueueState(self._running, self._waiting, self._is_paused, self._why)

    def listen(self, listener: OnChange) -> None:
        """Tell ``listener`` of every change from now on."""
        self._listeners.append(listener)

    def stop_listening(self, listener: OnChange) -> None:
        """Tell ``listener`` nothing more."""
        self._listeners.remove(listener)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a place, and give it back after; a failure inside may pause the queue."""
        await self._enter()
        try:
            yield
        except ServiceError as error:
            self.heed(error)
            raise
        finally:
            self._running -= 1
            await self._tell()

    async def pause(self, why: str = "") -> None:
        """Let nothing begin until `go_on`; what runs goes on."""
        self._is_paused, self._why = True, why
        await self._tell()

    async def go_on(self) -> None:
        """Let what waits begin again."""
        self._is_paused, self._why = False, ""
        await self._tell()

    def heed(self, error: ServiceError) -> None:
        """Pause for a failure that every other call would meet too."""
        wait_s = error.retry_after_s or 0.0
        if isinstance(error, NoCredit) or (
            isinstance(error, OverLimit) and wait_s > LONGEST_WAIT_S
        ):
            self._is_paused, self._why = True, str(error)

    async def _enter(self) -> None:
        self._waiting += 1
        try:
            async with self._changed:
                self._say()
                while (wait_s := self._wait_s()) != 0:
                    await self._sleep(wait_s)
                self._running += 1
                self._begun.append(self._clock.monotonic())
        finally:
            self._waiting -= 1
        self._say()

    async def _sleep(self, wait_s: float | None) -> None:
        """Wait for a change, or for so many seconds."""
        try:
            async with asyncio.timeout(wait_s):
                await self._changed.wait()
        except TimeoutError:
            return

    def _wait_s(self) -> float | None:
        """Return how long to wait: 0 for not at all, None until something changes."""
        settings = self._settings()
        if self._is_paused or self._running >= settings.calls_at_once:
            return None
        if not settings.calls_per_minute:
            return 0
        now = self._clock.monotonic()
        while self._begun and now - self._begun[0] >= MINUTE_S:
            self._begun.popleft()
        if len(self._begun) < settings.calls_per_minute:
            return 0
        return MINUTE_S - (now - self._begun[0])

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
        self._say()

    def _say(self) -> None:
        for listener in tuple(self._listeners):
            listener(self.state)
