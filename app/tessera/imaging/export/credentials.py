"""Content credentials (C2PA) in a file: are there any? They are never read or checked. Child only.

They hold for the very bytes they came with. A file that is written anew must not carry them, and is
not given them: no encoder here copies an unknown chunk. Sources: C2PA 2.2, section A.3 (embedding).
"""

from typing import BinaryIO

from tessera.imaging.sniff import MOST_CHUNKS

PNG_CHUNK, WEBP_CHUNK = b"caBX", b"C2PA"
JPEG_APP11, JPEG_SCAN, JPEG_END = 0xEB, 0xDA, 0xD9
JUMBF_MARK = b"JP"
MOST_SEGMENTS = 10_000


def has_credentials(file: BinaryIO) -> bool:
    """Return whether the file carries content credentials; leaves it where it was."""
    start = file.tell()
    try:
        file.seek(0)
        head = file.read(12)
        if head.startswith(b"\x89PNG"):
            return _in_png(file)
        if head.startswith(b"\xff\xd8"):
            return _in_jpeg(file)
        if head.startswith(b"RIFF") and head.endswith(b"WEBP"):
            return _in_webp(file)
        return False
    finally:
        file.seek(start)


def _in_png(file: BinaryIO) -> bool:
    file.seek(8)
    for _ in range(MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] == b"IEND":
            return False
        if head[4:] == PNG_CHUNK:
            return True
        file.seek(int.from_bytes(head[:4], "big") + 4, 1)
    return False


def _in_webp(file: BinaryIO) -> bool:
    file.seek(12)
    for _ in range(MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return False
        if head[:4] == WEBP_CHUNK:
            return True
        length = int.from_bytes(head[4:], "little")
        file.seek(length + length % 2, 1)
    return False


def _in_jpeg(file: BinaryIO) -> bool:
    file.seek(2)
    for _ in range(MOST_SEGMENTS):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (JPEG_SCAN, JPEG_END):
            return False
        length = int.from_bytes(head[2:], "big")
        if head[1] == JPEG_APP11 and file.read(2) == JUMBF_MARK:
            return True
        if head[1] == JPEG_APP11:
            length -= 2
        file.seek(length - 2, 1)
    return False
