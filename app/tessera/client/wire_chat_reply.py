"""What ``POST /chat/completions`` answers: chunks of a stream, or one body.

Chunks have no numbers, so they are taken as they come. The usage is in a last chunk without
choices, before ``[DONE]``; servers that leave either out are understood as well.
"""

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

from tessera.client.sse import Event
from tessera.client.wire import (
    NotTheProtocol,
    Surrogates,
    Unreadable,
    decoded,
    loose_json,
    usage_from,
)
from tessera.client.wire_errors import Complaint, complaint_from
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    RateLimits,
    RefusalDelta,
    Reply,
    TextDelta,
)

log = logging.getLogger(__name__)


class Said(msgspec.Struct):
    """What a choice says: the delta of a chunk, or the message of a whole body."""

    content: str | None = None
    refusal: str | None = None


class Choice(msgspec.Struct):
    """One answer; only the first is asked for."""

    index: int = 0
    delta: Said | None = None
    message: Said | None = None
    finish_reason: str | None = None


class Chunk(msgspec.Struct):
    """A chunk of a stream, or a whole body; they differ in ``delta`` and ``message``."""

    id: str | None = None
    model: str | None = None
    service_tier: str | None = None
    choices: list[Choice] | None = None
    usage: Any = None
    error: Any = None


_chunk = msgspec.json.Decoder(Chunk)
_ENDINGS = {"length": Ending.CUT_BY_LENGTH, "content_filter": Ending.CUT_BY_FILTER}


class ChatReply:
    """Turns one answer into `Reply` values. Feed events, or the whole body, then `finish`."""

    def __init__(self, *, request_id: str | None, limits: RateLimits) -> None:
        self._request_id = request_id
        self._limits = limits
        self._signs = Surrogates()
        self._last = Chunk()
        self._usage: Any = None
        self._reason: str | None = None
        self._has_text = False
        self.has_begun = False
        self.is_enough = False
        self.is_finished = False

    def event(self, event: Event) -> Iterator[Reply | Complaint]:
        """Yield what ``event`` brings."""
        if self.is_finished:
            return
        if bytes(event.data[:8]).strip() == b"[DONE]":
            if self._reason or self._has_text:
                yield self._finished()
            return
        try:
            chunk = decoded(_chunk, event.data)
        except (Unreadable, NotTheProtocol) as error:
            log.info("a chunk of %d bytes was skipped as damaged: %s", len(event.data), type(error))
            return
        yield from self._translated(chunk)

    def whole(self, body: bytes | memoryview) -> Iterator[Reply | Complaint]:
        """Yield the replies of a body that came in one piece.

        Raises `Unreadable` or `NotTheProtocol`.
        """
        chunk = decoded(_chunk, body)
        if not chunk.choices and not chunk.error:
            complaint = complaint_from(loose_json(body))
            if not complaint.has_shape:
                raise NotTheProtocol("neither an answer nor an error")
            yield complaint
            return
        yield from self._translated(chunk)
        if not self.is_finished:
            yield self._finished()

    def finish(self, *, is_cut: bool = False) -> Iterator[Reply | Complaint]:
        """Yield the end of a stream that gave its reason to stop but no ``[DONE]``."""
        if self._reason and not self.is_finished:
            yield self._finished()

    def _translated(self, chunk: Chunk) -> Iterator[Reply | Complaint]:
        if chunk.error:
            self.is_finished = True
            yield complaint_from({"error": chunk.error})
            return
        if not self.has_begun:
            self.has_begun = True
            yield Accepted(self._request_id, chunk.id or None, self._limits)
        self._usage = self._usage if chunk.usage is None else chunk.usage
        self._last = Chunk(
            id=chunk.id or self._last.id,
            model=chunk.model or self._last.model,
            service_tier=chunk.service_tier or self._last.service_tier,
        )
        for choice in chunk.choices or ():
            if choice.index == 0:
                yield from self._said(choice)

    def _said(self, choice: Choice) -> Iterator[Reply]:
        said = choice.delta or choice.message or Said()
        if said.content and (text := self._signs.whole(said.content)):
            self._has_text = True
            yield TextDelta(text)
        if said.refusal and (refusal := self._signs.whole(said.refusal)):
            self._has_text = True
            yield RefusalDelta(refusal)
        self._reason = choice.finish_reason or self._reason

    def _finished(self) -> Finished:
        self.is_finished = True
        usage, usage_is_odd = usage_from(self._usage, "prompt_tokens", "completion_tokens")
        return Finished(
            ending=_ENDINGS.get(self._reason or "", Ending.COMPLETE),
            usage=usage,
            model=self._last.model,
            service_tier=self._last.service_tier,
            response_id=self._last.id,
            usage_is_odd=usage_is_odd,
        )
