"""Reads what another program offers, within bounds: its size is looked at before anything converts.

A list of a gigabyte, a page without an end or a picture larger than any file that could be opened
costs no more than a look at its size. Everything here is *untrusted*.
"""

import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl

URI_LIST, HTML, TEXT = "text/uri-list", "text/html", "text/plain"
MOST_LIST_BYTES = 16_000_000
MOST_ADDRESSES = 20_000  # of files; further ones are not counted either
MOST_WEB_ADDRESSES = 10
MOST_HTML_BYTES = 8_000_000
MOST_TAGS = 10
LONGEST_ADDRESS_BYTES = 64_000


def size_bytes(mime: QMimeData, kind: str) -> int:
    """Return how large the data of a kind is, as the other program has it."""
    return mime.data(kind).size() if mime.hasFormat(kind) else 0


def files(mime: QMimeData) -> list[bytes]:
    """Return the addresses of files on this machine, as they stand in the list."""
    return [line for line in _addresses(mime) if line[:5].lower() == b"file:"]


def path_of(address: bytes) -> Path:
    """Return the file that an address means."""
    is_plain = address.startswith(b"file:///") and not (b"?" in address or b"#" in address)
    if is_plain and sys.platform != "win32":  # five times as fast as Qt's own reading
        return Path(os.fsdecode(unquote_to_bytes(address[7:])))
    return Path(QUrl.fromEncoded(address).toLocalFile())


def web_addresses(mime: QMimeData) -> list[str]:
    """Return the first addresses that are no files, fully encoded."""
    others = (line for line in _addresses(mime) if line[:5].lower() != b"file:")
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    return [QUrl.fromEncoded(each).toString(encoded) for each in islice(others, MOST_WEB_ADDRESSES)]


def only_line(mime: QMimeData) -> str:
    """Return the text where it is one word without blanks, as an address is."""
    if not 0 < size_bytes(mime, TEXT) <= LONGEST_ADDRESS_BYTES:
        return ""
    text = mime.text().strip()
    return "" if any(mark.isspace() for mark in text[:4096]) else text[:4096]


def tags(mime: QMimeData) -> Iterator[tuple[str, int]]:
    """Yield the page and the places where its first pictures begin."""
    if not 0 < size_bytes(mime, HTML) <= MOST_HTML_BYTES:
        return
    html = mime.html()
    at = -1
    for _ in range(MOST_TAGS):
        at = min((p for p in (html.find("<img", at + 1), html.find("<IMG", at + 1)) if p >= 0),
                 default=-1)  # fmt: skip
        if at < 0:
            return
        yield html, at


def _addresses(mime: QMimeData) -> list[bytes]:
    if not mime.hasFormat(URI_LIST):
        return []
    raw = mime.data(URI_LIST)
    lines = bytes(raw.left(MOST_LIST_BYTES).data()).split(b"\n", MOST_ADDRESSES)
    if len(lines) > MOST_ADDRESSES or raw.size() > MOST_LIST_BYTES:
        del lines[-1]  # it may not be whole
    return [line.rstrip(b"\r") for line in lines if line.strip() and not line.startswith(b"#")]
