"""Pixels and their metadata as a file's bytes, one writer per format. Child only."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, PngImagePlugin, features

from tessera.imaging.export.order import ExportOrder
from tessera.imaging.export.tiff_directories import with_directories
from tessera.imaging.raster import FileFormat
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import Unreadable

PNG_EFFORT = 6
LONGEST_SIDE = {FileFormat.JPEG: 65_500, FileFormat.WEBP: 16_383, FileFormat.AVIF: 65_535}
MOST_JPEG_EXIF = 65_500
PLAIN_QUALITY = 90  # from here on colours keep their full resolution
AVIF_SPEED, AVIF_SPEED_LARGE, LARGE_PIXELS = 6, 8, 30_000_000
XMP_KEYWORD = "XML:com.adobe.xmp"
TIFF_XMP = 700
TIFF_DIRECTORIES = (0x8769, 0x8825, 0xA005)
MEDIA_TYPES = {
    FileFormat.PNG: "image/png",
    FileFormat.JPEG: "image/jpeg",
    FileFormat.WEBP: "image/webp",
    FileFormat.TIFF: "image/tiff",
    FileFormat.AVIF: "image/avif",
}

Options = dict[str, Any]  # what Pillow's writers take, each its own


@dataclass(frozen=True, slots=True)
class Words:
    """What is written beside the pixels; empty parts are left out.

    ``more`` are whole JPEG segments, ``texts`` a PNG's own notes.
    """

    profile: bytes = b""
    exif: bytes = b""
    xmp: bytes = b""
    more: bytes = b""
    texts: tuple[tuple[str, str], ...] = ()
    dpi: tuple[float, float] | None = None


def encoded(
    pixels: Image.Image, order: ExportOrder, words: Words, *, effort: int = PNG_EFFORT
) -> bytes:
    """Return the file; raises `Unreadable` where a side is too long for the format.

    ``effort`` is that of a PNG's compression, from 1 to 9.
    """
    if order.form is FileFormat.AVIF and not features.check("avif"):
        raise Unreadable(Reason.NO_ENCODER)
    longest = LONGEST_SIDE.get(order.form)
    if longest is not None and max(pixels.size) > longest:
        raise Unreadable(Reason.TOO_LONG, claimed=pixels.size)
    buffer = io.BytesIO()
    options = _common(words) | _WRITERS[order.form](order, words)
    if order.form is FileFormat.PNG:
        options["compress_level"] = effort
    pixels.save(buffer, str(order.form), **options)
    if order.form is FileFormat.TIFF:
        return with_directories(buffer.getvalue(), _loaded(words.exif))
    return buffer.getvalue()


def _common(words: Words) -> Options:
    options: Options = {}
    if words.profile:
        options["icc_profile"] = words.profile
    if words.dpi is not None:
        options["dpi"] = words.dpi
    return options


def _png(_: ExportOrder, words: Words) -> Options:
    notes = PngImagePlugin.PngInfo()
    for keyword, text in words.texts:
        notes.add_itxt(keyword, text)
    if words.xmp:
        notes.add_itxt(XMP_KEYWORD, words.xmp.decode())
    return {"pnginfo": notes} | _exif(words)


def _jpeg(order: ExportOrder, words: Words) -> Options:
    options: Options = {"quality": order.quality, "optimize": False}
    if order.quality >= PLAIN_QUALITY:
        options["subsampling"] = 0
    if words.xmp:
        options["xmp"] = words.xmp
    if words.more:
        options["extra"] = words.more
    return options | _exif(words)


def _webp(order: ExportOrder, words: Words) -> Options:
    # Without "exact" the colour under full transparency would change.
    quality = 80 if order.lossless else order.quality  # lossless: effort, not quality
    options: Options = {"lossless": order.lossless, "quality": quality, "exact": True}
    if words.xmp:
        options["xmp"] = words.xmp
    return options | _exif(words)


def _tiff(_: ExportOrder, words: Words) -> Options:
    tags = _loaded(words.exif)
    for directory in TIFF_DIRECTORIES:
        if directory in tags:
            del tags[directory]
    if words.xmp:
        tags[TIFF_XMP] = words.xmp
    return {"compression": "tiff_adobe_deflate", "tiffinfo": tags}


def _avif(order: ExportOrder, words: Words) -> Options:
    options: Options = {"quality": order.quality}
    if order.quality >= PLAIN_QUALITY:
        options["subsampling"] = "4:4:4"
    if words.xmp:
        options["xmp"] = words.xmp
    return options | _exif(words)


def _loaded(exif: bytes) -> Image.Exif:
    tags = Image.Exif()
    if exif:
        tags.load(exif)
    return tags


def _exif(words: Words) -> Options:
    return {"exif": words.exif} if words.exif else {}


_WRITERS = {
    FileFormat.PNG: _png,
    FileFormat.JPEG: _jpeg,
    FileFormat.WEBP: _webp,
    FileFormat.TIFF: _tiff,
    FileFormat.AVIF: _avif,
}
