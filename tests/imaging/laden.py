"""Pictures laden with everything that must not leave the machine, and a search for traces of it.

Every hidden thing holds `SECRET`, so that a plain search finds what a parser might overlook.
"""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image, PngImagePlugin, TiffImagePlugin

from tests.imaging.colour_profiles import wide_rgb
from tests.pictures import ORIENTATION, photo

Writer = Callable[..., Path]
SECRET = b"SECRET-4711"
TEXT = SECRET.decode()
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:li>" + SECRET + b"</rdf:li></x:xmpmeta>"

JPEG_SEGMENTS_WITHOUT_PICTURE_DATA = {
    *range(0xE1, 0xF0),  # APP1 to APP15: EXIF, XMP, profiles, Photoshop, Adobe
    0xFE,  # comment
}
PNG_CHUNKS_OF_PIXELS = {b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS"}


def exif(orientation: int = 1) -> Image.Exif:
    """Return EXIF with a camera's serial number, a place, a thumbnail and a user's words."""
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[0x010F] = TEXT  # maker
    tags[0x013B] = TEXT  # artist
    details = tags.get_ifd(0x8769)
    details[0xA431] = TEXT  # serial number of the camera
    details[0x9286] = b"ASCII\0\0\0" + SECRET
    place = tags.get_ifd(0x8825)
    place[1], place[2] = "N", (52.0, 31.0, 12.0)
    place[3], place[4] = "E", (13.0, 24.0, 18.0)
    place[27] = b"ASCII\0\0\0" + SECRET
    return tags


def jpeg(path: Path, orientation: int = 1) -> Path:
    """Write a JPEG with EXIF, GPS, XMP, a profile, a comment, Photoshop's block and a tail."""
    buffer = io.BytesIO()
    photo(96, 64).save(
        buffer, "JPEG", exif=exif(orientation), icc_profile=wide_rgb(), comment=SECRET, xmp=XMP
    )
    data = buffer.getvalue()
    photoshop = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(SECRET)) + SECRET
    extra = b"\xff\xed" + struct.pack(">H", len(photoshop) + 2) + photoshop
    path.write_bytes(data[:2] + extra + data[2:] + b"tail " + SECRET)
    return path


def png(path: Path, orientation: int = 1) -> Path:
    """Write a PNG with text of all three kinds, EXIF, XMP, a profile, a time and a tail."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", TEXT)
    texts.add_text("Comment", TEXT, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add(b"tIME", struct.pack(">HBBBBB", 2026, 11, 20, 4, 7, 11))
    texts.add(b"prVt", SECRET)
    photo(96, 64).save(
        path, pnginfo=texts, exif=exif(orientation), icc_profile=wide_rgb(), dpi=(300, 300)
    )
    with path.open("ab") as file:
        file.write(b"tail " + SECRET)
    return path


def webp(path: Path, orientation: int = 1) -> Path:
    """Write a WebP with EXIF, XMP and a profile."""
    photo(96, 64).save(path, exif=exif(orientation), icc_profile=wide_rgb(), xmp=XMP, quality=90)
    return path


def tiff(path: Path, orientation: int = 1) -> Path:
    """Write a TIFF with a description, an artist, EXIF, XMP and a profile."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270], tags[315], tags[700] = TEXT, TEXT, XMP
    tags[ORIENTATION] = orientation
    photo(96, 64).save(path, tiffinfo=tags, icc_profile=wide_rgb(), compression="tiff_lzw")
    return path


def gif(path: Path, orientation: int = 1) -> Path:
    """Write a GIF with a comment; GIF knows no orientation."""
    assert orientation == 1
    photo(96, 64).quantize(64).save(path, comment=SECRET)
    return path


def avif(path: Path, orientation: int = 1) -> Path:
    """Write an AVIF with EXIF, XMP and a profile."""
    photo(96, 64).save(path, exif=exif(orientation), icc_profile=wide_rgb(), xmp=XMP, speed=10)
    return path


def traces(data: bytes) -> list[str]:
    """Return everything in a PNG or JPEG that is not needed to show its pixels."""
    found = ["the secret itself"] if SECRET in data or SECRET in _unpacked(data) else []
    if data.startswith(b"\x89PNG"):
        return found + [str(name) for name in _png_chunks(data) if name not in PNG_CHUNKS_OF_PIXELS]
    assert data.startswith(b"\xff\xd8")
    return found + _jpeg_traces(data)


def _png_chunks(data: bytes) -> list[bytes]:
    names, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        names.append(data[at + 4 : at + 8])
        at += 12 + length
    return names


def _jpeg_traces(data: bytes) -> list[str]:
    found, at = [], 2
    while data[at + 1] != 0xDA:
        marker = data[at + 1]
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        if marker in JPEG_SEGMENTS_WITHOUT_PICTURE_DATA:
            found.append(f"segment {marker:#x}")
        if marker == 0xE0 and (body[:5] != b"JFIF\0" or body[-2:] != b"\0\0"):
            found.append("a thumbnail in JFIF")
        at += 2 + length
    return (
        found if data.endswith(b"\xff\xd9") and data.count(b"\xff\xd9") == 1 else [*found, "tail"]
    )


def _unpacked(data: bytes) -> bytes:
    """Return what can be inflated from a PNG's text chunks, where words hide from a search."""
    if not data.startswith(b"\x89PNG"):
        return b""
    texts = b""
    at = data.find(b"zTXt")
    while at >= 0:
        start = data.find(b"\0\0", at) + 2
        texts += zlib.decompressobj().decompress(data[start:])
        at = data.find(b"zTXt", at + 4)
    return texts
