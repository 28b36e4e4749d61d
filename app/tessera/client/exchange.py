"""One call from the first try to the head of its answer, with the retry policy between.

Everything that can be tried again happens before the first byte of an answer is handed out; once
an answer has begun, nothing is sent a second time.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeVar

from tessera.client import retry
from tessera.client.deadlines import Caps, Countdown, Deadlines
from tessera.client.errors import Failures
from tessera.client.keyless import listed_without_key
from tessera.client.retry import Retry, decide
from tessera.client.transport import Call, Reply, Transport
from tessera.client.verdicts import Verdicts
from tessera.client.wire import NotTheProtocol, Unreadable
from tessera.client.wire_lists import complaint_in
from tessera.core.errors import ServiceError
from tessera.core.ports import Clock
from tessera.core.replies import Wait

log = logging.getLogger(__name__)

ERROR_BODY_S = 10.0

T = TypeVar("T")

OnWait = Callable[[Wait], None]
OnSent = Callable[[], None]
OnRaw = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Carries calls out over one transport."""

    transport: Transport
    failures: Failures
    clock: Clock
    deadlines: Deadlines
    caps: Caps

    def countdown(self, *, makes_pictures: bool = False) -> Countdown:
        """Begin the total deadline of a call.

        A picture may take minutes of silence after its stream has begun, so that there the silence
        between two bytes is allowed to be as long as the one before the first.
        """
        deadlines = self.deadlines
        if makes_pictures:
            deadlines = replace(deadlines, stream_idle_s=deadlines.idle_s)
        return Countdown(deadlines, self.clock)

    async def open(
        self,
        call: Call,
        countdown: Countdown,
        *,
        on_sent: OnSent | None = None,
        on_raw: OnRaw | None = None,
        on_wait: OnWait | None = None,
    ) -> Reply:
        """Return the reply to ``call`` once its status is a good one; the caller closes it.

        ``on_raw`` gets the body of an error that came after money may have flowed. Raises
        `ServiceError`.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._once(call, countdown, on_sent or _nothing, on_raw)
            except ServiceError as error:
                log.info(
                    "try %d of %s failed: %s, status %s, id %s",
                    attempt,
                    call.path,
                    type(error).__name__,
                    error.status,
                    error.request_id,
                )
                decision = decide(error, attempt)
                if not isinstance(decision, Retry):
                    raise
                await retry.wait(decision.after_s, attempt, error, countdown, on_wait)

    async def read(
        self,
        call: Call,
        read: Callable[[bytes], T],
        *,
        countdown: Countdown | None = None,
        on_wait: OnWait | None = None,
    ) -> T:
        """Return what ``read`` makes of the body of a small answer; raises `ServiceError`."""
        reply = await self.open(call, countdown or self.countdown(), on_wait=on_wait)
        failures = reply.failures
        try:
            body = await _collected(reply, self.caps.list_bytes)
        finally:
            await reply.aclose()
        if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
            raise failures.web_page(reply.status)
        try:
            complaint = complaint_in(body)
            if complaint is not None:
                raise self.verdicts(failures).of_event(complaint, has_begun=False)
            return listed_without_key(read(body), self.failures.redact)
        except Unreadable as error:
            if "json" in reply.header("content-type"):
                raise failures.unreadable() from error
            raise failures.not_the_protocol(reply.status) from error
        except NotTheProtocol as error:
            raise failures.not_the_protocol(reply.status) from error

    def verdicts(self, failures: Failures) -> Verdicts:
        """Return the judge of one call."""
        return Verdicts(failures, self.clock.now)

    async def _once(
        self, call: Call, countdown: Countdown, on_sent: OnSent, on_raw: OnRaw | None
    ) -> Reply:
        failures = self.failures.for_call(is_paid=call.is_paid)
        reply = await self.transport.send(call, countdown, failures, on_sent)
        if 200 <= reply.status <= 203:
            return reply
        raw: list[bytes] = []
        try:
            body = await self._error_body(reply, raw.append)
        finally:
            await reply.aclose()
        error = self.verdicts(reply.failures).of_status(reply.status, reply.header, body)
        if error.may_be_charged and on_raw is not None:
            for chunk in raw:
                on_raw(chunk)
        raise error

    async def _error_body(self, reply: Reply, on_raw: OnRaw) -> bytes:
        """Return as much of an error's body as comes soon; the status says enough without it."""
        parts: list[bytes] = []
        try:
            async with asyncio.timeout(ERROR_BODY_S):
                async with aclosing(
                    reply.content(on_raw, cap_bytes=self.caps.error_bytes)
                ) as content:
                    async for piece in content:
                        parts.append(piece)
        except (ServiceError, TimeoutError):
            log.info("the body of an error (%d) did not come whole", reply.status)
        return b"".join(parts)


async def _collected(reply: Reply, cap_bytes: int) -> bytes:
    async with aclosing(reply.content(cap_bytes=cap_bytes)) as content:
        return b"".join([piece async for piece in content])


def _nothing() -> None:
    """Nobody wants to know that a free call left."""
