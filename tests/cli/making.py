"""Ordering pictures of a `Rogue` from the command line, and the replies that it gives."""

import base64
from collections.abc import Iterable
from io import BytesIO

from tests.cli.asking import leading_to
from tests.cli.program import Done, Word, run
from tests.client.rogue import Rogue, as_json, chunked, sse, stream_head
from tests.pictures import quadrants

GENERATE = ("generate", "--prompt", "a red kite", "--model", "gpt-image-2", "--quality", "low")
SIZED = (*GENERATE, "--size", "1024x1024")
USAGE = {
    "input_tokens": 9,
    "input_tokens_details": {"text_tokens": 9, "image_tokens": 0},
    "output_tokens": 196,
    "total_tokens": 205,
}


def picture_bytes(width: int = 1024, height: int = 1024, form: str = "PNG") -> bytes:
    """Return a picture's file."""
    buffer = BytesIO()
    quadrants(width, height).save(buffer, form)
    return buffer.getvalue()


PNG = picture_bytes()
SECOND = picture_bytes(1024, 1040)


def in_one_piece(*pictures: bytes) -> bytes:
    """Return the answer that brings pictures in one body."""
    data = [{"b64_json": base64.b64encode(each).decode()} for each in pictures]
    return as_json({"created": 1, "data": data, "usage": USAGE}, x_request_id="req_1")


def completed(picture: bytes, kind: str = "image_generation") -> bytes:
    """Return the event that brings a picture, as a chunk."""
    encoded = base64.b64encode(picture).decode()
    event = {"type": f"{kind}.completed", "b64_json": encoded, "usage": USAGE}
    return chunked(sse(event))


def begun(events: Iterable[bytes]) -> bytes:
    """Return the head of a stream and events of it."""
    return stream_head(x_request_id="req_1") + b"".join(events)


async def order(rogue: Rogue, *argv: Word, **more: str) -> Done:
    """Order pictures of ``rogue`` and return how the command ended."""
    return await run(*argv, "--json", env=leading_to(rogue) | more)
