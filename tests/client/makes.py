"""Shorthand for having a `Rogue` make pictures through the real client, and for its answers."""

import base64
import json
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from tessera.client.service import Service
from tessera.core.errors import TesseraError
from tessera.core.geometry import Size
from tessera.core.image_requests import Edit, Generate, Make, MakeSettings
from tessera.core.replies import Finished, PictureArrived, PictureElsewhere, Reply, Wait
from tests.client.calls import KEY, QUICK
from tests.client.rogue import Rogue, as_json, chunked, sse, stream_head
from tests.core.builders import model
from tests.fakes import MemoryBlobs, RecordingSink, SystemTime

MODEL = "gpt-image-2.5-sunburst"
PNG = b"\x89PNG\r\n\x1a\n"
FINAL = PNG + b"the picture itself" * 20
SECOND = PNG + b"another picture" * 20
PREVIEWS = (PNG + b"first preview", PNG + b"second preview")
USAGE = {
    "input_tokens": 50,
    "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
    "output_tokens": 1756,
    "output_tokens_details": {"image_tokens": 1700, "text_tokens": 56},
    "total_tokens": 1806,
}
SHOWN = {
    "created_at": 1_763_640_000,
    "size": "1024x1024",
    "quality": "high",
    "background": "opaque",
    "output_format": "png",
}


@dataclass
class Made:
    """What one call brought."""

    replies: list[Reply] = field(default_factory=list)
    error: TesseraError | None = None
    sink: RecordingSink = field(default_factory=RecordingSink)
    waits: list[Wait] = field(default_factory=list)

    @property
    def arrived(self) -> list[PictureArrived]:
        """Return previews and pictures in the order in which they came."""
        return [reply for reply in self.replies if isinstance(reply, PictureArrived)]

    @property
    def pictures(self) -> list[bytes]:
        """Return the pictures themselves."""
        return [reply.data for reply in self.arrived if reply.partial is None]

    @property
    def previews(self) -> list[bytes]:
        """Return the previews."""
        return [reply.data for reply in self.arrived if reply.partial is not None]

    @property
    def elsewhere(self) -> list[PictureElsewhere]:
        """Return the pictures that were named by address."""
        return [reply for reply in self.replies if isinstance(reply, PictureElsewhere)]

    @property
    def finished(self) -> Finished:
        """Return the end, which must have come."""
        assert self.error is None, self.error
        last = self.replies[-1]
        assert isinstance(last, Finished)
        return last


def generate(**settings: Any) -> Generate:
    """Return a request for a picture from words."""
    return Generate(MODEL, "A red kite", MakeSettings(**settings))


def edit(blobs: MemoryBlobs, *, references: int = 0, **more: Any) -> Edit:
    """Return a request that changes a picture of 640×400 pixels."""
    size = Size(640, 400)
    pictures = [blobs.add(PNG + bytes([number]), size=size) for number in range(references + 1)]
    settings = MakeSettings(**more.pop("settings", {}))
    return Edit(MODEL, "Make the sky pink", tuple(pictures), settings, **more)


def maker(rogue: Rogue, **more: Any) -> Service:
    """Return the real client for a `Rogue`, knowing the catalogue."""
    deadlines = more.pop("deadlines", QUICK)
    more.setdefault("image_options", lambda name: model(name).image)
    profile = rogue.profile(**more.pop("profile", {}))
    return Service(profile, KEY, clock=SystemTime(), deadlines=deadlines, **more)


async def made_by(
    client: Service,
    request: Make | None = None,
    blobs: MemoryBlobs | None = None,
    on_reply: Callable[[Reply], None] | None = None,
) -> Made:
    """Make pictures and return everything that came, the error included; closes nothing."""
    made = Made()
    replies = client.make(
        request or generate(), blobs or MemoryBlobs(), made.sink, made.waits.append
    )
    try:
        async with aclosing(replies):
            async for reply in replies:
                made.replies.append(reply)
                if on_reply is not None:
                    on_reply(reply)
    except TesseraError as error:
        made.error = error
    return made


async def make_from(
    rogue: Rogue, request: Make | None = None, blobs: MemoryBlobs | None = None, **more: Any
) -> Made:
    """Have a `Rogue` make pictures, with a client of its own."""
    client = maker(rogue, **more)
    try:
        return await made_by(client, request, blobs)
    finally:
        await client.aclose()


def b64(data: bytes) -> str:
    """Return base64 text."""
    return base64.b64encode(data).decode("ascii")


def preview(number: int, data: bytes | None = None, family: str = "image_generation") -> Any:
    """Return the event of a preview."""
    found = PREVIEWS[number] if data is None else data
    kind = f"{family}.partial_image"
    return {"type": kind, **SHOWN, "b64_json": b64(found), "partial_image_index": number}


def completed(data: bytes = FINAL, family: str = "image_generation", **more: Any) -> Any:
    """Return the event of a picture."""
    kind = f"{family}.completed"
    return {"type": kind, **SHOWN, "b64_json": b64(data), "usage": USAGE, **more}


def whole(*pictures: bytes, **more: Any) -> bytes:
    """Return an answer with all pictures in one body."""
    data = [{"b64_json": b64(picture)} for picture in pictures]
    return as_json({"created": 1_763_640_000, "data": data, "usage": USAGE, **more})


def whole_text(text: str) -> bytes:
    """Return an answer of one picture whose base64 is just ``text``, as JSON writes it."""
    return as_json({"created": 1, "data": [{"b64_json": text}], "usage": USAGE})


def first(*events: dict[str, Any]) -> bytes:
    """Return the head of a stream and its first events; the end is still to come."""
    return stream_head(x_request_id="req_1") + b"".join(chunked(sse(event)) for event in events)


def body_of(answer: bytes) -> bytes:
    """Return what the sink must have got of a whole answer."""
    return answer.partition(b"\r\n\r\n")[2]


def dumped(value: object) -> bytes:
    """Return JSON."""
    return json.dumps(value).encode()
