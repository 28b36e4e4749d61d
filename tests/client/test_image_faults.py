"""Faults of calls for pictures, by name: the right error, who pays, what came, and nothing twice.

Of every fault: how often it was sent, what the policy says next, which pictures and previews were
handed out all the same, and that the sink holds the very bytes of the body that came.
"""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tessera.client.deadlines import Caps, Deadlines
from tessera.client.retry import Ask, Decision, Stop, decide
from tessera.core.errors import (
    KeyRejected,
    ModerationBlocked,
    NoCredit,
    NotPermitted,
    OddReply,
    OutcomeUnknown,
    OverLimit,
    Refused,
    ServiceError,
)
from tessera.core.image_requests import Generate
from tests.client.calls import QUICK
from tests.client.makes import (
    FINAL,
    PNG,
    PREVIEWS,
    SECOND,
    USAGE,
    Made,
    b64,
    body_of,
    completed,
    generate,
    made_by,
    make_from,
    maker,
    preview,
    whole,
)
from tests.client.misbehaving import HTML, close, dribble, flood, reset, stall, then
from tests.client.rogue import (
    LAST_CHUNK,
    Handler,
    Peer,
    Received,
    Rogue,
    as_json,
    chunked,
    head,
    plain,
    sse,
    stream_head,
)
from tests.client.test_make import MODERATION

SMALL = Caps(reply_bytes=2**21, event_bytes=2**19, decoded_bytes=2**20)
SHORT = Deadlines(total_s=1.0, idle_s=0.25, stream_idle_s=0.25)
ONE = generate(partial_images=2)
TWO = generate(n=2)
EVENTS = [preview(0), preview(1), completed()]
STREAM = b"".join(sse(event) for event in EVENTS)
PAIR = body_of(whole(FINAL, SECOND))
ANSWER = body_of(whole(FINAL))


def first(count: int) -> bytes:
    """Return the first events of a stream."""
    return b"".join(sse(event) for event in EVENTS[:count])


def cut(body: bytes, act: Callable[[Peer], Awaitable[None]] = close) -> Handler:
    """Return a handler whose stream holds ``body`` and has no end."""
    return then(stream_head() + (chunked(body) if body else b""), act)


def ended(body: bytes) -> bytes:
    """Return a stream that ends in order."""
    return stream_head() + (chunked(body) if body else b"") + LAST_CHUNK


def json_of(value: Any) -> bytes:
    return json.dumps(value).encode()


def listed(*entries: Any, **more: Any) -> bytes:
    """Return an answer in one body with just these entries."""
    return as_json({"created": 1, "data": list(entries), "usage": USAGE, **more})


def body_sent(answer: bytes) -> bytes:
    """Return the body of an answer as it went over the wire, out of its chunks."""
    top, _, body = answer.partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" not in top:
        return body
    whole_body = b""
    while not body.startswith(b"0\r\n"):
        size, _, body = body.partition(b"\r\n")
        whole_body += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return whole_body


@dataclass
class Fault:
    """What a server does, and what must come of it."""

    answer: bytes | Handler
    error: type[ServiceError] = OutcomeUnknown
    is_charged: bool = True
    decision: Decision = field(default_factory=Ask)
    pictures: tuple[bytes, ...] = ()
    previews: tuple[bytes, ...] = ()
    raw: bytes | None = None
    request: Generate = ONE
    deadlines: Deadlines = QUICK

    @property
    def kept(self) -> bytes | None:
        """Return what the sink must hold; None where chance decides how much came."""
        if self.raw is not None or callable(self.answer):
            return self.raw
        return body_sent(self.answer)


BOTH = PREVIEWS
CUT_WHOLE = ANSWER[:-30]
SO_FAR = first(2)

