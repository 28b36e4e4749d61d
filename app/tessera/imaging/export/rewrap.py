"""Other words beside the very same pixels: the compressed data stay as they came. Child only.

What a model made is saved with its provenance without being compressed once more, and 16 bits stay
16. Everything else in the file stays too, but for its old XMP and for content credentials, which
hold for the old bytes only. Containers that are not understood to their end are left alone.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from tessera.core.geometry import Size
from tessera.core.provenance import Provenance
from tessera.core.provenance_xmp import to_xmp
from tessera.imaging.export.long_xmp import NAME as LONG_NAME
from tessera.imaging.export.long_xmp import jpeg_packets
from tessera.imaging.raster import FileFormat

PNG_START = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = b"XML:com.adobe.xmp"
JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
APP0, APP1, APP11, SCAN = 0xE0, 0xE1, 0xEB, 0xDA
WEBP_XMP_FLAG, WEBP_ALPHA_FLAG = 0x04, 0x10

Chunk = tuple[bytes, bytes]


class NotUnderstood(Exception):
    """The container is not what its format says."""


def rewrapped(
    file: BinaryIO, form: FileFormat, size: Size, provenance: Provenance, own_xmp: bytes
) -> bytes:
    """Return the file with the provenance in it; raises `NotUnderstood`."""
    file.seek(0)
    data = file.read()
    if form is FileFormat.PNG:
        return _png(data, to_xmp(provenance, own=own_xmp).encode())
    if form is FileFormat.JPEG:
        first, more = jpeg_packets(provenance, own_xmp)
        return _jpeg(data, first, more)
    if form is FileFormat.WEBP:
        return _webp(data, size, to_xmp(provenance, own=own_xmp).encode())
    raise NotUnderstood


def _png(data: bytes, xmp: bytes) -> bytes:
    text = XMP_KEYWORD + b"\0\0\0\0\0" + xmp
    parts, is_written = [PNG_START], False
    for name, body in _png_chunks(data):
        if name == b"caBX" or (name == b"iTXt" and body.startswith(XMP_KEYWORD + b"\0")):
            continue
        if name == b"IDAT" and not is_written:
            parts.append(_png_chunk(b"iTXt", text))
            is_written = True
        parts.append(_png_chunk(name, body))
    return b"".join(parts)


def _png_chunks(data: bytes) -> Iterator[Chunk]:
    if not data.startswith(PNG_START):
        raise NotUnderstood
    at = len(PNG_START)
    while True:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if len(name) < 4 or end > len(data):
            raise NotUnderstood
        yield name, data[at + 8 : end - 4]
        if name == b"IEND":
            return
        at = end


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _jpeg(data: bytes, xmp: bytes, more: bytes) -> bytes:
    head: list[bytes] = []
    kept: list[bytes] = []
    at = 2
    while True:
        marker, end = _segment(data, at)
        if marker == SCAN:
            break
        body = data[at + 4 : end]
        is_xmp = marker == APP1 and body.startswith((JPEG_XMP, LONG_NAME))
        if marker != APP11 and not is_xmp:
            (head if marker == APP0 else kept).append(data[at:end])
        at = end
    packet = JPEG_XMP + xmp
    ours = bytes((0xFF, APP1)) + struct.pack(">H", len(packet) + 2) + packet + more
    # EXIF, where there is some, is to come first; so XMP follows what is kept of APP0 and APP1.
    exif = [each for each in kept if each[1] == APP1]
    rest = [each for each in kept if each[1] != APP1]
    return b"".join((data[:2], *head, *exif, ours, *rest, data[at:]))


def _segment(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place and where its segment ends."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] in WITHOUT_LENGTH:
        raise NotUnderstood
    end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    if end > len(data) or end < at + 4:
        raise NotUnderstood
    return data[at + 1], end


def _webp(data: bytes, size: Size, xmp: bytes) -> bytes:
    chunks = [each for each in _webp_chunks(data) if each[0] not in (b"XMP ", b"C2PA")]
    if chunks[0][0] == b"VP8X":
        flags = chunks[0][1][0] | WEBP_XMP_FLAG
        chunks[0] = (b"VP8X", bytes((flags,)) + chunks[0][1][1:])
    else:
        chunks.insert(0, (b"VP8X", _extension(chunks[0], size)))
    chunks.append((b"XMP ", xmp))
    inside = b"WEBP" + b"".join(
        name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
        for name, body in chunks
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def _extension(picture: Chunk, size: Size) -> bytes:
    """Return the chunk that a simple WebP lacks: flags and the size of the canvas."""
    name, body = picture
    # The size and the alpha bit of a lossless picture stand in the four bytes behind its mark.
    has_alpha = name == b"VP8L" and len(body) > 4 and bool(body[4] & 0x10)
    flags = WEBP_XMP_FLAG | (WEBP_ALPHA_FLAG if has_alpha else 0)
    sides = (size.width - 1).to_bytes(3, "little") + (size.height - 1).to_bytes(3, "little")
    return bytes((flags, 0, 0, 0)) + sides


def _webp_chunks(data: bytes) -> list[Chunk]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise NotUnderstood
    end = 8 + int.from_bytes(data[4:8], "little")
    chunks, at = [], 12
    while at + 8 <= min(end, len(data)):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > len(data):
            raise NotUnderstood
        chunks.append((name, data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    if not chunks or (chunks[0][0] == b"VP8X" and len(chunks[0][1]) < 10):
        raise NotUnderstood
    return chunks
