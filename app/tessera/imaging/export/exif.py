"""EXIF for a saved file: all the camera wrote, upright, without the old small picture. Child only.

The block is corrected where it stands instead of being written anew: makers' notes point at places
inside it and would point astray. Set right are the orientation and the pixel sides; the thumbnail,
which may show what an edit removed, is overwritten with zeros. Untrusted: every offset is checked.
"""

import struct
from dataclasses import dataclass

from tessera.core.geometry import Size

PREFIX = b"Exif\0\0"
ENTRY_BYTES = 12
MOST_ENTRIES = 1000
ORIENTATION, EXIF_IFD = 0x0112, 0x8769
WIDTH, HEIGHT = 0xA002, 0xA003
THUMBNAIL_AT, THUMBNAIL_BYTES = 0x0201, 0x0202
STRIPS_AT, STRIP_BYTES = 0x0111, 0x0117
SHORT, LONG = 3, 4


class _Broken(Exception):
    """The block's own directions lead outside it."""


def upright_exif(untrusted: bytes, size: Size) -> bytes:
    """Return the block for upright pixels of ``size``, or nothing if it is broken."""
    try:
        return PREFIX + _Block(untrusted.removeprefix(PREFIX)).corrected(size)
    except (_Broken, struct.error):
        return b""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One tag of a directory: its type, how many values, and where the value lies."""

    kind: int
    count: int
    at: int


class _Block:
    """A TIFF structure in memory, read and changed by its own directions."""

    def __init__(self, data: bytes) -> None:
        self._data = bytearray(data)
        orders = {b"II*\0": "<", b"MM\0*": ">"}
        if data[:4] not in orders:
            raise _Broken
        self._order = orders[data[:4]]

    def corrected(self, size: Size) -> bytes:
        first = self._number("I", 4)
        main, next_at = self._directory(first)
        self._put(main.get(ORIENTATION), 1)
        if (details := main.get(EXIF_IFD)) is not None:
            inner, _ = self._directory(self._value(details))
            self._put(inner.get(WIDTH), size.width)
            self._put(inner.get(HEIGHT), size.height)
        self._forget_thumbnail(next_at)
        return bytes(self._data)

    def _directory(self, at: int) -> tuple[dict[int, _Entry], int]:
        """Return the entries of the directory at ``at``, and where the next one is written."""
        count = self._number("H", at)
        if count > MOST_ENTRIES:
            raise _Broken
        entries = {}
        for place in range(at + 2, at + 2 + count * ENTRY_BYTES, ENTRY_BYTES):
            tag, kind = self._number("H", place), self._number("H", place + 2)
            entries[tag] = _Entry(kind, self._number("I", place + 4), place + 8)
        return entries, at + 2 + count * ENTRY_BYTES

    def _forget_thumbnail(self, next_at: int) -> None:
        """Cut off the second directory, which describes a small picture, and blank both."""
        if next_at + 4 > len(self._data):
            return
        second = self._number("I", next_at)
        self._pack("I", next_at, 0)
        if second == 0:
            return
        entries, end = self._directory(second)
        pairs = ((THUMBNAIL_AT, THUMBNAIL_BYTES), (STRIPS_AT, STRIP_BYTES))
        for at, length in pairs:
            if at in entries and length in entries:
                self._blank(self._value(entries[at]), self._value(entries[length]))
        self._blank(second, end + 4 - second)

    def _blank(self, at: int, length: int) -> None:
        end = min(len(self._data), at + length)
        if at >= 8:
            self._data[at:end] = bytes(max(0, end - at))

    def _value(self, entry: _Entry) -> int:
        if entry.count != 1 or entry.kind not in (SHORT, LONG):
            raise _Broken
        return self._number("H" if entry.kind == SHORT else "I", entry.at)

    def _put(self, entry: _Entry | None, value: int) -> None:
        """Write a number where it stood; one that does not fit becomes 0, which means unknown."""
        if entry is None or entry.count != 1 or entry.kind not in (SHORT, LONG):
            return
        if entry.kind == SHORT:
            self._pack("H", entry.at, value if value <= 0xFFFF else 0)
        else:
            self._pack("I", entry.at, value)

    def _number(self, form: str, at: int) -> int:
        if at < 0 or at + struct.calcsize(form) > len(self._data):
            raise _Broken
        return int(struct.unpack_from(self._order + form, self._data, at)[0])

    def _pack(self, form: str, at: int, value: int) -> None:
        struct.pack_into(self._order + form, self._data, at, value)
