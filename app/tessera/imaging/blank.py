"""Blank pictures of any size, a few kilobytes each: what calibration sends to be counted.

A PNG of one bit per pixel, all white, written without Pillow and without ever holding its pixels.
"""

import struct
import zlib

from tessera.core.geometry import Size

MEDIA_TYPE = "image/png"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ONE_BIT_GREY = (1, 0, 0, 0, 0)  # depth, colour type, compression, filter, interlace
_STEP_BYTES = 1 << 20


def blank_png(size: Size) -> bytes:
    """Return a white PNG of ``size``.

    >>> blank_png(Size(512, 1))[:8] == SIGNATURE, len(blank_png(Size(6400, 6400))) < 16_000
    (True, True)
    """
    header = struct.pack(">II5B", size.width, size.height, *_ONE_BIT_GREY)
    row = b"\x00" + b"\xff" * (-(-size.width // 8))
    return b"".join(
        (SIGNATURE, chunk(b"IHDR", header), chunk(b"IDAT", _rows(row, size.height)),
         chunk(b"IEND", b""))
    )  # fmt: skip


def _rows(row: bytes, number: int) -> bytes:
    """Return so many equal rows compressed, a part at a time."""
    packer = zlib.compressobj(9)
    at_once = max(1, min(number, _STEP_BYTES // len(row)))
    whole, rest = divmod(number, at_once)
    packed = [packer.compress(row * at_once) for _ in range(whole)]
    return b"".join((*packed, packer.compress(row * rest), packer.flush()))


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
