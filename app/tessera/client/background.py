"""Answers that the provider finishes in the background: followed across cuts, bought once.

The first stream is paid for like any other. When it is cut, the same response is asked for again
by its id, from the sequence number on up to which everything is here; where the provider cannot
stream it again, it is fetched whole. Nothing here ever sends the question a second time.
Source: openai-python 3.51.0; the provider keeps the result for about ten minutes.
"""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from tessera.client import retry
from tessera.client.answer import Translator
from tessera.client.deadlines import Countdown
from tessera.client.errors import Failures
from tessera.client.exchange import Exchange, OnWait
from tessera.client.keyless import (
    all_without_key,
    id_without_key,
    stream_without_key,
)
from tessera.client.origin import segment
from tessera.client.paid import answered
from tessera.client.replay import SEAM
from tessera.client.tap import Tap
from tessera.client.transport import Call
from tessera.client.transport import Reply as HttpReply
from tessera.client.wire import NotTheProtocol, Unreadable
from tessera.client.wire_errors import Complaint
from tessera.client.wire_lists import status_from
from tessera.client.wire_responses_events import UNFINISHED
from tessera.client.wire_responses_reply import ResponsesReply
from tessera.core.errors import (
    KeyRejected,
    NotPermitted,
    Refused,
    ServiceError,
    Unreachable,
)
from tessera.core.replies import Accepted, Reply

log = logging.getLogger(__name__)

MOST_TRIES = 5  # with nothing new between them, while the provider cannot be reached
MOST_EMPTY_STREAMS = 2  # a response that has ended otherwise sends nothing, again and again
PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0)
CANCELLED = "cancelled"
FAILED = "failed"
BOM = b"\xef\xbb\xbf"

