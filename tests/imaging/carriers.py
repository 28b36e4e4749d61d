"""Pictures that carry words where few look: one kind of place each, all the same four colours."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, TiffImagePlugin

from tests.faults.bearing_pictures import MARK, XMP, exif
from tests.pictures import png, quadrants

HEAD_BYTES, END_BYTES = 33, 12  # a PNG's signature and IHDR; its IEND


def _saved(form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    quadrants().save(buffer, form, **options)
    return buffer.getvalue()


def _jpeg(**options: Any) -> bytes:
    return _saved("JPEG", quality=95, subsampling=0, **options)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def _with_segments(*segments: bytes) -> bytes:
    data = _jpeg()
    return data[:2] + b"".join(segments) + data[2:]


def _every_app_segment() -> bytes:
    others = (number for number in range(0xE1, 0xF0) if number != 0xEE)
    return _with_segments(*(_segment(number, b"Private\0" + MARK * 9) for number in others))


def _thumbnails() -> bytes:
    small = _jpeg(comment=MARK)
    jfif = _segment(0xE0, b"JFIF\0\x01\x02\0\0\1\0\1\x04\x04" + MARK.ljust(48, b"\7")[:48])
    jfxx = _segment(0xE0, b"JFXX\0\x10" + small)
    irb = b"8BIM\x04\x0c\0\0" + struct.pack(">I", len(small)) + small
    photoshop = _segment(0xED, b"Photoshop 3.0\0" + irb)
    return _jpeg()[:2] + jfif + jfxx + photoshop + _jpeg()[20:]


def _comment_before_scan() -> bytes:
    return _jpeg().replace(b"\xff\xda", _segment(0xFE, MARK) + b"\xff\xda", 1)


def _several_in_one() -> bytes:
    second = Image.new("RGB", (64, 48), (9, 9, 9))
    return _saved("MPO", save_all=True, append_images=[second]) + MARK


def _png_with(*chunks: tuple[bytes, bytes], late: bool = False) -> bytes:
    data, told = _saved("PNG"), png(list(chunks))[8:-END_BYTES]
    at = len(data) - END_BYTES if late else HEAD_BYTES
    return data[:at] + told + data[at:]


def _png_private() -> bytes:
    return _png_with(
        (b"prVt", MARK), (b"caBX", MARK), (b"mkBF", MARK), (b"sPLT", MARK + b"\0\x08" + bytes(6)),
        (b"tIME", b"\x07\xea\x0b\x14\1\2\3"), (b"pHYs", struct.pack(">IIB", 11811, 11811, 1)),
        (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(MARK)),
    )  # fmt: skip


def _png_late() -> bytes:
    words = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(XMP)
    return _png_with((b"tEXt", b"Comment\0" + MARK), (b"iTXt", words), late=True) + MARK


def _apng() -> bytes:
    second = Image.new("RGB", (64, 48), (7, 7, 7))
    return _saved("PNG", save_all=True, append_images=[second], duration=100) + MARK


def _webp_with_a_chunk_of_nobody() -> bytes:
    data = _saved("WEBP", lossless=True, exif=exif(), xmp=XMP)
    data += b"mine" + struct.pack("<I", len(MARK)) + MARK + bytes(len(MARK) % 2)
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def _moving_webp() -> bytes:
    second = Image.new("RGB", (64, 48), (7, 7, 7))
    return _saved("WEBP", save_all=True, append_images=[second], lossless=True, xmp=XMP)


def _gif_with_extensions() -> bytes:
    buffer = io.BytesIO()
    quadrants().quantize(16).save(buffer, "GIF")
    data = buffer.getvalue()
    at = data.index(b",", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    size = bytes((len(MARK),))
    application = b"!\xff\x0bLEAKMARK123" + size + MARK + b"\0"
    plain_text = b"!\x01\x0c" + bytes(12) + size + MARK + b"\0"
    comment = b"!\xfe" + size + MARK + b"\0"
    return data[:at] + application + plain_text + comment + data[at:] + MARK


def _tiff_with_tags_and_pages() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for number in (269, 270, 271, 272, 285, 305, 315, 316, 337, 33432):
        tags[number] = MARK.decode()
    tags[700], tags[33723], tags[34377] = XMP, MARK, MARK * 4
    second = Image.new("RGB", (64, 48), (9, 9, 9))
    return _saved("TIFF", tiffinfo=tags, save_all=True, append_images=[second])


def _drawing() -> bytes:
    word = MARK.decode()
    colours = [quadrants().getpixel((16 + 32 * (at % 2), 12 + 24 * (at // 2))) for at in range(4)]
    fields = "".join(
        f'<rect x="{32 * (at % 2)}" y="{24 * (at // 2)}" width="32" height="24" '
        f'fill="rgb{colour}" data-who="{word}"><title>{word}</title></rect>'
        for at, colour in enumerate(colours)
    )
    return (
        f'<!-- {word} --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 48">'
        f"<title>{word}</title><desc>{word}</desc><metadata>{word}</metadata>{fields}</svg>"
    ).encode()


CARRIERS: dict[str, Callable[[], bytes]] = {
    "every APP segment.jpg": _every_app_segment,
    "thumbnails.jpg": _thumbnails,
    "comment before the scan.jpg": _comment_before_scan,
    "several in one.jpg": _several_in_one,
    "private chunks.png": _png_private,
    "words behind the pixels.png": _png_late,
    "moving.png": _apng,
    "a chunk of nobody.webp": _webp_with_a_chunk_of_nobody,
    "moving.webp": _moving_webp,
    "extensions.gif": _gif_with_extensions,
    "tags and pages.tiff": _tiff_with_tags_and_pages,
    "tail.bmp": lambda: _saved("BMP") + MARK,
    "titles.svg": _drawing,
}
