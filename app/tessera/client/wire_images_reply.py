"""What the Images API answers: events of a stream, or one body with all pictures.

A preview is never taken for a picture. The base64 is undone straight from the bytes that came; a
picture that cannot be read does not keep the others from the user. Everything is *untrusted*.
"""

import logging
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec

from tessera.client.base64_text import bytes_of
from tessera.client.formats import format_of
from tessera.client.sse import Event
from tessera.client.wire import (
    NothingMade,
    NotTheProtocol,
    Surrogates,
    Unreadable,
    decoded_raw,
    usage_from,
)
from tessera.client.wire_errors import Complaint, complaint_from
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    PictureArrived,
    PictureElsewhere,
    RateLimits,
    Reply,
    Usage,
)

log = logging.getLogger(__name__)

MOST_PICTURES = 100  # of one call; ten can be asked for
LONGEST_URL = 8_192
SHORTEST = 4  # null, or the empty text
LONGEST_PROMPT = 40_000
_NOTHING = msgspec.Raw(b"")


class Entry(msgspec.Struct):
    """One picture of a whole body."""

    b64_json: msgspec.Raw = _NOTHING
    url: Any = None
    revised_prompt: Any = None


E = TypeVar("E")


class Made(msgspec.Struct, Generic[E]):
    """A whole body, or one event of a stream: all that either may hold."""

    type: Any = None
    data: list[E] | None = None
    b64_json: msgspec.Raw = _NOTHING
    url: Any = None
    revised_prompt: Any = None
    partial_image_index: Any = None
    model: Any = None
    usage: Any = None
    error: Any = None
    message: Any = None
    code: Any = None
    param: Any = None


_made = msgspec.json.Decoder(Made[Entry])
_made_oddly = msgspec.json.Decoder(Made[msgspec.Raw])  # some entry is none; slower by half
_entry = msgspec.json.Decoder(Entry)


AnyMade = Made[Entry] | Made[msgspec.Raw]


