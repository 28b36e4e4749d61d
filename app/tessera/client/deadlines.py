"""How long a call may take and how much it may bring.

Words: the *total* deadline bounds everything from the first try to the last byte, waits between
tries included; the *idle* deadline bounds the silence before an answer begins, the *stream idle*
one the silence between two of its bytes. Seconds and bytes throughout.
"""

import asyncio
from dataclasses import dataclass

from tessera.core.ports import Clock


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The limits of one call in seconds.

    A high-quality picture took up to 280 s in measurements (p95), so the defaults are generous;
    where pictures are made ``stream_idle_s`` is not used, see `exchange.Exchange.countdown`.
    """

    total_s: float = 900.0
    idle_s: float = 600.0
    stream_idle_s: float = 120.0
    connect_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that is accepted from a provider, in bytes.

    ``reply_bytes`` counts what comes over the wire, ``decoded_bytes`` what it unpacks to (ten
    pictures of 24 MB of base64 fit), ``event_bytes`` one event of a stream, ``list_bytes`` an
    answer to anything but a question, ``error_bytes`` an error's body.
    """

    reply_bytes: int = 512 * 2**20
    decoded_bytes: int = 512 * 2**20
    event_bytes: int = 128 * 2**20
    list_bytes: int = 16 * 2**20
    error_bytes: int = 256 * 2**10


DEFAULT_DEADLINES = Deadlines()
DEFAULT_CAPS = Caps()


class DeadlinePassed(Exception):
    """A deadline passed. ``is_total`` tells which; ``limit_s`` is its length."""

    def __init__(self, limit_s: float, *, is_total: bool) -> None:
        super().__init__(f"{'total' if is_total else 'idle'} deadline of {limit_s:g} s")
        self.limit_s = limit_s
        self.is_total = is_total


class Countdown:
    """What is left of one call's time; made when the call begins."""

    def __init__(self, deadlines: Deadlines, clock: Clock) -> None:
        self.deadlines = deadlines
        self._clock = clock
        self._ends_at = clock.monotonic() + deadlines.total_s

    @property
    def left_s(self) -> float:
        """Return the seconds left of the total deadline; 0 or less when it has passed."""
        return self._ends_at - self._clock.monotonic()

    def silence(self, limit_s: float) -> "Silence":
        """Return a guard for one wait of at most ``limit_s``, within what is left in total."""
        return Silence(limit_s, self)


class Silence:
    """Bounds the block under ``async with``; raises `DeadlinePassed` when it takes too long.

    Never hold one across a ``yield``: it would bound the time of whoever consumes.
    """

    def __init__(self, limit_s: float, countdown: Countdown) -> None:
        self._left_s = countdown.left_s
        self._is_total = self._left_s <= limit_s
        self._limit_s = countdown.deadlines.total_s if self._is_total else limit_s
        self._timeout = asyncio.timeout(max(0.0, min(limit_s, self._left_s)))

    async def __aenter__(self) -> None:
        if self._left_s <= 0:
            raise DeadlinePassed(self._limit_s, is_total=True)
        await self._timeout.__aenter__()

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            await self._timeout.__aexit__(
                type(error) if error else None, error, error.__traceback__ if error else None
            )
        except TimeoutError:
            raise DeadlinePassed(self._limit_s, is_total=self._is_total) from error
