"""Everything a server can do wrong: the right error, nothing bought twice, what came is kept."""

import asyncio
import gzip
import json

import pytest

from tessera.client.deadlines import Caps, Deadlines
from tessera.client.retry import Ask, Retry, Stop, decide
from tessera.core.errors import (
    KeyRejected,
    OddReply,
    OutcomeUnknown,
    Refused,
    ServiceError,
    Unreachable,
)
from tessera.core.profiles import Route
from tests.client.calls import KEY, ask_rogue, asked, service
from tests.client.misbehaving import HTML, close, dribble, flood, reset, stall, then
from tests.client.recorded import ANSWER, events, recorded
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
    streamed,
)

EVENTS = events("responses_stream")
STREAM = b"".join(sse(event) for event in EVENTS)
TEXT_AFTER_9 = "A red kite over a café – in three"
SHORT = Deadlines(total_s=1.0, idle_s=0.25, stream_idle_s=0.25)


def first(count: int) -> bytes:
    """Return the head of a stream and its first events."""
    return stream_head(x_request_id="req_1") + b"".join(chunked(sse(e)) for e in EVENTS[:count])


ENDED: dict[str, bytes | Handler] = {
    "closed before the status": then(b"", close),
    "closed within the status": then(b"HTTP/1.1 2", close),
    "closed within the headers": then(b"HTTP/1.1 200 OK\r\nContent-Ty", close),
    "reset before the status": then(b"", reset),
    "closed after the headers": then(stream_head(), close),
    "closed within a chunk": then(first(3) + b"ff\r\ndata: {", close),
    "closed within an event": then(first(3) + chunked(b'data: {"type":"resp'), close),
    "closed between events": then(first(9), close),
    "closed before the last event": then(first(len(EVENTS) - 1), close),
    "reset within the stream": then(first(9), reset),
    "ended in order but too early": first(9) + LAST_CHUNK,
    "ended after an empty body": stream_head() + LAST_CHUNK,
    "shorter than its length": then(head(length=10_000) + b'{"id":', close),
    "no HTTP at all": then(b"220 mail.example ESMTP\r\n\r\n", close),
    "a chunk size that is no number": then(stream_head() + b"zz\r\n", close),
    "headers without end": then(b"HTTP/1.1 200 OK\r\n", flood(b"x-a: b\r\n" * 500)),
    "half of a JSON body": plain(b'{"status":"completed","out', content_type="application/json"),
    "JSON that is none": plain(b"not json", content_type="application/json"),
    "an empty body": plain(b"", content_type="application/json"),
    "white space for ever": then(stream_head(), flood(chunked(b" \n" * 30_000))),
    "one JSON for ever": then(stream_head(), flood(chunked(b'{"a":' * 10_000))),
    "only white space": plain(b" \n ", content_type="application/json"),
    "gzip that is none": plain(b"nonsense", content_encoding="gzip"),
    "packed in an unknown way": plain(b"nonsense", content_encoding="br"),
    "gzip cut short": plain(gzip.compress(STREAM)[:-200], content_encoding="gzip"),
    "a gzip bomb": plain(gzip.compress(b"data: " + bytes(2**23)), content_encoding="gzip"),
    "a bomb of one event": then(stream_head(), flood(chunked(b"data: " + b"x" * 60_000))),
    "a bomb of one line": then(stream_head(), flood(chunked(b"x" * 60_000))),
    "status 408": as_json({}, 408),
    "status 500": as_json(recorded("errors")["errors"]["server_error"]["body"], 500),
    "status 502 with a page": plain(HTML, 502, content_type="text/html"),
    "status 503": as_json({}, 503),
    "status 504": plain(b"", 504),
    "status 520": plain(b"error code: 520", 520),
    "an error body that is cut": then(head(500, length=99) + b'{"err', close),
    "response.failed": streamed(events("responses_failed")),
    "an error event": streamed([*EVENTS[:9], {"type": "error", "message": "boom"}]),
    "events that are all damaged": stream_head() + chunked(b"data: {{{\n\n" * 20) + LAST_CHUNK,
}


@pytest.mark.parametrize("answer", ENDED.values(), ids=ENDED.keys())
async def test_a_call_without_a_verdict_is_asked_about_and_bought_once(
    answer: bytes | Handler,
) -> None:
    async with Rogue([answer]) as rogue:
        outcome = await ask_rogue(rogue, caps=Caps(reply_bytes=2**22, event_bytes=2**20))
    assert len(rogue.requests) == 1
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged
    assert decide(outcome.error, 1) == Ask()
    assert "may have been charged" in str(outcome.error)
    assert outcome.sink.times_sent == 1


