"""The Images API's answers, taken apart at random: nothing unexpected is raised or made up."""

import base64
import json
import random
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.client.base64_text import bytes_of
from tessera.client.formats import format_of
from tessera.client.sse import EventReader, EventTooLarge
from tessera.client.wire import NothingMade, NotTheProtocol, Unreadable, usage_from
from tessera.client.wire_errors import Complaint
from tessera.client.wire_images_reply import ImagesReply
from tessera.core.replies import Finished, PictureArrived, RateLimits, Reply
from tests.client.makes import FINAL, PREVIEWS, SECOND, body_of, completed, preview, whole
from tests.client.rogue import sse

STREAM = b"".join(sse(event) for event in (preview(0), preview(1), completed()))
BODY = body_of(whole(FINAL, SECOND))
FAILURES = (Unreadable, NotTheProtocol, NothingMade, EventTooLarge)


def read(stream: bytes, cuts: list[int]) -> list[Reply | Complaint]:
    """Return what a stream says that arrives in pieces."""
    reader = EventReader(2**20)
    answer = ImagesReply(request_id=None, limits=RateLimits(), wanted=1)
    found: list[Reply | Complaint] = []
    places = [0, *sorted(cut % len(stream) for cut in cuts), len(stream)]
    for start, end in pairwise(places):
        for event in reader.feed(stream[start:end]):
            found += answer.event(event)
    for event in reader.finish():
        found += answer.event(event)
    return [*found, *answer.finish()]


def pictures(found: list[Reply | Complaint]) -> list[bytes]:
    return [r.data for r in found if isinstance(r, PictureArrived) and r.partial is None]


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_however_a_stream_is_cut_into_pieces_it_says_the_same(cuts: list[int]) -> None:
    assert read(STREAM, cuts) == read(STREAM, [])


@settings(max_examples=500)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_damage_raises_nothing_unexpected_and_makes_nothing_up(seed: int, hits: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(STREAM)
    for _ in range(hits):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    try:
        found = read(bytes(damaged), [])
    except FAILURES:
        return
    assert len(pictures(found)) <= 1
    assert sum(isinstance(reply, Finished) for reply in found) <= 1


@settings(max_examples=500)
@given(st.integers(0, 2**32), st.integers(1, 30), st.booleans())
def test_a_damaged_body_raises_nothing_unexpected(seed: int, hits: int, is_cut: bool) -> None:
    chance = random.Random(seed)
    damaged = bytearray(BODY)
    for _ in range(hits):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    body = bytes(damaged[: chance.randrange(len(damaged))] if is_cut else damaged)
    answer = ImagesReply(request_id=None, limits=RateLimits(), wanted=2)
    try:
        found = list(answer.whole(body))
    except FAILURES:
        return
    assert len(pictures(found)) <= 2


@given(st.permutations(range(4)))
def test_however_events_are_shuffled_the_picture_comes_once(order: list[int]) -> None:
    events = [sse(event) for event in (preview(0), preview(1), completed(), completed())]
    found = read(b"".join(events[number] for number in order), [])
    assert pictures(found) == [FINAL]
    previews = [r.data for r in found if isinstance(r, PictureArrived) and r.partial is not None]
    assert previews in ([], [PREVIEWS[0]], [PREVIEWS[1]], [*PREVIEWS])


@given(st.binary(min_size=1, max_size=200), st.integers(1, 80), st.sampled_from(["", "data:,"]))
def test_base64_survives_lines_prefixes_and_missing_padding(
    data: bytes, width: int, prefix: str
) -> None:
    text = base64.b64encode(data).decode().rstrip("=")
    wrapped = prefix + "\r\n".join(text[at : at + width] for at in range(0, len(text), width))
    assert bytes_of(msgspec.Raw(json.dumps(wrapped).encode())) == data


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n123", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"GIF87a", "gif"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg/>', "svg"),
        (b"<?xml version='1.0'?><html/>", ""),
        (b"<html><svg/></html>", ""),
        (b"", ""),
        (b"MZ\x90", ""),
    ],
)
def test_a_format_is_what_the_bytes_begin_with(data: bytes, kind: str) -> None:
    assert format_of(data) == kind


@pytest.mark.parametrize(
    "lie",
    [
        {"output_tokens_details": {"image_tokens": 11}},
        {"output_tokens_details": {"text_tokens": -1}},
        {"output_tokens_details": {"image_tokens": 1.5}},
        {"output_tokens_details": "many"},
        {"cached_tokens": 6},
        {"cached_tokens_details": {"cached_image_tokens": 6}},
        {"input_tokens": True},
        {"output_tokens": 2**63},
    ],
)
def test_counts_of_pictures_that_cannot_be_make_the_usage_odd(lie: dict[str, object]) -> None:
    told = {"input_tokens": 5, "output_tokens": 10} | lie
    assert usage_from(told, "input_tokens", "output_tokens") == (None, True)
