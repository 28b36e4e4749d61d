"""Reading an answer again from the bytes that were kept, after a crash.

Pure: nothing is sent. What cannot be understood yields nothing, and the raw bytes stay kept.
"""

import time
from collections.abc import Iterator
from contextlib import suppress

from tessera.client import sse
from tessera.client.answer import Form, Translator, form_of
from tessera.client.deadlines import DEFAULT_CAPS
from tessera.client.unpack import Damaged, TooLarge, Unpacker
from tessera.client.wire import NotTheProtocol, Unreadable
from tessera.client.wire_chat_reply import ChatReply
from tessera.client.wire_errors import Complaint
from tessera.client.wire_responses_reply import ResponsesReply
from tessera.core.profiles import Route
from tessera.core.replies import PictureArrived, RateLimits, RefusalDelta, Reply, TextDelta

SEAM = b"\n\n"  # between what was cut and what was heard after it; means nothing by itself
NOT_UNDERSTOOD = (Unreadable, NotTheProtocol, sse.EventTooLarge, Damaged, TooLarge)
_PACKED = ((b"\x1f\x8b", "gzip"), (b"\x78", "deflate"))


def replies_in(body: bytes, route: Route) -> tuple[Reply, ...]:
    """Return what the kept ``body`` of an answer says; empty where it is no whole answer."""
    translator = _translator(route)
    try:
        found = list(read_kept(unpacked(body), translator))
    except NOT_UNDERSTOOD:
        return ()
    replies = tuple(item for item in found if not isinstance(item, Complaint))
    return replies if translator.is_finished and len(replies) == len(found) else ()


def text_in(body: bytes, route: Route) -> str:
    """Return the text that arrived before an answer was cut off; as far as it is understood."""
    texts: list[str] = []
    try:
        for item in read_kept(unpacked(body), _translator(route)):
            if isinstance(item, TextDelta | RefusalDelta):
                texts.append(item.text)
    except NOT_UNDERSTOOD:
        pass  # what came before it is still worth keeping
    return "".join(texts)


def pictures_in(body: bytes, route: Route) -> tuple[PictureArrived, ...]:
    """Return the whole pictures that arrived inside an answer before it was cut off."""
    pictures: list[PictureArrived] = []
    with suppress(*NOT_UNDERSTOOD):
        for item in read_kept(unpacked(body), _translator(route)):
            if isinstance(item, PictureArrived) and item.partial is None:
                pictures.append(item)
    return tuple(pictures)


def heard_in(body: bytes) -> tuple[str | None, int | None]:
    """Return the id of the response in a kept ``body``, and the last number heard in order.

    With both `Service.resume` goes on where the body ends; None where it does not say.
    """
    translator = ResponsesReply(
        request_id=None, limits=RateLimits(), now=time.monotonic, is_resumable=True
    )
    with suppress(*NOT_UNDERSTOOD):
        for _ in read_kept(unpacked(body), translator):
            pass
    return translator.response_id, translator.last_number


def _translator(route: Route) -> Translator:
    if route is Route.CHAT:
        return ChatReply(request_id=None, limits=RateLimits())
    return ResponsesReply(request_id=None, limits=RateLimits(), now=time.monotonic)


def read_kept(
    body: bytes, translator: Translator, *, is_cut: bool = False
) -> Iterator[Reply | Complaint]:
    """Yield what ``body`` says; raises what `NOT_UNDERSTOOD` names."""
    if form_of(body) is Form.JSON:
        yield from translator.whole(body.removeprefix(b"\xef\xbb\xbf"))
        return
    reader = sse.EventReader(DEFAULT_CAPS.event_bytes)
    for events in (reader.feed(body), reader.finish()):
        for event in events:
            yield from translator.event(event)
    _, seam, fetched = body.rpartition(SEAM + b"{")
    if seam and not translator.is_finished:  # a stream that was cut, then fetched whole
        yield from translator.whole(b"{" + fetched)
    yield from translator.finish(is_cut=is_cut)


def unpacked(body: bytes) -> bytes:
    """Return ``body`` without the packing that its first bytes tell of."""
    encoding = next((name for magic, name in _PACKED if body.startswith(magic)), "")
    unpacker = Unpacker(
        encoding, raw_cap=DEFAULT_CAPS.reply_bytes, content_cap=DEFAULT_CAPS.decoded_bytes
    )
    return b"".join(unpacker.pieces(body))
