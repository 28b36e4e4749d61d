"""The body of a request, made while it is sent, with an exact length known beforehand.

A body is a row of parts: bytes as they are, pictures as they are, or pictures as base64. A picture
is read when its turn comes and let go after it, so that memory does not grow with their number.
A body can be iterated again for another try.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pybase64

from tessera.core.errors import StoreError
from tessera.core.ports import Blobs
from tessera.core.requests import Pixels

STEP_BYTES = 192 * 2**10  # a multiple of 3, so that steps of base64 join without padding


@dataclass(frozen=True, slots=True)
class AsBytes:
    """A picture's bytes as they are (multipart)."""

    pixels: Pixels

    @property
    def size_bytes(self) -> int:
        """Return the length on the wire."""
        return self.pixels.size_bytes


@dataclass(frozen=True, slots=True)
class AsDataUrl:
    """A picture as ``data:image/png;base64,…`` (JSON, without the quotes)."""

    pixels: Pixels

    @property
    def prefix(self) -> bytes:
        """Return what stands before the base64."""
        return f"data:{self.pixels.media_type};base64,".encode()

    @property
    def size_bytes(self) -> int:
        """Return the length on the wire, which is also the number of characters."""
        return len(self.prefix) + (self.pixels.size_bytes + 2) // 3 * 4


Part = bytes | AsBytes | AsDataUrl


class Body:
    """What is sent. ``size_bytes`` is the exact Content-Length."""

    __slots__ = ("_blobs", "_parts", "content_type", "size_bytes")

    def __init__(self, content_type: str, parts: Sequence[Part], blobs: Blobs | None) -> None:
        self.content_type = content_type
        self._parts = tuple(parts)
        self._blobs = blobs
        self.size_bytes = sum(
            len(part) if isinstance(part, bytes) else part.size_bytes for part in self._parts
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what it is made of, in order."""
        return self._parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, bytes):
                for at in range(0, len(part), STEP_BYTES):
                    yield part[at : at + STEP_BYTES]
                continue
            if isinstance(part, AsDataUrl):
                yield part.prefix
            data = memoryview(await self._read(part.pixels))
            for at in range(0, len(data), STEP_BYTES):
                step = data[at : at + STEP_BYTES]
                yield pybase64.b64encode(step) if isinstance(part, AsDataUrl) else bytes(step)
            del data

    async def _read(self, pixels: Pixels) -> bytes:
        """Return a picture's bytes, read beside the event loop; raises `StoreError`."""
        assert self._blobs is not None, "a body with pictures needs a place to read them from"
        data = await asyncio.to_thread(self._blobs.read, pixels.sha256)
        if len(data) != pixels.size_bytes:
            raise StoreError(
                "A picture in the library is not as long as it was.",
                "Nothing was bought.",
                "Open the picture again from its file.",
            )
        return data


class Inlay:
    """Marks places in a JSON text where pictures are to stand, and cuts the text there.

    ``url`` gives a mark to put into the JSON instead of a data URL; ``body`` turns the encoded
    JSON into a `Body` that sends the pictures themselves.
    """

    def __init__(self) -> None:
        self._mark = f"picture-{secrets.token_hex(16)}-"  # no prompt can hold it by chance
        self._pixels: list[Pixels] = []

    def url(self, pixels: Pixels) -> str:
        """Return the mark that stands for the data URL of ``pixels``."""
        self._pixels.append(pixels)
        return f"{self._mark}{len(self._pixels) - 1:06}"

    def body(self, encoded: bytes, blobs: Blobs) -> Body:
        """Return ``encoded`` JSON with the pictures in their places."""
        first, *rest = encoded.split(self._mark.encode())
        parts: list[Part] = [first]
        for text in rest:
            parts += [AsDataUrl(self._pixels[int(text[:6])]), text[6:]]
        return Body("application/json", parts, blobs)


def json_body(encoded: bytes) -> Body:
    """Return a body of JSON without pictures."""
    return Body("application/json", [encoded], None)


@dataclass(frozen=True, slots=True)
class FormFile:
    """A picture in a form, under a neutral name: no name of a user's file leaves the machine."""

    field: str
    filename: str
    pixels: Pixels


def form_body(fields: Sequence[tuple[str, str]], files: Sequence[FormFile], blobs: Blobs) -> Body:
    """Return a multipart form. Names come from this program; a value may be a user's text."""
    boundary = f"tessera-{secrets.token_hex(16)}"
    parts: list[Part] = []
    for name, value in fields:
        parts.append(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            f"{value}\r\n".encode()
        )
    for file in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; '
            f'filename="{file.filename}"\r\nContent-Type: {file.pixels.media_type}\r\n\r\n'
        )
        parts += [head.encode(), AsBytes(file.pixels), b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Body(f"multipart/form-data; boundary={boundary}", parts, blobs)
