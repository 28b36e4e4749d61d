"""Broken, lying and hostile files."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from tests.pictures import photo, png

LIE = 60_000


def png_claiming(width: int, height: int, *, rows: bytes = b"\0" * 64) -> bytes:
    """Return a PNG whose header promises more than its data holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return png([(b"IHDR", header), (b"IDAT", zlib.compress(rows))])


def jpeg_claiming(width: int, height: int) -> bytes:
    """Return a small JPEG whose header promises another size."""
    data = bytearray(encoded("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gif_claiming(width: int, height: int) -> bytes:
    """Return a GIF whose screen and frame promise another size."""
    data = bytearray(encoded("GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    at = data.index(b",", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[at + 5 : at + 9] = struct.pack("<HH", width, height)
    return bytes(data)


def bmp_claiming(width: int, height: int) -> bytes:
    """Return a BMP whose header promises another size."""
    data = bytearray(encoded("BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


def tiff_claiming(width: int, height: int) -> bytes:
    """Return a TIFF whose first tags promise another size."""
    data = bytearray(encoded("TIFF"))
    (at,) = struct.unpack("<I", data[4:8])
    for entry in range(2):
        start = at + 2 + 12 * entry
        data[start + 2 : start + 12] = struct.pack("<HII", 4, 1, (width, height)[entry])
    return bytes(data)


def webp_claiming(width: int, height: int) -> bytes:
    """Return a WebP whose canvas promises another size than its picture."""
    buffer = io.BytesIO()
    photo(40, 30).save(buffer, "WEBP", exif=Image.Exif())
    data = buffer.getvalue()
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    extended = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    body = b"WEBP" + extended + data[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def encoded(form: str, width: int = 120, height: int = 90, **options: Any) -> bytes:
    """Return a small sound picture."""
    buffer = io.BytesIO()
    picture = photo(width, height)
    (picture.quantize(32) if form == "GIF" else picture).save(buffer, form, **options)
    return buffer.getvalue()


def written(path: Path, data: bytes) -> Path:
    """Write ``data`` and return where."""
    path.write_bytes(data)
    return path
