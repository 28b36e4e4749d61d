"""What a file really is, by its first bytes; its name decides nothing.

`Content` names the kinds that Pillow alone does not open, so that a sentence can name them. Two are
opened all the same: a drawing (SVG) by `drawing`, after its text was made harmless, and HEIC where
its decoder is installed. Documents (PDF, PostScript, Windows metafiles) are never parsed: their
readers are programs of their own.
"""

import codecs
from enum import StrEnum
from typing import BinaryIO

HEAD_BYTES = 4096
PNG_SIGNATURE_BYTES = 8
MOST_CHUNKS = 100_000
MOST_EXIF_BYTES = 1_000_000


class Content(StrEnum):
    """A kind of file that Pillow alone does not open."""

    PDF = "pdf"
    POSTSCRIPT = "postscript"
    SVG = "svg"
    METAFILE = "metafile"
    HEIC = "heic"
    JPEG_XL = "jpeg_xl"
    JPEG_2000 = "jpeg_2000"
    PHOTOSHOP = "photoshop"
    CAMERA_RAW = "camera_raw"
    ICON = "icon"
    WEB_PAGE = "web_page"
    XML = "xml"
    ZIP = "zip"
    VIDEO = "video"
    SOUND = "sound"
    PROGRAM = "program"
    TEXT = "text"


WORDS = {
    Content.PDF: "a PDF document",
    Content.POSTSCRIPT: "a PostScript document",
    Content.SVG: "an SVG drawing",
    Content.METAFILE: "a Windows metafile",
    Content.HEIC: "a HEIC photo",
    Content.JPEG_XL: "a JPEG XL picture",
    Content.JPEG_2000: "a JPEG 2000 picture",
    Content.PHOTOSHOP: "a Photoshop document",
    Content.CAMERA_RAW: "a camera's raw file",
    Content.ICON: "an icon file",
    Content.WEB_PAGE: "a web page",
    Content.XML: "an XML document",
    Content.ZIP: "a ZIP archive or an office document",
    Content.VIDEO: "a video",
    Content.SOUND: "a sound file",
    Content.PROGRAM: "a program",
    Content.TEXT: "a text file",
}

