"""Bodies are made while they are sent, and are as long as they say."""

import base64
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.client.body import STEP_BYTES, Body, FormFile, Inlay, form_body, json_body
from tessera.core.errors import StoreError
from tests.fakes import MemoryBlobs


async def sent(body: Body) -> bytes:
    return b"".join([chunk async for chunk in body])


async def test_pictures_stand_in_the_json_as_data_urls() -> None:
    blobs, inlay = MemoryBlobs(), Inlay()
    first, second = blobs.add(b"first"), blobs.add(b"second", media_type="image/webp")
    urls = [inlay.url(first), inlay.url(second)]
    text = json.dumps({"b": urls[1], "a": urls[0], "again": urls[0]}).encode()
    body = inlay.body(text, blobs)
    found = json.loads(data := await sent(body))
    assert (
        found["a"]
        == found["again"]
        == f"data:image/png;base64,{base64.b64encode(b'first').decode()}"
    )
    assert found["b"] == f"data:image/webp;base64,{base64.b64encode(b'second').decode()}"
    assert len(data) == body.size_bytes


@given(st.integers(0, 3), st.integers(-2, 2))
async def test_the_length_is_exact_around_every_step(steps: int, off: int) -> None:
    blobs, inlay = MemoryBlobs(), Inlay()
    pixels = blobs.add(b"x" * max(1, steps * STEP_BYTES + off))
    body = inlay.body(json.dumps(inlay.url(pixels)).encode(), blobs)
    data = await sent(body)
    assert len(data) == body.size_bytes
    assert base64.b64decode(json.loads(data).partition(",")[2]) == blobs.kept[pixels.sha256]


async def test_a_body_can_be_sent_again() -> None:
    blobs, inlay = MemoryBlobs(), Inlay()
    body = inlay.body(json.dumps(inlay.url(blobs.add(b"picture"))).encode(), blobs)
    assert await sent(body) == await sent(body)


async def test_a_prompt_that_looks_like_a_mark_stays_as_it_is() -> None:
    inlay = Inlay()
    text = json.dumps({"prompt": "picture-00000000000000000000000000000000-000000"}).encode()
    assert await sent(inlay.body(text, MemoryBlobs())) == text


async def test_memory_does_not_grow_with_the_number_of_pictures() -> None:
    blobs, inlay = MemoryBlobs(), Inlay()
    pixels = [blobs.add(bytes([n]) * 1_500_000) for n in range(10)]
    body = inlay.body(json.dumps([inlay.url(p) for p in pixels]).encode(), blobs)
    tracemalloc.start()
    async for _ in body:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20


async def test_a_picture_that_changed_stops_the_call() -> None:
    blobs, inlay = MemoryBlobs(), Inlay()
    pixels = blobs.add(b"picture")
    blobs.kept[pixels.sha256] = b"pictures"
    with pytest.raises(StoreError):
        await sent(inlay.body(json.dumps(inlay.url(pixels)).encode(), blobs))


async def test_a_form_holds_fields_and_a_file_under_a_neutral_name() -> None:
    blobs = MemoryBlobs()
    pixels = blobs.add(b"\x00\r\n--pixels")
    body = form_body([("purpose", "vision")], [FormFile("file", "picture.png", pixels)], blobs)
    data = await sent(body)
    boundary = body.content_type.partition("boundary=")[2]
    assert (
        data
        == (
            f'--{boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nvision\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="picture.png"\r\n'
            f"Content-Type: image/png\r\n\r\n\x00\r\n--pixels\r\n--{boundary}--\r\n"
        ).encode()
    )
    assert len(data) == body.size_bytes


async def test_plain_json_is_sent_as_it_is() -> None:
    body = json_body(b'{"a":1}')
    assert (await sent(body), body.size_bytes) == (b'{"a":1}', 7)
