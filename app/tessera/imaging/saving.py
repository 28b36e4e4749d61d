"""Pixels into a file's bytes, as they are uploaded. Child only.

A lossless source goes as PNG, its 8-bit values exact, as long as that fits into a data
URL; photos go as JPEG without colour subsampling, which keeps small text legible; transparency
always means PNG. Nothing but pixels is written.
"""

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.facts import SVG
from tessera.imaging.protocol import Header
from tessera.imaging.reading import open_picture
from tessera.imaging.sniff import is_lossless_webp
from tessera.imaging.upright import upright_pixels

UPLOAD_QUALITY = 92
PNG_EFFORT = 6
# 20,971,520 characters of data URL (the API's cap), less its head, hold this many bytes.
MOST_PNG_BYTES = 15_728_000
LONGEST_JPEG_SIDE = 65_500
EXACT_FORMATS = frozenset({"PNG", "GIF", "BMP", SVG})
EXACT_COMPRESSIONS = frozenset(
    {"raw", "packbits", "tiff_lzw", "tiff_adobe_deflate", "zstd", "lzma"}
)
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Finished:
    """A file's bytes and what they show."""

    data: bytes
    size: Size
    media_type: str


class _Full(Exception):
    """More bytes than a capped buffer takes."""


class _CappedBuffer(io.BytesIO):
    """Stops an encoder as soon as its file is too long to be of use."""

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > MOST_PNG_BYTES:
            raise _Full
        return super().write(data)


def upload(
    file: BinaryIO, header: Header, *, box: Size | None = None, keep: Size | None = None
) -> Finished:
    """Return the picture ready to leave this machine, at its own upright size or at ``box``.

    With ``keep`` what lies at its right and lower edge beyond that is cut.
    """
    pixels = upright_pixels(file, header, box=box)
    if keep is not None:
        width, height = min(keep.width, pixels.width), min(keep.height, pixels.height)
        pixels = pixels.crop((0, 0, width, height))
    if pixels.mode == "RGBA":
        return _finish(pixels, "PNG")
    if is_exact(file, header):
        try:
            return _finish(pixels, "PNG", buffer=_CappedBuffer())
        except _Full:  # a photo kept as PNG; as JPEG it is a fraction of the size
            pass
    if pixels.width > LONGEST_JPEG_SIDE or pixels.height > LONGEST_JPEG_SIDE:
        return _finish(pixels, "PNG")
    return _finish(pixels, "JPEG")


def is_exact(file: BinaryIO, header: Header) -> bool:
    """Return whether the file keeps every pixel as it was drawn."""
    if header.format == "WEBP":
        file.seek(0)
        return is_lossless_webp(file)
    if header.format == "TIFF":
        return open_picture(file, header.frame).info.get("compression") in EXACT_COMPRESSIONS
    return header.format in EXACT_FORMATS


def _finish(pixels: Image.Image, form: str, *, buffer: io.BytesIO | None = None) -> Finished:
    buffer = io.BytesIO() if buffer is None else buffer
    if form == "PNG":
        pixels.save(buffer, "PNG", compress_level=PNG_EFFORT)
    else:
        pixels.save(buffer, "JPEG", quality=UPLOAD_QUALITY, subsampling=0)
    return Finished(buffer.getvalue(), Size(*pixels.size), MEDIA_TYPES[form])