ODD: dict[str, bytes | Handler] = {
    "a sign-in page": plain(HTML, content_type="text/html"),
    "a page that says it is JSON": plain(b"\n " + HTML, content_type="application/json"),
    "a page that says it is a stream": plain(HTML, content_type="text/event-stream"),
    "text": plain(b"OK", content_type="text/plain"),
    "a picture": plain(b"\x89PNG\r\n\x1a\n", content_type="image/png"),
    "an empty object": as_json({}),
    "a list": as_json([1, 2]),
    "another object": as_json({"greeting": "hello"}),
    "status 204": head(204, length=0),
    **{
        f"status {status}": plain(b"", status, location="https://evil.example/v1/responses")
        for status in (301, 302, 303, 307, 308)
    },
}


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD.keys())
async def test_an_odd_answer_is_said_and_never_sent_again(answer: bytes | Handler) -> None:
    async with Rogue([answer]) as rogue:
        outcome = await ask_rogue(rogue)
    assert len(rogue.requests) == 1
    assert isinstance(outcome.error, OddReply)
    assert outcome.error.may_be_charged
    assert decide(outcome.error, 1) == Stop()
    assert outcome.error.next_step


SLOW: dict[str, bytes | Handler] = {
    "no status": then(b"", stall),
    "half a status": then(b"HTTP/1.1 20", stall),
    "half the headers": then(b"HTTP/1.1 200 OK\r\nContent-", stall),
    "no body": then(stream_head(), stall),
    "no end of the stream": then(first(9), stall),
    "a comment now and then": then(first(9), dribble),
    "interim answers for ever": then(b"", flood(b"HTTP/1.1 100 Continue\r\n\r\n")),
}


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
async def test_no_silence_outlasts_the_deadlines(answer: bytes | Handler) -> None:
    async with Rogue([answer]) as rogue:
        begun = asyncio.get_running_loop().time()
        outcome = await ask_rogue(rogue, deadlines=SHORT)
        assert asyncio.get_running_loop().time() - begun < 5  # the machine is shared
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged
    assert len(rogue.requests) == 1


async def test_the_total_deadline_and_the_silence_are_told_apart() -> None:
    for answer, words in (
        (SLOW["a comment now and then"], "did not finish within 1 second"),
        (SLOW["no end of the stream"], "sent nothing for 0.25 seconds"),
    ):
        async with Rogue([answer]) as rogue:
            outcome = await ask_rogue(rogue, deadlines=SHORT)
        assert words in str(outcome.error)


async def test_what_came_before_a_cut_was_shown_and_kept() -> None:
    async with Rogue([ENDED["closed between events"]]) as rogue:
        outcome = await ask_rogue(rogue)
    assert outcome.text == TEXT_AFTER_9
    assert bytes(outcome.sink.raw) == b"".join(sse(event) for event in EVENTS[:9])
    assert (outcome.sink.request_id, outcome.sink.response_id) == ("req_1", "resp_68a1c0ffee")
    assert outcome.error is not None
    assert "so is what arrived" in str(outcome.error)


async def test_what_came_in_the_same_bytes_as_a_failure_is_shown() -> None:
    failed = events("responses_failed")
    data = b"".join(sse(event) for event in failed)
    async with Rogue([stream_head() + chunked(data) + LAST_CHUNK]) as rogue:
        outcome = await ask_rogue(rogue)
    assert outcome.text == "A red kite"
    assert isinstance(outcome.error, OutcomeUnknown)


FINE: dict[str, bytes | Handler] = {
    "bytes one at a time": stream_head()
    + b"".join(chunked(STREAM[at : at + 1]) for at in range(len(STREAM)))
    + LAST_CHUNK,
    "everything at once": stream_head() + chunked(STREAM) + LAST_CHUNK,
    "everything twice": streamed([*EVENTS, *EVENTS]),
    "each event twice": streamed(event for event in EVENTS for _ in range(2)),
    "in reverse": streamed(reversed(EVENTS)),
    "with unknown events": streamed(
        [{"type": "response.novelty", "x": [1]}, *EVENTS, {"type": "response.afterthought"}]
    ),
    "with CRLF": stream_head() + chunked(STREAM.replace(b"\n", b"\r\n")) + LAST_CHUNK,
    "with a byte order mark, one at a time": stream_head()
    + b"".join(chunked(b"\xef\xbb\xbf"[at : at + 1]) for at in range(3))
    + chunked(STREAM)
    + LAST_CHUNK,
    "after empty lines": plain(b"\r\n\n  \n" + STREAM),
    "with comments": stream_head() + chunked(b": hi\n\n" + STREAM) + LAST_CHUNK,
    "without event names": stream_head()
    + chunked(b"".join(b"data: %b\n\n" % json.dumps(event).encode() for event in EVENTS))
    + LAST_CHUNK,
    "with a line to end it": stream_head() + chunked(STREAM + b"data: [DONE]\n\n") + LAST_CHUNK,
    "as plain text": plain(STREAM, content_type="text/plain"),
    "as JSON": plain(STREAM, content_type="application/json"),
    "without a type": plain(STREAM),
    "without a length": then(head() + STREAM, close),
    "packed although nobody asked": plain(gzip.compress(STREAM), content_encoding="gzip"),
    "cut after its last event": then(first(len(EVENTS)), close),
    "never closed after its last event": then(first(len(EVENTS)), stall),
    "endless after its last event": then(first(len(EVENTS)), flood(chunked(b":" * 1000 + b"\n"))),
    "without its last empty line": plain(STREAM.rstrip(b"\n")),
    "after interim answers": b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + plain(STREAM),
}


