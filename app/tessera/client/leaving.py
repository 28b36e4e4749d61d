"""What a request would send, in words: worked out from the very call that would be sent.

The key's header is named, its value never. Pictures stand as descriptions where their bytes would.
"""

import json
from dataclasses import dataclass

from tessera.client.body import AsBytes, AsDataUrl, Body
from tessera.client.transport import Call
from tessera.core.pixels import Pixels

BY_THE_LIBRARY = ("Host", "Connection", "User-Agent")  # what httpx adds to every request of ours
_NAMES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}


@dataclass(frozen=True, slots=True)
class Leaving:
    """One request: where it goes, which headers it has, its body as text, its pictures."""

    method: str
    address: str
    headers: tuple[str, ...]
    size_bytes: int
    body: str
    pictures: tuple[Pixels, ...]


def leaving(call: Call, address: str, headers: tuple[str, ...]) -> Leaving:
    """Return what ``call`` sends to ``address``."""
    body = call.body
    if body is None:
        return Leaving(call.method, address, headers, 0, "", ())
    pictures = tuple(part.pixels for part in body.parts if not isinstance(part, bytes))
    return Leaving(call.method, address, headers, body.size_bytes, _text(body), pictures)


def described(pixels: Pixels) -> str:
    """Return a picture in words.

    >>> from tessera.core.geometry import Size
    >>> described(Pixels("", Size(1800, 1200), "image/jpeg", 517_000))
    'JPEG, 517 kB, 1800×1200, no metadata'
    """
    name = _NAMES.get(pixels.media_type, pixels.media_type)
    size = f"{pixels.size_bytes} bytes" if pixels.size_bytes < 1000 else _kilobytes(pixels)
    return f"{name}, {size}, {pixels.size.width}×{pixels.size.height}, no metadata"


def _kilobytes(pixels: Pixels) -> str:
    return f"{round(pixels.size_bytes / 1000)} kB"


def _text(body: Body) -> str:
    parts = [_part(part) for part in body.parts]
    text = b"".join(parts).decode("utf-8", "replace")
    if body.content_type != "application/json":
        return text.replace("\r\n", "\n")
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False)


def _part(part: bytes | AsBytes | AsDataUrl) -> bytes:
    if isinstance(part, bytes):
        return part
    # A media type of ours and digits: nothing in it has to be escaped in JSON.
    return f"[{described(part.pixels)}]".encode()
