"""What a drop or a paste offers: files, pixels, a web address, or nothing that can be opened.

Order of preference: files on this machine; pixels, since they are what the user saw; then the
address. Encoded bytes go before a decoded image: decoding foreign bytes is the decoder child's
work, not the window's. Everything here is *untrusted*.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from tessera.ui.canvas import offered

# Lossless first: a program that offers several kinds has made them all from the same pixels.
ENCODED = (
    "image/png",
    "image/tiff",
    "image/bmp",
    "image/webp",
    "image/avif",
    "image/heic",
    "image/jpeg",
    "image/gif",
)

MOST_PICTURE_BYTES = 256_000_000  # a photo of 64 megapixels without any compression

# Bounded, so that hostile HTML without an end cannot make the search slow.
_IMAGE_TAG = re.compile(
    r"""<img\s(?:[^<>]{0,2000}?\s)??src\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OfferedFiles:
    """Files on this machine; none of them was looked at."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class OfferedPixels:
    """A picture: encoded bytes, or an image where only Qt knows how to read the source."""

    picture: bytes | QImage


@dataclass(frozen=True, slots=True)
class OfferedAddress:
    """A web address, of a picture or perhaps of a page."""

    url: str


@dataclass(frozen=True, slots=True)
class OfferedNothing:
    """Nothing that can be opened; ``sentence`` says so."""

    sentence: str


Offer = OfferedFiles | OfferedPixels | OfferedAddress | OfferedNothing


def read_offer(mime: QMimeData) -> Offer:
    """Return the best of what ``mime`` holds."""
    paths = tuple(map(offered.path_of, offered.files(mime)))
    if paths:
        return OfferedFiles(paths)
    return _pixels(mime) or _address(mime) or OfferedNothing(_why_nothing(mime))


def promise(mime: QMimeData) -> str:
    """Return what dropping ``mime`` would do, in a few words; empty if nothing can come of it.

    Called while the mouse moves, so it never asks the other program for the data itself.
    """
    files = len(offered.files(mime))
    if files:
        return "Drop to open" if files == 1 else f"Drop to open {files:,} files"
    if mime.hasImage() or any(mime.hasFormat(kind) for kind in ENCODED):
        return "Drop to open the picture"
    if mime.hasUrls() or mime.hasHtml():
        return "Drop to look at the address"
    return "Drop to open" if mime.hasText() else ""


def _pixels(mime: QMimeData) -> OfferedPixels | OfferedNothing | None:
    for kind in ENCODED:
        size_bytes = offered.size_bytes(mime, kind)
        if size_bytes > MOST_PICTURE_BYTES:
            return OfferedNothing(_too_large(size_bytes))
        if size_bytes:
            return OfferedPixels(bytes(mime.data(kind).data()))
    embedded = _embedded(mime)
    if embedded:
        return OfferedPixels(embedded)
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return OfferedPixels(image)
    return None


def _address(mime: QMimeData) -> OfferedAddress | None:
    found = (*offered.web_addresses(mime), *_picture_sources(mime), offered.only_line(mime))
    for text in found:
        if _is_web(text):
            return OfferedAddress(text)
    return None


def _embedded(mime: QMimeData) -> bytes:
    """Return the bytes of a ``data:`` address, as browsers give for small pictures."""
    for text in (*offered.web_addresses(mime), *_picture_sources(mime)):
        head, comma, body = text.partition(",")
        if not (comma and head.lower().startswith("data:image/")):
            continue
        raw = unquote_to_bytes(body)
        try:
            return b64decode(raw, validate=True) if head.lower().endswith(";base64") else raw
        except Base64Error:
            continue
    return b""


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)


def _picture_sources(mime: QMimeData) -> list[str]:
    """Return the addresses of ``<img>`` in a scrap of HTML; nothing of it is shown or run."""
    found = (_IMAGE_TAG.match(html, at) for html, at in offered.tags(mime))
    return [unescape(each[1] or each[2]) for each in found if each]


def _too_large(size_bytes: int) -> str:
    from tessera.ui.wording import bytes_text

    return (
        f"The picture is {bytes_text(size_bytes)}; up to {bytes_text(MOST_PICTURE_BYTES)} can be "
        "pasted or dropped. Save it as a file and open that."
    )


def _why_nothing(mime: QMimeData) -> str:
    if not mime.formats():
        return "There is nothing to open. Copy a picture, a file or a web address first."
    if mime.hasText():
        return "This is text, not a picture. Drop or paste a picture, a file or a web address."
    return "Nothing in this can be opened. Drop or paste a picture, a file or a web address."
