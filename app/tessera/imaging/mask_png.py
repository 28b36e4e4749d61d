"""Reading back the mask PNG that we wrote ourselves, without a decoder.

Only what `masks.mask_png` writes is understood: 8-bit grey, no filter, no interlace. What a user
loads goes through the decode child instead.
"""

import struct
import zlib

import numpy as np

from tessera.core.geometry import Size
from tessera.imaging.blank import SIGNATURE
from tessera.imaging.masks import Mask, cut_mask

_HEADER = struct.Struct(">II5B")
_EIGHT_BIT_GREY = (8, 0, 0, 0, 0)


def own_mask(png: bytes, size: Size) -> Mask | None:
    """Return the mask of a picture of ``size``; None where nothing is masked.

    Raises ValueError for a file that is broken, foreign or of another size.
    """
    if not png.startswith(SIGNATURE):
        raise ValueError("This is no PNG.")
    data = b""
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, *form = _HEADER.unpack(body)
            if (width, height, *form) != (size.width, size.height, *_EIGHT_BIT_GREY):
                raise ValueError("This mask belongs to another picture.")
        elif kind == b"IDAT":
            data += body
        at += 12 + length
    return _unpacked(data, size)


def _unpacked(data: bytes, size: Size) -> Mask | None:
    room = (size.width + 1) * size.height
    unpacker = zlib.decompressobj()
    try:
        rows = unpacker.decompress(data, room + 1)
    except zlib.error as error:
        raise ValueError("The mask is broken.") from error
    if len(rows) != room:
        raise ValueError("The mask is cut short, or too long.")
    plane = np.frombuffer(rows, np.uint8).reshape(size.height, size.width + 1)
    if plane[:, 0].any():
        raise ValueError("The mask is packed in a way that we do not write.")
    return cut_mask(size, np.ascontiguousarray(plane[:, 1:]).data)
