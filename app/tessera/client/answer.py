"""Reads an answer to a question: a stream of events, or one body, whatever came.

What came is recognised by its first bytes, not by its content type, which servers get wrong.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing, suppress
from enum import Enum, auto
from typing import Protocol

from tessera.client import sse
from tessera.client.errors import Failures
from tessera.client.keyless import id_without_key
from tessera.client.tap import Tap
from tessera.client.transport import Reply as HttpReply
from tessera.client.verdicts import Verdicts
from tessera.client.wire import NothingMade, NotTheProtocol, Unreadable
from tessera.client.wire_errors import Complaint
from tessera.core.errors import ServiceError
from tessera.core.replies import Accepted, RefusalDelta, Reply, TextDelta

DRAIN_S = 0.5
MOST_ODD_BYTES = 64 * 2**20  # of an answer in no known form; a large picture fits


class Translator(Protocol):
    """A protocol's reading of one answer; pure.

    ``is_enough``: all that was asked for is here, so that what still follows is not waited for.
    ``is_finished``: nothing more is read.
    """

    has_begun: bool
    is_finished: bool

    @property
    def is_enough(self) -> bool:
        """Return whether all that was asked for is here."""

    def event(self, event: sse.Event) -> Iterator[Reply | Complaint]:
        """Yield what an event brings."""

    def whole(self, body: bytes | memoryview) -> Iterator[Reply | Complaint]:
        """Yield what a body in one piece brings."""

    def finish(self, *, is_cut: bool = False) -> Iterator[Reply | Complaint]:
        """Yield what was held back when the stream ends, in order or cut."""


class Form(Enum):
    """What the first bytes look like."""

    EVENTS = auto()
    JSON = auto()
    PAGE = auto()
    OTHER = auto()


_BOM = b"\xef\xbb\xbf"
_FIELD = re.compile(rb"(data|event|id|retry)(:|\r|\n)|:")
_MAYBE_FIELD = re.compile(rb"(d(at?)?|data|e(v(e(nt?)?)?)?|id?|r(e(t(ry?)?)?)?)?")


def form_of(head: bytes) -> Form | None:
    """Return what ``head`` begins, or None while too little has come to tell.

    >>> form_of(b"data: {}"), form_of(b"  <!doctype html>"), form_of(b"da")
    (<Form.EVENTS: 1>, <Form.PAGE: 3>, None)
    """
    if _BOM.startswith(head):
        return None
    head = head.removeprefix(_BOM).lstrip()
    if _FIELD.match(head):
        return Form.EVENTS
    if _MAYBE_FIELD.fullmatch(head):
        return None
    return {b"{": Form.JSON, b"[": Form.JSON, b"<": Form.PAGE}.get(head[:1], Form.OTHER)


class Answer:
    """One answer being read."""

    def __init__(
        self,
        reply: HttpReply,
        translator: Translator,
        tap: Tap,
        verdicts: Verdicts,
        *,
        max_event_bytes: int,
        max_whole_bytes: int | None = None,
    ) -> None:
        self._reply = reply
        self._translator = translator
        self._tap = tap
        self._verdicts = verdicts
        self._failures: Failures = reply.failures
        self._reader = sse.EventReader(max_event_bytes)
        self._max_whole_bytes = max_whole_bytes or max_event_bytes
        self._patient_until: float | None = None
        self._form: Form | None = None
        self._head = b""
        self._whole = bytearray()

    async def replies(self) -> AsyncGenerator[Reply, None]:
        """Yield the answer's parts as they come; raises `ServiceError`.

        The text that came before a failure has been yielded by then.
        """
        trouble: ServiceError | None = None
        async with aclosing(self._reply.content(self._tap.received)) as content:
            while True:
                try:
                    piece = await self._next(content)
                except ServiceError as error:
                    trouble = error
                    break
                if piece is None:
                    break
                for reply in self._settled(self._read(piece)):
                    yield reply
                if self._form is Form.OTHER:
                    await self._keep_the_rest(content)
                    raise self._not_json()
                if self._translator.is_finished:
                    await self._drain(content)
                    return
        for reply in self._settled(self._rest(trouble)):
            yield reply
            await asyncio.sleep(0)  # a body of ten pictures must not hold the window

    async def _next(self, content: AsyncGenerator[bytes, None]) -> bytes | None:
        """Return the next bytes, or None at the end; what is not needed is hardly waited for."""
        if not self._translator.is_enough:
            return await anext(content, None)
        now = asyncio.get_running_loop().time()
        self._patient_until = self._patient_until or now + DRAIN_S
        try:
            async with asyncio.timeout_at(self._patient_until):
                return await anext(content, None)
        except (ServiceError, TimeoutError):
            return None

    def _read(self, piece: bytes) -> Iterator[Reply | Complaint]:
        if self._form is None:
            piece = self._head + piece
            self._form = form_of(piece)
        match self._form:
            case None:
                self._head = piece.lstrip()  # a flood of white space must not pile up
            case Form.EVENTS:
                yield from self._events(self._reader.feed(piece))
            case Form.JSON:
                self._keep_whole(piece)
            case Form.PAGE:
                raise self._failures.web_page(self._reply.status)
            case Form.OTHER:
                pass  # kept first, then said

    def _keep_whole(self, piece: bytes) -> None:
        self._whole += piece
        if len(self._whole) > self._max_whole_bytes:
            raise self._failures.too_large(self._max_whole_bytes)

    def _events(self, events: Iterable[sse.Event]) -> Iterator[Reply | Complaint]:
        try:
            for event in events:
                yield from self._translator.event(event)
        except sse.EventTooLarge as error:
            raise self._failures.too_large(error.limit_bytes) from error
        except Unreadable as error:
            raise self._failures.unreadable() from error

    def _rest(self, trouble: ServiceError | None) -> Iterator[Reply | Complaint]:
        """Yield what the end of the stream brings; raises when it ended before the answer did."""
        if self._form is Form.JSON and trouble is None:
            start = len(_BOM) if self._whole.startswith(_BOM) else 0
            yield from self._body(memoryview(self._whole)[start:])
        elif self._form is Form.EVENTS:
            if trouble is None:
                yield from self._events(self._reader.finish())
            yield from self._ended(is_cut=trouble is not None)
        if not self._translator.is_finished:
            raise trouble or self._ended_early()

    def _ended(self, *, is_cut: bool) -> Iterator[Reply | Complaint]:
        try:
            yield from self._translator.finish(is_cut=is_cut)
        except Unreadable as error:
            raise self._failures.unreadable() from error

    def _body(self, body: memoryview) -> Iterator[Reply | Complaint]:
        try:
            yield from self._translator.whole(body)
        except Unreadable as error:
            raise self._failures.unreadable() from error
        except NotTheProtocol as error:
            raise self._failures.not_the_protocol() from error
        except NothingMade as error:
            raise self._failures.no_picture() from error

    def _settled(self, found: Iterator[Reply | Complaint]) -> Iterator[Reply]:
        """Yield replies, text of one piece joined; raise a complaint as its error."""
        waiting: Reply | None = None
        try:
            for item in found:
                if isinstance(item, Complaint):
                    raise self._verdicts.of_event(item, has_begun=self._translator.has_begun)
                joined = _joined(waiting, item)
                if joined is None and waiting is not None:
                    yield waiting
                waiting = joined or item
                self._note(item)
        except ServiceError:
            if waiting is not None:
                yield waiting
            raise
        if waiting is not None:
            yield waiting

    def _note(self, item: Reply) -> None:
        if isinstance(item, Accepted):
            response_id = id_without_key(item.response_id, self._failures.redact)
            self._tap.identified(item.request_id, response_id)

    async def _keep_the_rest(self, content: AsyncGenerator[bytes, None]) -> None:
        """Read on so that the sink gets it: nobody knows what it is, but it may be paid for."""
        left = MOST_ODD_BYTES
        with suppress(ServiceError):
            async for piece in content:
                left -= len(piece)
                if left < 0:
                    return

    async def _drain(self, content: AsyncGenerator[bytes, None]) -> None:
        """Read what follows the end, so that the connection can be used again."""
        try:
            async with asyncio.timeout(DRAIN_S):
                async for _ in content:
                    pass
        except (ServiceError, TimeoutError):
            return

    def _not_json(self) -> ServiceError:
        kind = self._reply.header("content-type")
        if "json" in kind or "event-stream" in kind:
            return self._failures.unreadable()
        return self._failures.not_the_protocol(self._reply.status)

    def _ended_early(self) -> ServiceError:
        if self._form is None and not self._head.strip():
            return self._failures.unknown(f"{self._failures.provider} answered with nothing.")
        return self._failures.cut()


def _joined(first: Reply | None, second: Reply | Complaint) -> Reply | None:
    """Return two pieces of text as one, or None where they do not belong together."""
    if isinstance(first, TextDelta) and isinstance(second, TextDelta):
        return TextDelta(first.text + second.text)
    if isinstance(first, RefusalDelta) and isinstance(second, RefusalDelta):
        return RefusalDelta(first.text + second.text)
    return None
