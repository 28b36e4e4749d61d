"""Content encodings, undone a little at a time and only up to a cap.

We ask for none (``accept-encoding: identity``). A server that packs its answer anyway is read as
long as it is gzip or deflate and does not grow beyond reason: a bomb of 4 MB can hold gigabytes.
"""

import zlib
from collections.abc import Iterator

STEP_BYTES = 256 * 2**10
FREE_BYTES = 2**20
MAX_RATIO = 200  # text of tokens packs 20 to 50 times; zlib's own limit is about 1,030


class UnknownEncoding(Exception):
    """The answer is packed in a way that nobody asked for."""


class TooLarge(Exception):
    """The answer, or what it unpacks to, is larger than the cap of ``limit_bytes``."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes} bytes")
        self.limit_bytes = limit_bytes


class Damaged(Exception):
    """The packed answer cannot be unpacked."""


class Unpacker:
    """Turns the raw bytes of one reply into its content, within caps before and after."""

    def __init__(self, encoding: str, *, raw_cap: int, content_cap: int) -> None:
        self._inflater = _inflater(encoding)
        self._raw_cap, self._content_cap = raw_cap, content_cap
        self._raw = self._content = 0

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the content of ``chunk``; raises `TooLarge` or `Damaged`."""
        self._raw += len(chunk)
        if self._raw > self._raw_cap:
            raise TooLarge(self._raw_cap)
        if self._inflater is None:
            yield chunk
            return
        piece = b""
        while (chunk or len(piece) == STEP_BYTES) and not self._inflater.eof:
            piece = self._inflate(chunk)
            chunk = self._inflater.unconsumed_tail
            if piece:
                yield self._counted(piece)

    def _inflate(self, chunk: bytes) -> bytes:
        assert self._inflater is not None
        try:
            return self._inflater.decompress(chunk, STEP_BYTES)
        except zlib.error as error:
            raise Damaged(str(error)) from error

    def _counted(self, piece: bytes) -> bytes:
        self._content += len(piece)
        limit = min(self._content_cap, FREE_BYTES + self._raw * MAX_RATIO)
        if self._content > limit:
            raise TooLarge(limit)
        return piece


def _inflater(encoding: str) -> "zlib._Decompress | None":
    match encoding.strip().lower():
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        case "deflate":
            return zlib.decompressobj()
        case other:
            raise UnknownEncoding(other)
