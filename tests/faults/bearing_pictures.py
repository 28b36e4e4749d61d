"""Pictures that carry everything a file can carry besides pixels, with a mark in each place.

Written here, so that every carrier is known: EXIF with GPS and a thumbnail, XMP, ICC, IPTC,
comments and text chunks in JPEG, PNG, WebP, TIFF and GIF. What is uploaded is judged by its own
structure too: only the parts that pixels need may be in it.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from tests.pictures import quadrants

MARK = b"LEAKMARK"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
    b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>LEAKMARK-xmp'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)
GPS_IFD = 0x8825
PNG_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
JPEG_PIXELS = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}  # 0xE0 is JFIF's own head
WEBP_PIXELS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def exif() -> bytes:
    """Return EXIF with a maker, an artist, a place and a thumbnail, each with the mark."""
    tags = Image.Exif()
    tags[0x010E] = "LEAKMARK-description"
    tags[0x010F] = "LEAKMARK-maker"
    tags[0x013B] = "LEAKMARK-artist"
    tags[0x9C9B] = "LEAKMARK-title".encode("utf-16-le")
    tags.get_ifd(0x8769)[0x927C] = b"LEAKMARK-makernote"
    place = tags.get_ifd(GPS_IFD)
    place[1], place[2] = "N", (48.0, 12.0, 34.5)
    place[3], place[4] = "E", (11.0, 34.0, 56.7)
    place[0x1D] = "LEAKMARK:gp"
    return tags.tobytes()


def profile() -> bytes:
    """Return an ICC profile whose description has the mark."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made + MARK + b"-icc"


def segment(marker: int, data: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(path: Path) -> Path:
    """Write a JPEG with EXIF, GPS, XMP, ICC, IPTC, a thumbnail and a comment."""
    buffer = io.BytesIO()
    quadrants().save(buffer, "JPEG", exif=exif(), icc_profile=profile(), comment=MARK + b"-comment")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\x10\x1c\x02\x78\0\x0bLEAKMARK-ip"
    extra = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP) + segment(0xED, iptc)
    extra += segment(0xE2, b"MPF\0" + MARK + b"-mpf") + segment(0xEF, MARK + b"-app15")
    data = buffer.getvalue()
    path.write_bytes(data[:2] + extra + data[2:] + MARK + b"-trailer")
    return path


def png(path: Path) -> Path:
    """Write a PNG with all its text chunks, EXIF, ICC, a time and a chunk of nobody."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "LEAKMARK-text")
    info.add_text("Author", "LEAKMARK-ztxt", zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    info.add(b"tIME", struct.pack(">HBBBBB", 2026, 11, 20, 1, 2, 3))
    info.add(b"prVt", MARK + b"-private")
    quadrants().save(path, pnginfo=info, exif=exif(), icc_profile=profile(), dpi=(301, 301))
    path.write_bytes(path.read_bytes() + MARK + b"-trailer")
    return path


def webp(path: Path) -> Path:
    """Write a WebP with EXIF, XMP and ICC."""
    quadrants().save(path, lossless=True, exif=exif(), xmp=XMP, icc_profile=profile())
    return path


def tiff(path: Path) -> Path:
    """Write a TIFF with tags of words, XMP, IPTC and ICC."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270], tags[315], tags[305] = "LEAKMARK-what", "LEAKMARK-who", "LEAKMARK-with"
    tags[700] = XMP
    tags[33723] = MARK + b"-iptc"
    quadrants().save(path, tiffinfo=tags, icc_profile=profile())
    return path


def gif(path: Path) -> Path:
    """Write a GIF with a comment."""
    quadrants().quantize(8).save(path, comment=MARK + b"-gif")
    return path


WRITERS: dict[str, Callable[[Path], Path]] = {
    "jpg": jpeg, "png": png, "webp": webp, "tiff": tiff, "gif": gif,
}  # fmt: skip


def bearing(folder: Path, ending: str) -> Path:
    """Write the picture of this kind under a name that has the mark as well."""
    path = WRITERS[ending](folder / f"LEAKMARK-name.{ending}")
    assert MARK in path.read_bytes(), "a picture that carries nothing proves nothing"
    return path


def foreign_parts(data: bytes) -> list[str]:
    """Return the parts of an uploaded picture that are not needed for its pixels."""
    if data.startswith(b"\x89PNG"):
        return [str(name) for name in _png_chunks(data) if name not in PNG_PIXELS]
    if data.startswith(b"\xff\xd8"):
        return [hex(marker) for marker in _jpeg_segments(data) if marker not in JPEG_PIXELS]
    if data.startswith(b"RIFF"):
        return [str(name) for name in _riff_chunks(data) if name not in WEBP_PIXELS]
    return ["an unknown format"]


def inflated(data: bytes) -> bytes:
    """Return ``data`` and whatever in it can be unpacked, so that no text hides in a chunk."""
    found = [data]
    for at in range(len(data) - 1):
        if data[at] == 0x78 and data[at + 1] in (0x01, 0x5E, 0x9C, 0xDA):
            try:
                found.append(zlib.decompressobj().decompress(data[at:], 1 << 20))
            except zlib.error:
                continue
    return b"\n".join(found)


def _png_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name = data[at + 4 : at + 8]
        yield name
        at += 12 + length
        if name == b"IEND" and at != len(data):
            yield b"bytes behind its end"


def _jpeg_segments(data: bytes) -> Iterator[int]:
    at = 2
    while data[at + 1] != 0xDA:
        yield data[at + 1]
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    if not data.endswith(b"\xff\xd9"):
        yield 0xFF


def _riff_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at < len(data):
        (length,) = struct.unpack("<I", data[at + 4 : at + 8])
        yield data[at : at + 4]
        at += 8 + length + length % 2