CUTS = {
    "closed before the status": Fault(then(b"", close)),
    "closed within the status": Fault(then(b"HTTP/1.1 2", close)),
    "closed within the headers": Fault(then(b"HTTP/1.1 200 OK\r\nContent-Ty", close)),
    "reset before the status": Fault(then(b"", reset)),
    "closed after the headers": Fault(cut(b"")),
    "a stream without a single event": Fault(ended(b"")),
    "closed after the first preview": Fault(cut(first(1)), previews=BOTH[:1], raw=first(1)),
    "closed within the second preview": Fault(
        cut(STREAM[: len(first(2)) - 40]), previews=BOTH[:1], raw=STREAM[: len(first(2)) - 40]
    ),
    "closed between previews and picture": Fault(cut(SO_FAR), previews=BOTH, raw=SO_FAR),
    "reset between previews and picture": Fault(cut(SO_FAR, reset), previews=BOTH, raw=SO_FAR),
    "closed within the picture": Fault(cut(STREAM[:-50]), previews=BOTH, raw=STREAM[:-50]),
    "closed one byte before the end of the picture": Fault(
        cut(STREAM[:-4]), previews=BOTH, raw=STREAM[:-4]
    ),
    "ended in order after previews alone": Fault(ended(SO_FAR), previews=BOTH, raw=SO_FAR),
    "ended in order within the picture": Fault(
        ended(STREAM[:-50]), previews=BOTH, raw=STREAM[:-50]
    ),
    "closed within a chunk": Fault(
        then(stream_head() + chunked(SO_FAR) + b"ff\r\ndata: {", close), previews=BOTH, raw=None
    ),
    "a body shorter than its length": Fault(
        then(head(length=len(ANSWER)) + CUT_WHOLE, close), raw=CUT_WHOLE
    ),
    "a body reset in its middle": Fault(
        then(head(length=len(ANSWER)) + CUT_WHOLE, reset), raw=None
    ),
    "half a body that says it is whole": Fault(plain(CUT_WHOLE), raw=CUT_WHOLE),
    "one of two pictures, then closed": Fault(
        cut(sse(completed())), pictures=(FINAL,), raw=sse(completed()), request=TWO
    ),
    "silence before the status": Fault(then(b"", stall), deadlines=SHORT),
    "silence after a preview": Fault(
        cut(first(1), stall), previews=BOTH[:1], raw=first(1), deadlines=SHORT
    ),
    "a comment now and then for ever": Fault(
        cut(first(1), dribble), previews=BOTH[:1], raw=None, deadlines=SHORT
    ),
}

WRONG = {
    "base64 that is none": Fault(listed({"b64_json": "?!*"}), raw=None),
    "base64 that breaks off": Fault(listed({"b64_json": b64(FINAL)[:-3]}), raw=None),
    "base64 with signs of another alphabet": Fault(listed({"b64_json": "ÄÖÜ="}), raw=None),
    "an empty text of base64": Fault(listed({"b64_json": ""}), raw=None),
    "null for base64": Fault(listed({"b64_json": None}), raw=None),
    "a number for base64": Fault(listed({"b64_json": 7}), raw=None),
    "an object for base64": Fault(listed({"b64_json": {"data": b64(FINAL)}}), raw=None),
    "an entry that is null": Fault(listed(None), raw=None),
    "an entry that is text": Fault(listed(b64(FINAL)), raw=None),
    "an address that is no text": Fault(listed({"url": 7}), raw=None),
    "an address without end": Fault(listed({"url": "https://a.example/" + "a" * 10_000}), raw=None),
    "no picture at all": Fault(listed(), raw=body_of(listed())),
    "one good and one damaged picture": Fault(
        listed({"b64_json": b64(FINAL)}, {"b64_json": "?!"}),
        pictures=(FINAL,),
        raw=None,
        request=TWO,
    ),
    "a damaged picture in a stream": Fault(
        ended(SO_FAR + sse(completed() | {"b64_json": "?!"})), previews=BOTH, raw=None
    ),
    "a preview under the name of the picture's field only": Fault(
        ended(sse({"type": "image_generation.partial_image", "b64_json": b64(FINAL)})), raw=None
    ),
    "an event of pictures that is no JSON": Fault(
        ended(b'event: image_generation.completed\ndata: {"b64_json": \n\n'), raw=None
    ),
    "an error event after previews": Fault(
        ended(SO_FAR + sse({"type": "error", "error": {"message": "boom", "code": "x"}})),
        previews=BOTH,
        raw=None,
    ),
    "an event larger than any picture": Fault(
        cut(first(1) + b"data: " + b"x" * 2**18, flood(chunked(b"x" * 2**17))),
        previews=BOTH[:1],
        raw=None,
    ),
    "a body larger than any picture": Fault(
        then(head() + b'{"data":[{"b64_json":"', flood(b"A" * 2**17)), raw=None
    ),
    "a gzip bomb": Fault(
        plain(gzip.compress(b'{"data":[{"b64_json":"' + b"A" * 2**23), content_encoding="gzip"),
        raw=None,
    ),
    "gzip cut short": Fault(
        plain(gzip.compress(ANSWER)[:-30], content_encoding="gzip"),
    ),
    "packed in an unknown way": Fault(plain(b"nonsense", content_encoding="br")),
    "an empty body": Fault(plain(b"", content_type="application/json")),
    "white space alone": Fault(plain(b" \n ", content_type="application/json"), raw=b" \n "),
    "JSON that is none": Fault(
        plain(b"not json", content_type="application/json"), raw=b"not json"
    ),
    "white space for ever": Fault(cut(b"", flood(chunked(b" \n" * 30_000))), raw=None),
}