_STARTS: tuple[tuple[bytes, Content], ...] = (
    (b"%PDF-", Content.PDF),
    (b"%!PS", Content.POSTSCRIPT),
    (b"\xc5\xd0\xd3\xc6", Content.POSTSCRIPT),
    (b"\xd7\xcd\xc6\x9a", Content.METAFILE),
    (b"\x01\x00\x09\x00\x00\x03", Content.METAFILE),
    (b"\xff\x0a", Content.JPEG_XL),
    (b"\x00\x00\x00\x0cJXL ", Content.JPEG_XL),
    (b"\x00\x00\x00\x0cjP  ", Content.JPEG_2000),
    (b"\xff\x4f\xff\x51", Content.JPEG_2000),
    (b"8BPS", Content.PHOTOSHOP),
    (b"FUJIFILMCCD-RAW", Content.CAMERA_RAW),
    (b"IIU\x00", Content.CAMERA_RAW),
    (b"\x00\x00\x01\x00", Content.ICON),
    (b"PK\x03\x04", Content.ZIP),
    (b"\x1aE\xdf\xa3", Content.VIDEO),
    (b"ID3", Content.SOUND),
    (b"OggS", Content.SOUND),
    (b"fLaC", Content.SOUND),
    (b"MZ", Content.PROGRAM),
    (b"\x7fELF", Content.PROGRAM),
    (b"#!", Content.PROGRAM),
)
_OURS = (
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
_VIDEO_BRANDS = (b"isom", b"iso2", b"mp41", b"mp42", b"qt  ", b"M4V ", b"3gp4", b"3gp5", b"avc1")
_STILL_BRANDS = (b"mif1", b"msf1")


def is_ours(head: bytes) -> bool:
    """Return whether the file begins as a picture that is opened here (AVIF is told by Pillow)."""
    riff = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return riff or (head.startswith(_OURS) and head[8:10] != b"CR")


def is_drawing(head: bytes) -> bool:
    """Return whether the file begins as an SVG drawing.

    >>> is_drawing(b"<svg viewBox='0 0 9 9'/>"), is_drawing(b"<html><svg/></html>")
    (True, False)
    """
    return other_content(head) is Content.SVG


def other_content(head: bytes) -> Content | None:
    """Return what a file that begins with ``head`` is, or None if it may be a picture for us.

    >>> other_content(b"%PDF-1.7 ...")
    <Content.PDF: 'pdf'>
    >>> other_content(b"\\x89PNG\\r\\n\\x1a\\n") is None
    True
    """
    if is_ours(head):
        return None
    for start, content in _STARTS:
        if head.startswith(start):
            return content
    return _by_box(head) or _by_container(head) or _by_text(head)


def _by_box(head: bytes) -> Content | None:
    """Look into an ISO media file: HEIC, AVIF and videos differ by their brand only."""
    if head[4:8] != b"ftyp":
        return None
    brand, others = head[8:12], head[16 : int.from_bytes(head[:4], "big")]
    compatible = {others[at : at + 4] for at in range(0, len(others), 4)}
    if brand in _HEIC_BRANDS or (brand in _STILL_BRANDS and compatible & set(_HEIC_BRANDS)):
        return Content.HEIC
    if brand == b"crx ":
        return Content.CAMERA_RAW
    if brand == b"M4A ":
        return Content.SOUND
    return Content.VIDEO if brand in _VIDEO_BRANDS else None


def _by_container(head: bytes) -> Content | None:
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return Content.VIDEO
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Content.SOUND
    # Canon's CR2 is a TIFF whose pixels no TIFF reader shows; only its small preview would open.
    if head[:4] == b"II*\x00" and head[8:10] == b"CR":
        return Content.CAMERA_RAW
    return Content.METAFILE if head[:4] == b"\x01\x00\x00\x00" and head[40:44] == b" EMF" else None


def _by_text(head: bytes) -> Content | None:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return Content.WEB_PAGE
    if text.startswith((b"<svg", b"<!doctype svg")) or (text.startswith(b"<") and b"<svg" in text):
        return Content.SVG
    if text.startswith(b"<?xml"):
        return Content.XML
    return Content.TEXT if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    try:  # the head may end inside a character, which an incremental decoder allows
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\t\n\r\f\ufeff" for sign in text)


def late_exif(file: BinaryIO) -> bytes:
    """Return the EXIF that lies behind a PNG's pixels, or nothing; leaves the file where it was."""
    return _chunk(file, b"eXIf", until=b"IEND")


def early_chunk(file: BinaryIO, wanted: bytes) -> bytes:
    """Return a chunk before a PNG's pixels, or nothing; leaves the file where it was."""
    return _chunk(file, wanted, until=b"IDAT")


def _chunk(file: BinaryIO, wanted: bytes, *, until: bytes) -> bytes:
    """Walk from chunk to chunk without reading them, so that a header costs no decoding."""
    start = file.tell()
    try:
        file.seek(PNG_SIGNATURE_BYTES)
        for _ in range(MOST_CHUNKS):
            head = file.read(8)
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            if name == wanted:
                return file.read(min(length, MOST_EXIF_BYTES))
            if len(head) < 8 or name == until:
                return b""
            file.seek(length + 4, 1)  # the checksum follows
        return b""
    finally:
        file.seek(start)


def is_lossless_webp(file: BinaryIO) -> bool:
    """Return whether a WebP file keeps every pixel exactly; leaves the file where it was."""
    start = file.tell()
    try:
        file.seek(12)
        for _ in range(64):  # an animation has a chunk per frame; the first picture decides
            chunk = file.read(8)
            name, length = chunk[:4], int.from_bytes(chunk[4:8], "little")
            if name == b"ANMF":
                file.seek(16, 1)  # the frame's own header; its picture chunk follows
            elif name in (b"VP8L", b"VP8 ", b""):
                return name == b"VP8L"
            else:
                file.seek(length + length % 2, 1)
        return False
    finally:
        file.seek(start)
