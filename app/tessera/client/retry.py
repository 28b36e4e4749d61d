"""What to do after a failure: try again by itself, ask the user, or stop.

The policy protects the purse: only what is surely unbilled is tried again without asking.

=====================================================  =========================================
refused, DNS, TLS, proxy (no byte sent)                again, twice
409, 429, 503 with Retry-After up to 120 s             again after it, at most `MOST_WAITS` times
409, 429 without Retry-After                           again after 1 s, then after 2 s
anything that may have been charged                    ask
odd answers (redirect, 204, web page)                  stop
every other refusal                                    stop
=====================================================  =========================================

In commands *ask* means: stop and say so.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass

from tessera.client.deadlines import Countdown
from tessera.client.verdicts import LONGEST_WAIT_S
from tessera.core.errors import OddReply, OverLimit, ServiceError, Unreachable
from tessera.core.replies import Wait

MOST_WAITS = 5
PAUSES_S = (1.0, 2.0)
TICK_S = 1.0


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again by itself after ``after_s`` seconds."""

    after_s: float


@dataclass(frozen=True, slots=True)
class Ask:
    """Only the user may send it again: it may have been charged."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Sending the same again does not help."""


Decision = Retry | Ask | Stop


def decide(error: ServiceError, attempt: int) -> Decision:
    """Return what to do after the ``attempt``-th try (from 1) failed with ``error``.

    >>> decide(OverLimit("…", retry_after_s=7.0), 1)
    Retry(after_s=7.0)
    """
    if isinstance(error, OddReply):
        return Stop()
    if error.may_be_charged:
        return Ask()
    if isinstance(error, Unreachable):
        return _pause(attempt)
    if isinstance(error, OverLimit):
        if error.retry_after_s is None:
            return _pause(attempt) if error.status in (409, 429) else Stop()
        is_short = error.retry_after_s <= LONGEST_WAIT_S
        return Retry(error.retry_after_s) if is_short and attempt <= MOST_WAITS else Stop()
    return Stop()


def _pause(attempt: int) -> Decision:
    return Retry(PAUSES_S[attempt - 1]) if attempt <= len(PAUSES_S) else Stop()


async def wait(
    after_s: float,
    attempt: int,
    error: ServiceError,
    countdown: Countdown,
    on_wait: Callable[[Wait], None] | None,
) -> None:
    """Wait ``after_s`` seconds, telling each second how many are left; cancelling ends it at once.

    Raises ``error`` right away where the wait would outlast the total deadline.
    """
    if after_s >= countdown.left_s:
        raise error
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + after_s
    while (left_s := ends_at - loop.time()) > 0:
        if on_wait is not None:
            on_wait(Wait(seconds_left=left_s, attempt=attempt, why=error.what))
        await asyncio.sleep(left_s - TICK_S * (math.ceil(left_s / TICK_S) - 1))