ODD = {
    "a sign-in page": Fault(plain(HTML, content_type="text/html"), raw=HTML),
    "a page that says it is a stream": Fault(
        plain(HTML, content_type="text/event-stream"), raw=HTML
    ),
    "the picture itself instead of JSON": Fault(plain(FINAL, content_type="image/png"), raw=FINAL),
    "text": Fault(plain(b"OK", content_type="text/plain"), raw=b"OK"),
    "an empty object": Fault(as_json({}), raw=b"{}"),
    "a list": Fault(as_json([1]), raw=b"[1]"),
    "pictures under another name": Fault(as_json({"images": [b64(FINAL)]}), raw=None),
    "pictures that are no list": Fault(as_json({"data": b64(FINAL)}), raw=None),
    "status 204": Fault(head(204, length=0)),
    **{
        f"a redirect of {status}": Fault(plain(b"", status, location="https://evil.example/"))
        for status in (301, 302, 303, 307, 308)
    },
}
for _fault in ODD.values():
    _fault.error, _fault.decision = OddReply, Stop()


def said(status: int, **error: Any) -> bytes:
    """Return an answer with an error."""
    return as_json({"error": {"message": "no", **error}}, status)


DECLINED = {
    "400": (said(400), Refused),
    "400 for its size": (said(400, param="size"), Refused),
    "400 for its prompt": (said(400, code="invalid_prompt"), Refused),
    "400 of moderation": (as_json(MODERATION, 400), ModerationBlocked),
    "401": (said(401), KeyRejected),
    "402": (said(402), NoCredit),
    "403": (said(403), NotPermitted),
    "403 not verified": (
        said(403, message="Your organization must be verified"),
        NotPermitted,
    ),
    "404": (said(404), Refused),
    "404 of the model": (said(404, code="model_not_found"), NotPermitted),
    "413": (said(413), Refused),
    "415": (said(415), Refused),
    "418": (said(418), Refused),
    "422": (said(422), Refused),
    "429 without credit": (said(429, type="insufficient_quota"), NoCredit),
    "429 at a spend limit": (said(429, code="project_spend_limit_exceeded"), NoCredit),
}

UNSURE = {
    f"status {status}": Fault(plain(b"", status)) for status in (408, 500, 502, 503, 504, 520)
}


@pytest.mark.parametrize("name", [*CUTS, *WRONG, *ODD, *UNSURE])
async def test_a_fault_is_named_bought_once_and_loses_nothing_that_came(name: str) -> None:
    fault = {**CUTS, **WRONG, **ODD, **UNSURE}[name]
    async with Rogue([fault.answer]) as rogue:
        made = await make_from(rogue, fault.request, caps=SMALL, deadlines=fault.deadlines)
    assert isinstance(made.error, fault.error)
    assert isinstance(made.error, ServiceError)
    assert made.error.may_be_charged is fault.is_charged
    assert decide(made.error, 1) == fault.decision
    assert made.error.next_step
    assert made.error.kept
    assert len(rogue.requests) == 1
    assert made.pictures == list(fault.pictures)
    assert made.previews == list(fault.previews)
    assert made.sink.times_sent == 1
    if fault.kept is not None:
        assert bytes(made.sink.raw) == fault.kept


@pytest.mark.parametrize("name", DECLINED)
async def test_what_is_declined_costs_nothing_and_is_not_sent_again(name: str) -> None:
    answer, error = DECLINED[name]
    async with Rogue([answer]) as rogue:
        made = await make_from(rogue, ONE)
    assert isinstance(made.error, error)
    assert isinstance(made.error, ServiceError)
    assert not made.error.may_be_charged
    assert decide(made.error, 1) == Stop()
    assert len(rogue.requests) == 1
    assert made.sink.raw == b""


