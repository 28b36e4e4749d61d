"""The markup as the picture that an edit takes: transparent, as large as the photo, upright.

It is painted and packed band by band, so that a hundred megapixels need the memory of one band.
Bands without a mark are packed without being painted. Meant for a worker thread.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter

from tessera.ui.canvas.markup.paint import mark_area, paint_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tessera.core.geometry import Size
    from tessera.core.markup import Mark, Markup

MEDIA_TYPE = "image/png"
BAND_BYTES = 1 << 20  # what one band holds the interpreter for stays below a frame
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6  # PNG's colour type of red, green, blue and alpha
_LEVEL = 6  # mostly nothing: more costs time and saves no bytes


def markup_png(markup: Markup, size: Size) -> bytes:
    """Return ``markup`` as an RGBA PNG of ``size``; what lies beside the photo is cut off."""
    header = struct.pack(">IIBBBBB", size.width, size.height, 8, _RGBA, 0, 0, 0)
    packer = zlib.compressobj(_LEVEL)
    packed = [packer.compress(band) for band in _bands(markup, size)]
    packed.append(packer.flush())
    return b"".join(
        (_SIGNATURE, _chunk(b"IHDR", header), _chunk(b"IDAT", b"".join(packed)), _chunk(b"IEND"))
    )


def _bands(markup: Markup, size: Size) -> Iterator[bytes]:
    """Yield the rows in bands, each row after a byte that says it is not filtered."""
    rows = max(1, BAND_BYTES // (4 * size.width))
    areas = [(mark, mark_area(mark)) for mark in markup.marks]
    for top in range(0, size.height, rows):
        count = min(rows, size.height - top)
        marks = [m for m, area in areas if area.top() < top + count and area.bottom() > top]
        yield _painted(marks, size.width, top, count) if marks else _empty(size.width, count)


def _painted(marks: list[Mark], width: int, top: int, rows: int) -> bytes:
    band = QImage(width, rows, QImage.Format.Format_RGBA8888)
    band.fill(0)
    painter = QPainter(band)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0, -top)
    for mark in marks:
        paint_mark(painter, mark)
    painter.end()
    pixels, stride = band.constBits(), 4 * width  # four bytes a pixel leave no gap between rows
    return b"".join(b"\0" + bytes(pixels[row * stride : (row + 1) * stride]) for row in range(rows))


def _empty(width: int, rows: int) -> bytes:
    return bytes((4 * width + 1) * rows)


def _chunk(kind: bytes, body: bytes = b"") -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)