class ImagesReply:
    """Turns one answer into `Reply` values. ``wanted`` is the number of pictures asked for."""

    def __init__(self, *, request_id: str | None, limits: RateLimits, wanted: int) -> None:
        self._request_id = request_id
        self._limits = limits
        self._wanted = wanted
        self._finals: list[bytes | str] = []
        self._left_over = 0
        self._last_partial = -1
        self._usages: list[Usage] = []
        self._usage_is_odd = False
        self._is_damaged = False
        self._model: str | None = None
        self.has_begun = False
        self.is_finished = False

    @property
    def is_enough(self) -> bool:
        """Return whether every picture that was asked for is here; more may still follow."""
        return len(self._finals) >= self._wanted

    def event(self, event: Event) -> Iterator[Reply | Complaint]:
        """Yield what ``event`` brings."""
        if self.is_finished or bytes(event.data[:8]).strip() == b"[DONE]":
            return
        try:
            made = _decoded(event.data)
        except (Unreadable, NotTheProtocol) as error:
            log.info(
                "an event of %d bytes was skipped as damaged: %s", len(event.data), type(error)
            )
            self._is_damaged = True
            return
        kind = made.type if isinstance(made.type, str) else event.name.decode("utf-8", "replace")
        if kind == "error" or made.error:
            self.is_finished = True
            yield _complaint(made)
            return
        yield from self._begun()
        if made.data is not None:
            yield from self._all(made)
        elif kind.endswith(".partial_image"):
            yield from self._preview(made)
        elif kind.endswith(".completed"):
            yield from self._final(made)
            self._billed(made)

    def whole(self, body: bytes | memoryview) -> Iterator[Reply | Complaint]:
        """Yield the replies of a body that came in one piece.

        Raises `Unreadable`, `NotTheProtocol` or `NothingMade`, after the pictures that can be read.
        """
        made = _decoded(body)
        if made.error or made.data is None:
            complaint = _complaint(made)
            if not complaint.has_shape:
                raise NotTheProtocol("neither pictures nor an error")
            self.is_finished = True
            yield complaint
            return
        yield from self._begun()
        yield from self._all(made)
        yield from self.finish()
        if not self.is_finished:
            raise NothingMade

    def finish(self, *, is_cut: bool = False) -> Iterator[Reply | Complaint]:
        """Yield the end; an answer that was cut has one only if every picture had come.

        Raises `Unreadable` where a picture was there and could not be read.
        """
        if self.is_finished or (is_cut and not self.is_enough):
            return
        if self._is_damaged and not self.is_enough:
            raise Unreadable("a picture is damaged")
        if not self._finals:
            return  # previews alone are no answer
        self.is_finished = True
        yield Finished(
            ending=Ending.COMPLETE,
            usage=None if self._usage_is_odd else _summed(self._usages),
            model=self._model,
            usage_is_odd=self._usage_is_odd,
            left_over=self._left_over,
        )

    def _begun(self) -> Iterator[Reply]:
        if not self.has_begun:
            self.has_begun = True
            yield Accepted(self._request_id, None, self._limits)

    def _all(self, made: AnyMade) -> Iterator[Reply]:
        for entry in made.data or ():
            try:
                yield from self._final(entry if isinstance(entry, Entry) else _entry.decode(entry))
            except msgspec.DecodeError:
                self._is_damaged = True
        self._billed(made)

    def _preview(self, made: AnyMade) -> Iterator[Reply]:
        number = made.partial_image_index
        if self.is_enough or type(number) is not int or not self._last_partial < number < 100:
            return  # late, doubled, or out of order: an older preview shows less
        try:
            data = bytes_of(made.b64_json)
        except Unreadable:
            return  # the picture itself may still come
        self._last_partial = number
        yield PictureArrived(len(self._finals), data, number, format_of(data))

    def _final(self, made: AnyMade | Entry) -> Iterator[Reply]:
        try:
            found = _picture(made)
        except Unreadable:
            self._is_damaged = True
            return
        if isinstance(made, Made) and found in self._finals:
            return  # the same event once more
        if len(self._finals) >= MOST_PICTURES:
            self._left_over += 1
            return
        place = len(self._finals)
        self._finals.append(found)
        self._last_partial = -1
        if isinstance(found, str):
            yield PictureElsewhere(place, found)
            return
        prompt = _prompt(made.revised_prompt)
        yield PictureArrived(place, found, None, format_of(found), prompt)

    def _billed(self, made: AnyMade) -> None:
        usage, is_odd = usage_from(made.usage, "input_tokens", "output_tokens")
        self._usage_is_odd |= is_odd
        if usage is not None:
            self._usages.append(usage)
        if isinstance(made.model, str):
            self._model = made.model[:200]


def _decoded(data: bytes | memoryview) -> AnyMade:
    """Return a body or an event; raises `Unreadable` or `NotTheProtocol`."""
    try:
        return _made.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return decoded_raw(_made_oddly, data)


def _picture(made: AnyMade | Entry) -> bytes | str:
    """Return a picture's bytes, or the address where it lies; raises `Unreadable`."""
    if len(memoryview(made.b64_json)) > SHORTEST:
        return bytes_of(made.b64_json)
    url = made.url
    if not isinstance(url, str) or not url.strip():
        raise Unreadable("no picture")
    if url.lstrip()[:5].lower() == "data:":
        return bytes_of(msgspec.Raw(msgspec.json.encode(url)))
    if len(url) > LONGEST_URL:
        raise Unreadable("no address")
    return url.strip()


def _complaint(made: AnyMade) -> Complaint:
    if made.error:
        return complaint_from({"error": made.error})
    if not (made.message or made.code):
        return Complaint()
    return complaint_from(
        {"error": {"message": made.message, "code": made.code, "param": made.param}}
    )


def _prompt(found: Any) -> str:
    return Surrogates().whole(found[:LONGEST_PROMPT]) if isinstance(found, str) else ""


def _summed(usages: list[Usage]) -> Usage | None:
    """Return the usage of all pictures of a stream; each event speaks for its own."""
    if len(usages) < 2:
        return usages[0] if usages else None
    return Usage(
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
        cached_tokens=sum(usage.cached_tokens for usage in usages),
        image_tokens=_total(usage.image_tokens for usage in usages),
        text_tokens=_total(usage.text_tokens for usage in usages),
        output_image_tokens=_total(usage.output_image_tokens for usage in usages),
        output_text_tokens=_total(usage.output_text_tokens for usage in usages),
        cached_image_tokens=_total(usage.cached_image_tokens for usage in usages),
    )


def _total(counts: Iterator[int | None]) -> int | None:
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total