GOOD = ended(STREAM)


@pytest.mark.parametrize(
    "limited",
    [
        said(429),
        said(409),
        as_json({}, 429, retry_after="0"),
        as_json({}, 429, retry_after="0.01"),
        as_json({}, 409, retry_after="0"),
        as_json({}, 503, retry_after="0"),
    ],
    ids=["429", "409", "429 after", "429 after a decimal", "409 after", "503 after"],
)
async def test_a_limit_of_pace_is_waited_for_and_the_picture_bought_once(
    limited: bytes, quick_pauses: None
) -> None:
    async with Rogue([limited, GOOD]) as rogue:
        made = await make_from(rogue, ONE)
    assert made.pictures == [FINAL]
    assert len(rogue.requests) == 2
    assert rogue.requests[0].body == rogue.requests[1].body
    assert made.sink.raw == STREAM


async def test_a_pace_limit_that_stays_is_left_after_two_more_tries(quick_pauses: None) -> None:
    async with Rogue([said(429)]) as rogue:
        made = await make_from(rogue, ONE)
    assert isinstance(made.error, OverLimit)
    assert not made.error.may_be_charged
    assert len(rogue.requests) == 3


async def test_a_pace_limit_of_minutes_is_told_and_not_waited_for() -> None:
    async with Rogue([as_json({}, 429, retry_after="600")]) as rogue:
        made = await make_from(rogue, ONE)
    assert isinstance(made.error, OverLimit)
    assert made.error.retry_after_s == 600
    assert len(rogue.requests) == 1


EVERY = [sse(event) for event in EVENTS]
FINE: dict[str, bytes | Handler] = {
    "bytes one at a time": stream_head()
    + b"".join(chunked(STREAM[at : at + 1]) for at in range(len(STREAM)))
    + LAST_CHUNK,
    "each event twice": ended(b"".join(event * 2 for event in EVERY)),
    "everything twice": ended(STREAM * 2),
    "the picture twice": ended(STREAM + EVERY[2]),
    "previews after the picture": ended(EVERY[2] + EVERY[0] + EVERY[1]),
    "previews in reverse": ended(EVERY[1] + EVERY[0] + EVERY[2]),
    "no preview at all": ended(EVERY[2]),
    "damaged previews": ended(sse(preview(0) | {"b64_json": "?"}) + EVERY[2]),
    "previews without a number": ended(sse(preview(0) | {"partial_image_index": None}) + EVERY[2]),
    "previews with odd numbers": ended(
        b"".join(sse(preview(0) | {"partial_image_index": n}) for n in (-1, 2**40, "x")) + EVERY[2]
    ),
    "unknown events between": ended(
        b"".join(sse({"type": "image_generation.novelty"}) + event for event in EVERY)
    ),
    "an event of text between": ended(EVERY[0] + b"data: hello\n\n" + EVERY[2]),
    "CRLF": ended(STREAM.replace(b"\n", b"\r\n")),
    "a line to end it": ended(STREAM + b"data: [DONE]\n\n"),
    "names outside of the data": ended(
        b"event: image_generation.completed\ndata: " + json_of({"b64_json": b64(FINAL)}) + b"\n\n"
    ),
    "the whole body as one event": ended(b"data: " + ANSWER + b"\n\n"),
    "as plain text": plain(STREAM, content_type="text/plain"),
    "packed although nobody asked": plain(gzip.compress(STREAM), content_encoding="gzip"),
    "cut after the picture": cut(STREAM),
    "reset after the picture": cut(STREAM, reset),
    "never closed after the picture": cut(STREAM, stall),
    "endless after the picture": cut(STREAM, flood(chunked(b":" * 1000 + b"\n"))),
    "without its last empty line": plain(STREAM.rstrip(b"\n")),
    "a body with NaN in it": plain(ANSWER.replace(b'"created": 1763640000', b'"created": NaN')),
    "a body after a byte order mark": plain(b"\xef\xbb\xbf" + ANSWER),
    "usage that cannot be": as_json({"data": [{"b64_json": b64(FINAL)}], "usage": {"x": 2**70}}),
    "after interim answers": b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + plain(ANSWER),
}