_HOPELESS = (KeyRejected, NotPermitted, Refused)
NewTranslator = Callable[[HttpReply | None], ResponsesReply]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A response as it stands: ``status`` is the provider's word, ``replies`` what it says.

    ``replies`` is empty unless the response has ended with an answer; ``trouble`` says why one that
    failed has none.
    """

    status: str
    replies: tuple[Reply, ...] = ()
    trouble: ServiceError | None = None

    @property
    def is_unfinished(self) -> bool:
        """Return whether the provider still works on it."""
        return self.status in UNFINISHED


class Listening:
    """Follows one response to its end."""

    def __init__(
        self,
        exchange: Exchange,
        countdown: Countdown,
        tap: Tap,
        new_translator: NewTranslator,
        on_wait: OnWait | None,
    ) -> None:
        self._exchange = exchange
        self._countdown = countdown
        self._tap = tap
        self._new_translator = new_translator
        self._on_wait = on_wait
        self._heard: ResponsesReply | None = None

    async def ask(self, call: Call) -> AsyncGenerator[Reply, None]:
        """Send the question, and follow its answer by its id when the stream is cut."""
        async with aclosing(self._without_key(self._asked(call))) as replies:
            async for reply in replies:
                yield reply

    async def _asked(self, call: Call) -> AsyncGenerator[Reply, None]:
        try:
            async with aclosing(self._listen(call, keeps_errors=True)) as replies:
                async for reply in replies:
                    yield reply
            return
        except ServiceError as error:
            heard = self._heard
            if heard is None or heard.is_finished or heard.response_id is None:
                raise
            trouble, response_id = error, heard.response_id
        async with aclosing(self._go_on(response_id, trouble)) as replies:
            async for reply in replies:
                yield reply

    async def resume(self, response_id: str, after: int | None) -> AsyncGenerator[Reply, None]:
        """Follow a response whose stream broke some time ago, after sequence number ``after``.

        None hears it from its beginning. Nothing is bought here, but the response was.
        """
        self._heard = self._new_translator(None)
        self._heard.goes_on(response_id, after)
        try:
            async with aclosing(self._without_key(self._go_on(response_id, None))) as replies:
                async for reply in replies:
                    yield reply
        except ServiceError as error:
            error.may_be_charged = True
            raise

    def _without_key(self, replies: AsyncGenerator[Reply, None]) -> AsyncGenerator[Reply, None]:
        """Take the key out of all that was heard at once: a server may cut in the middle of it."""
        return stream_without_key(replies, self._exchange.failures.redact)

    async def _go_on(
        self, response_id: str, trouble: ServiceError | None
    ) -> AsyncGenerator[Reply, None]:
        """Stream the response again until it has ended; fetch it whole where that leads nowhere."""
        heard = self._heard
        assert heard is not None
        in_vain = most = 0
        while in_vain <= most:
            if trouble is not None:
                await self._pause(in_vain, trouble)
                if heard.last_number is None:
                    break  # without numbers a second stream would say everything twice
            before = heard.last_number
            try:
                async with aclosing(self._listen(self._again(response_id, before))) as replies:
                    async for reply in replies:
                        yield reply
                return
            except ServiceError as error:
                if heard.is_finished:
                    raise
                if isinstance(error, _HOPELESS):
                    trouble = trouble or error
                    break
                trouble = trouble or error
                most = MOST_TRIES if isinstance(error, Unreachable) else MOST_EMPTY_STREAMS
            in_vain = 1 if heard.last_number != before else in_vain + 1
        assert trouble is not None
        async with aclosing(self._whole(response_id, trouble)) as replies:
            async for reply in replies:
                yield reply

    async def _whole(self, response_id: str, trouble: ServiceError) -> AsyncGenerator[Reply, None]:
        """Fetch the response until it has ended; raise the first ``trouble`` if it cannot be."""
        heard = self._heard
        assert heard is not None
        asked = in_vain = 0
        while True:
            try:
                body, failures = await fetched(
                    self._exchange, response_id, self._countdown, self._on_wait
                )
                status = status_of(body, failures)
            except ServiceError as error:
                in_vain += 1
                if isinstance(error, _HOPELESS) or in_vain >= MOST_TRIES:
                    raise self._lost(trouble, error) from error
                await self._pause(in_vain, trouble)
                continue
            if status not in UNFINISHED:
                break
            await self._pause(asked, failures.goes_on(f"{failures.provider} still works on it."))
            asked += 1
        if status == CANCELLED:
            raise failures.unknown("The answer was cancelled before its end.")
        self._tap.received(SEAM + body)
        for reply in _all_of(self._exchange, heard, body, failures):
            if isinstance(reply, Accepted):
                known = id_without_key(reply.response_id, failures.redact)
                self._tap.identified(reply.request_id, known)
            yield reply

    async def _listen(
        self, call: Call, *, keeps_errors: bool = False
    ) -> AsyncGenerator[Reply, None]:
        if not keeps_errors:
            self._tap.received(SEAM)
        answer = answered(
            self._exchange,
            call,
            self._countdown,
            self._tap,
            self._translator,
            self._on_wait,
            max_whole_bytes=self._exchange.caps.decoded_bytes,
            keeps_errors=keeps_errors,
            hides_key=False,
        )
        async with aclosing(answer) as replies:
            async for reply in replies:
                yield reply

    def _translator(self, reply: HttpReply) -> Translator:
        if self._heard is None:
            self._heard = self._new_translator(reply)
        return self._heard

    def _again(self, response_id: str, after: int | None) -> Call:
        starting = () if after is None else (("starting_after", str(after)),)
        return Call(
            "GET",
            f"responses/{segment(response_id)}",
            query=(("stream", "true"), *starting),
            accept="text/event-stream",
            is_paid=True,  # asking costs nothing; the answer does
        )

    async def _pause(self, number: int, trouble: ServiceError) -> None:
        """Wait before asking again; a wait that outlasts the total deadline is not begun."""
        pause_s = PAUSES_S[min(number, len(PAUSES_S) - 1)]
        error = self._going_on(trouble)
        await retry.wait(pause_s, number + 1, error, self._countdown, self._on_wait)

    def _lost(self, trouble: ServiceError, error: ServiceError) -> ServiceError:
        """Return the first trouble; what the provider no longer knows is not fetched later."""
        if error.status == 404:
            return self._exchange.failures.known_as(trouble.request_id).unknown(
                f"{trouble.what} The provider no longer keeps it.", status=404
            )
        return self._going_on(trouble)

    def _going_on(self, trouble: ServiceError) -> ServiceError:
        failures = self._exchange.failures.known_as(trouble.request_id)
        return failures.goes_on(trouble.what, status=trouble.status)


async def fetched(
    exchange: Exchange,
    response_id: str,
    countdown: Countdown,
    on_wait: OnWait | None = None,
) -> tuple[bytes, Failures]:
    """Return a response as it stands, and who speaks for its failures; raises `ServiceError`."""
    call = Call("GET", f"responses/{segment(response_id)}")
    reply = await exchange.open(call, countdown, on_wait=on_wait)
    try:
        content = reply.content(cap_bytes=exchange.caps.decoded_bytes)
        async with aclosing(content) as pieces:
            body = b"".join([piece async for piece in pieces])
    finally:
        await reply.aclose()
    return body, reply.failures.for_call(is_paid=True)


def status_of(body: bytes, failures: Failures) -> str:
    """Return the status word of a response's body; raises `ServiceError`."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise failures.web_page(200)
    try:
        return status_from(body)
    except Unreadable as error:
        raise failures.unreadable() from error
    except NotTheProtocol as error:
        raise failures.not_the_protocol() from error


def read_whole(
    exchange: Exchange, heard: ResponsesReply, body: bytes, failures: Failures
) -> list[Reply]:
    """Return what a response that has ended says beyond what was ``heard``; raises its failure."""
    return all_without_key(_all_of(exchange, heard, body, failures), failures.redact)


def _all_of(
    exchange: Exchange, heard: ResponsesReply, body: bytes, failures: Failures
) -> list[Reply]:
    replies: list[Reply] = []
    try:
        for item in heard.whole(body.removeprefix(BOM)):
            if isinstance(item, Complaint):
                raise exchange.verdicts(failures).of_event(item, has_begun=True)
            replies.append(item)
    except Unreadable as error:
        raise failures.unreadable() from error
    except NotTheProtocol as error:
        raise failures.not_the_protocol() from error
    return replies


def standing(
    exchange: Exchange, heard: ResponsesReply, body: bytes, failures: Failures
) -> Retrieved:
    """Return the response in ``body``; raises `ServiceError` where it cannot be read."""
    status = status_of(body, failures)
    if status in (*UNFINISHED, CANCELLED):
        return Retrieved(status)
    try:
        return Retrieved(status, tuple(read_whole(exchange, heard, body, failures)))
    except ServiceError as error:
        if status != FAILED:
            raise
        return Retrieved(status, trouble=error)
