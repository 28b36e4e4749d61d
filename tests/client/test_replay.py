"""An answer that lies whole on the disk after a crash is read again; nothing else is made of it."""

import gzip
import json
import zlib
from collections.abc import Iterable

import pytest

from tessera.client.replay import SEAM, heard_in, replies_in
from tessera.core.profiles import Route
from tessera.core.replies import Finished, Reply, TextDelta
from tests.client.recorded import ANSWER, events, recorded
from tests.client.rogue import sse

STREAM = b"".join(sse(event) for event in events("responses_stream"))
CHAT = b"".join(b"data: %b\n\n" % json.dumps(event).encode() for event in events("chat_stream"))


def body(name: str) -> bytes:
    return json.dumps(recorded(name)["body"]).encode()


@pytest.mark.parametrize(
    ("kept", "route"),
    [
        pytest.param(STREAM, Route.RESPONSES, id="stream"),
        pytest.param(body("responses_whole"), Route.RESPONSES, id="one piece"),
        pytest.param(gzip.compress(STREAM), Route.RESPONSES, id="gzip"),
        pytest.param(zlib.compress(STREAM), Route.RESPONSES, id="deflate"),
        pytest.param(CHAT + b"data: [DONE]\n\n", Route.CHAT, id="chat"),
        pytest.param(CHAT, Route.CHAT, id="chat without its last line"),
        pytest.param(body("chat_whole"), Route.CHAT, id="chat in one piece"),
    ],
)
def test_a_whole_answer_is_read_again(kept: bytes, route: Route) -> None:
    replies = replies_in(kept, route)
    assert "".join(reply.text for reply in replies if isinstance(reply, TextDelta)) == ANSWER
    assert isinstance(replies[-1], Finished)
    assert replies[-1].usage is not None


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        STREAM[:-300],
        gzip.compress(STREAM)[:-300],
        b"\x1f\x8bnonsense",
        b"<html>",
        b"{}",
        b'{"status":"comp',
        b'{"error":{"message":"boom"}}',
        b"".join(sse(event) for event in events("responses_failed")),
        b"nonsense",
        STREAM.replace(b"data", b"atad"),
    ],
)
def test_half_an_answer_is_none(kept: bytes) -> None:
    assert replies_in(kept, Route.RESPONSES) == ()


def text_of(replies: Iterable[Reply]) -> str:
    return "".join(reply.text for reply in replies if isinstance(reply, TextDelta))


def kept_stream(*found: dict[str, object]) -> bytes:
    return b"".join(sse(event) for event in found)


def test_an_answer_that_was_cut_and_resumed_is_read_as_one() -> None:
    found = events("responses_stream")
    kept = kept_stream(*found[:6]) + b'data: {"type":"respo' + SEAM + kept_stream(*found[6:])
    assert text_of(replies_in(kept, Route.RESPONSES)) == ANSWER


def test_an_answer_that_was_cut_and_fetched_whole_is_read_as_one() -> None:
    found = events("responses_stream")
    fetched = json.dumps(found[-1]["response"]).encode()
    kept = kept_stream(*found[:9]) + b"data: {" + SEAM + fetched
    assert text_of(replies_in(kept, Route.RESPONSES)) == ANSWER


def test_a_cut_answer_tells_where_to_go_on() -> None:
    found = events("responses_stream")
    number = found[5]["sequence_number"]
    kept = kept_stream(*found[:6])
    assert heard_in(kept) == (found[0]["response"]["id"], number)
    assert heard_in(kept + b"data: {") == (found[0]["response"]["id"], number)
    assert heard_in(b"nonsense") == (None, None)