@pytest.mark.parametrize("answer", FINE.values(), ids=FINE.keys())
async def test_an_unusual_answer_gives_the_picture_once(answer: bytes | Handler) -> None:
    async with Rogue([answer]) as rogue:
        made = await make_from(rogue, ONE, caps=Caps(event_bytes=2**20))
    assert made.error is None
    assert made.pictures == [FINAL]
    assert set(made.previews) <= {*PREVIEWS}
    assert made.finished is made.replies[-1]
    assert len(rogue.requests) == 1


@pytest.mark.parametrize("encoding", ["identity", "br"])
async def test_a_picture_that_comes_bare_or_oddly_packed_is_kept_to_its_last_byte(
    encoding: str,
) -> None:
    large = PNG + bytes(range(256)) * 4_000
    answer = plain(large, content_type="image/png", content_encoding=encoding)
    async with Rogue([answer]) as rogue:
        made = await make_from(rogue, ONE)
    assert made.error is not None
    assert bytes(made.sink.raw) == large


async def test_a_preview_is_never_taken_for_a_picture() -> None:
    for last in (close, reset, stall):
        async with Rogue([cut(SO_FAR, last)]) as rogue:
            made = await make_from(rogue, ONE, deadlines=SHORT)
        assert made.pictures == []
        assert all(arrived.partial is not None for arrived in made.arrived)
        assert made.error is not None


async def test_previews_come_in_order_and_never_go_back() -> None:
    numbers = (1, 0, 2, 1, 2)
    events = b"".join(
        sse(preview(0, PNG + bytes([n])) | {"partial_image_index": n}) for n in numbers
    )
    async with Rogue([ended(events + EVERY[2])]) as rogue:
        made = await make_from(rogue, ONE)
    assert [arrived.partial for arrived in made.arrived] == [1, 2, None]


async def test_a_picture_may_take_its_time_after_its_stream_has_begun() -> None:
    async def slowly(_: Received, peer: Peer) -> None:
        await peer.send(stream_head() + chunked(EVERY[0]))
        await asyncio.sleep(0.4)
        await peer.send(chunked(EVERY[2]) + LAST_CHUNK)

    patient = Deadlines(total_s=5.0, idle_s=3.0, stream_idle_s=0.1)
    async with Rogue([slowly]) as rogue:
        made = await make_from(rogue, ONE, deadlines=patient)
    assert made.pictures == [FINAL]


async def test_ten_pictures_in_one_body_come_one_by_one() -> None:
    pictures = [FINAL + bytes([number]) for number in range(10)]
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with Rogue([whole(*pictures)]) as rogue:
        client = maker(rogue)
        seen: list[int] = []
        counting = asyncio.create_task(count(), name="turns of the loop")
        made = await made_by(client, generate(n=10), on_reply=lambda _: seen.append(turns))
        counting.cancel()
        await client.aclose()
    assert made.pictures == pictures
    assert len(set(seen)) == len(seen), "the loop turned between any two of them"


async def test_a_flood_of_pictures_ends_somewhere() -> None:
    async with Rogue([whole(*(FINAL + bytes([n % 256]) for n in range(300)))]) as rogue:
        made = await make_from(rogue, ONE)
    assert len(made.pictures) == 100


async def test_cancelling_closes_the_connection_and_sends_nothing_again() -> None:
    async with Rogue([cut(first(1), stall)]) as rogue:
        client = maker(rogue)
        seen = asyncio.Event()
        task = asyncio.create_task(
            made_by(client, ONE, on_reply=lambda _: seen.set()), name="a picture"
        )
        await seen.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        assert (rogue.open_connections, len(rogue.requests)) == (0, 1)
        await client.aclose()


async def test_the_next_picture_comes_after_every_fault() -> None:
    faults = [CUTS["closed within the picture"], WRONG["a gzip bomb"], ODD["text"]]
    async with Rogue([*(fault.answer for fault in faults), GOOD]) as rogue:
        client = maker(rogue)
        for _ in faults:
            assert (await made_by(client, ONE)).error is not None
        made: Made = await made_by(client, ONE)
        await client.aclose()
    assert made.pictures == [FINAL]


def test_there_are_enough_of_them() -> None:
    assert len(CUTS) + len(WRONG) + len(ODD) + len(UNSURE) + len(DECLINED) >= 80
