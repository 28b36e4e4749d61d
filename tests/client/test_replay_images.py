"""Pictures are found again in a reply's bytes, however little of them a killed program had."""

import base64
import gzip
import json

import pytest

from tessera.client.replay_images import made_in
from tessera.core.replies import Finished, PictureArrived, PictureElsewhere
from tests.client.rogue import sse

ONE, TWO = b"\x89PNG\r\n\x1a\none" * 30, b"\xff\xd8\xfftwo" * 30
USAGE = {
    "input_tokens": 10,
    "input_tokens_details": {"text_tokens": 10, "image_tokens": 0},
    "output_tokens": 100,
    "total_tokens": 110,
}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def completed(data: bytes) -> bytes:
    return sse({"type": "image_generation.completed", "b64_json": b64(data), "usage": USAGE})


def preview(data: bytes, number: int = 0) -> bytes:
    return sse(
        {
            "type": "image_generation.partial_image",
            "b64_json": b64(data),
            "partial_image_index": number,
        }
    )


BODY = json.dumps({"data": [{"b64_json": b64(ONE)}, {"b64_json": b64(TWO)}], "usage": USAGE})
STREAM = preview(TWO) + completed(ONE)


def pictures(body: bytes, wanted: int = 1) -> list[bytes]:
    """Return the whole pictures that are found."""
    found = made_in(body, wanted=wanted)
    return [r.data for r in found if isinstance(r, PictureArrived) and r.partial is None]


def ends(body: bytes, wanted: int = 1) -> bool:
    """Return whether the reply is told to be whole."""
    return any(isinstance(reply, Finished) for reply in made_in(body, wanted=wanted))


@pytest.mark.parametrize(
    ("body", "wanted", "found"),
    [
        pytest.param(BODY.encode(), 2, [ONE, TWO], id="one-piece"),
        pytest.param(gzip.compress(BODY.encode()), 2, [ONE, TWO], id="packed"),
        pytest.param(STREAM, 1, [ONE], id="stream"),
        pytest.param(completed(ONE) + completed(TWO), 2, [ONE, TWO], id="stream-of-two"),
    ],
)
def test_a_whole_reply_gives_all_and_its_end(body: bytes, wanted: int, found: list[bytes]) -> None:
    assert pictures(body, wanted) == found
    assert ends(body, wanted)


def test_of_every_cut_of_a_body_each_picture_that_was_there_is_found() -> None:
    body = BODY.encode()
    first = body.index(b64(ONE).encode()) + len(b64(ONE)) + 1
    second = body.index(b64(TWO).encode()) + len(b64(TWO)) + 1
    for end in range(0, len(body), 37):
        expected = [ONE] * (end >= first) + [TWO] * (end >= second)
        assert pictures(body[:end], 2) == expected, end
        assert not ends(body[:end], 2)


def test_of_every_cut_of_a_stream_each_picture_that_was_there_is_found() -> None:
    body = completed(ONE) + preview(ONE) + completed(TWO)
    for end in range(0, len(body), 37):
        expected = [ONE] * (end >= len(completed(ONE)))
        assert pictures(body[:end], 2) == expected, end


def test_a_preview_is_never_taken_for_a_picture() -> None:
    found = made_in(preview(ONE), wanted=1)
    assert [reply.partial for reply in found if isinstance(reply, PictureArrived)] == [0]
    assert not ends(preview(ONE))


def test_an_address_is_found() -> None:
    body = json.dumps({"data": [{"url": "https://cdn.example/1.png"}], "usage": USAGE}).encode()
    assert PictureElsewhere(0, "https://cdn.example/1.png") in made_in(body, wanted=1)


@pytest.mark.parametrize("body", [b"", b"what?", b"<html>", b"{}", b'{"data": []}', b"\x1f\x8b"])
def test_what_is_no_reply_gives_nothing(body: bytes) -> None:
    assert pictures(body) == []
    assert not ends(body)