@pytest.mark.parametrize("answer", FINE.values(), ids=FINE.keys())
async def test_an_answer_that_is_only_unusual_is_read(answer: bytes | Handler) -> None:
    async with Rogue([answer]) as rogue:
        outcome = await ask_rogue(rogue)
    assert outcome.text == ANSWER
    assert outcome.finished.usage is not None
    assert len(rogue.requests) == 1


async def test_the_end_of_an_answer_is_not_kept_waiting_by_the_connection() -> None:
    async with Rogue([FINE["never closed after its last event"]]) as rogue:
        client = service(rogue)
        ended: list[float] = []
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asked(client, on_reply=lambda _: ended.append(loop.time() - begun))
        await client.aclose()
    assert ended[-1] < 1.0


CHAT = events("chat_stream")


@pytest.mark.parametrize("count", [0, 1, 4], ids=["nothing", "the role alone", "some text"])
async def test_a_chat_that_ends_without_a_reason_has_no_verdict(count: int) -> None:
    data = b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in CHAT[:count])
    async with Rogue([stream_head() + chunked(data + b":\n\n") + LAST_CHUNK]) as rogue:
        outcome = await ask_rogue(rogue, Route.CHAT)
    assert isinstance(outcome.error, OutcomeUnknown)


async def test_a_chat_cut_after_its_reason_is_whole_with_its_cost_unknown() -> None:
    data = b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in CHAT[:-1])
    async with Rogue([then(stream_head() + chunked(data), close)]) as rogue:
        outcome = await ask_rogue(rogue, Route.CHAT)
    assert outcome.text == ANSWER
    assert outcome.finished.usage is None


async def test_an_error_with_status_200_is_an_error() -> None:
    body = {"error": {"message": "Invalid signature", "type": "401"}}
    for route in Route:
        async with Rogue([as_json(body)]) as rogue:
            outcome = await ask_rogue(rogue, route)
        assert isinstance(outcome.error, KeyRejected)


async def test_a_refusal_is_not_sent_again() -> None:
    async with Rogue([as_json({"error": {"message": "no"}}, 400)]) as rogue:
        outcome = await ask_rogue(rogue)
    assert isinstance(outcome.error, Refused)
    assert len(rogue.requests) == 1
    assert outcome.sink.raw == b""


async def test_an_error_body_without_end_is_not_read_for_ever() -> None:
    async with Rogue([then(head(400), flood(b"x" * 60_000))]) as rogue:
        outcome = await ask_rogue(rogue)
    assert isinstance(outcome.error, Refused)


async def test_the_body_of_a_failure_after_the_money_flowed_is_kept() -> None:
    async with Rogue([as_json({"error": {"message": "boom"}}, 500)]) as rogue:
        outcome = await ask_rogue(rogue)
    assert b"boom" in outcome.sink.raw


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503])
async def test_a_key_that_the_server_echoes_is_never_shown(
    status: int, quick_pauses: None, caplog: pytest.LogCaptureFixture
) -> None:
    async def echo(received: Received, peer: Peer) -> None:
        said = received.headers["authorization"]
        error = {"message": f"Bad header {said}", "code": said, "param": said, "type": said}
        await peer.send(as_json({"error": error}, status, x_request_id="req_1"))

    caplog.set_level("DEBUG")
    async with Rogue([echo]) as rogue:
        outcome = await ask_rogue(rogue)
    assert isinstance(outcome.error, ServiceError)
    assert KEY not in repr(outcome.error) + str(outcome.error) + caplog.text


async def test_no_more_than_three_tries_reach_a_server_that_limits(quick_pauses: None) -> None:
    async with Rogue([as_json({}, 429)]) as rogue:
        outcome = await ask_rogue(rogue)
    assert len(rogue.requests) == 3
    assert outcome.error is not None
    assert not outcome.error.may_be_charged  # type: ignore[attr-defined]


async def test_a_closed_port_is_tried_three_times_and_said(quick_pauses: None) -> None:
    async with Rogue([]) as rogue:
        client = service(rogue)
    outcome = await asked(client)
    await client.aclose()
    assert isinstance(outcome.error, Unreachable)
    assert "Nothing answers at 127.0.0.1" in outcome.error.what
    assert outcome.sink.times_sent == 0
    assert decide(outcome.error, 1) == Retry(0.01)


async def test_the_next_call_works_after_every_fault() -> None:
    faults = [ENDED["reset within the stream"], ODD["text"], ENDED["a gzip bomb"]]
    async with Rogue([*faults, streamed(EVENTS)]) as rogue:
        client = service(rogue)
        for _ in faults:
            assert (await asked(client)).error is not None
        assert (await asked(client)).text == ANSWER
        await client.aclose()
