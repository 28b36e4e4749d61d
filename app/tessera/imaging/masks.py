"""Masks as values: 8 bits a pixel, upright, 255 = edit, 0 = keep; what is sealed, sent and kept.

A value between is blended by that share and counts as edited: *outside* means 0. Only the *area*
around what is masked is held, so a small mask of a 100-megapixel photo is small. On disk a mask is
a grey PNG of the photo's size. Standard library only; the pixels of files are read in the child.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tessera.core.geometry import Rect, Size
from tessera.imaging.blank import SIGNATURE, chunk

_EIGHT_BIT_GREY = (8, 0, 0, 0, 0)  # depth, colour type, compression, filter, interlace
_PNG_EFFORT = 4
_UNFILTERED = b"\0"


class MaskReading(StrEnum):
    """How a mask file is understood.

    ``AUTO`` is the provider's own rule where the file has alpha (alpha 0 = edit) and white = edit
    where it has none, or where the file is grey and its alpha hides nothing.
    """

    AUTO = "auto"
    ALPHA = "alpha"
    WHITE = "white"
    BLACK = "black"


@dataclass(frozen=True, slots=True)
class Mask:
    """What of a picture of ``size`` is edited; ``rows`` are the bytes of ``area``, without gaps.

    ``area`` is the smallest rectangle around everything that is not 0; it is never empty.
    """

    size: Size
    area: Rect
    rows: bytes

    def __post_init__(self) -> None:
        if self.area.is_empty or self.area.clipped(self.size) != self.area:
            raise ValueError(f"A mask at {self.area} does not lie in a picture of {self.size}.")
        if len(self.rows) != self.area.width * self.area.height:
            raise ValueError("The mask's bytes do not fill its area.")

    @property
    def covered(self) -> int:
        """Return how many pixels are edited."""
        return len(self.rows.translate(None, delete=b"\0"))

    @property
    def share(self) -> float:
        """Return how much of the picture is edited, above 0 and at most 1."""
        return self.covered / self.size.pixels


def box_mask(size: Size, box: Rect) -> Mask | None:
    """Return the mask of a rectangle, clipped to the picture; None if nothing is left of it."""
    area = box.clipped(size)
    if area.is_empty:
        return None
    return Mask(size, area, b"\xff" * (area.width * area.height))


def cut_mask(size: Size, pixels: bytes | memoryview, *, stride: int | None = None) -> Mask | None:
    """Return the mask of a whole plane, ``stride`` bytes a row; None if nothing is masked.

    >>> cut_mask(Size(4, 2), bytes((0, 0, 0, 0, 0, 9, 255, 0))).area
    Rect(left=1, top=1, width=2, height=1)
    """
    stride = size.width if stride is None else stride
    plane = memoryview(pixels).cast("B")
    if len(plane) < stride * (size.height - 1) + size.width:
        raise ValueError("The plane is smaller than its picture.")
    rows = [plane[at * stride : at * stride + size.width] for at in range(size.height)]
    nothing = bytes(size.width)
    used = [at for at, row in enumerate(rows) if row != nothing]
    if not used:
        return None
    top, bottom = used[0], used[-1] + 1
    found = [bytes(rows[at]) for at in used]
    left = min(len(row) - len(row.lstrip(b"\0")) for row in found)
    right = max(len(row.rstrip(b"\0")) for row in found)
    area = Rect(left, top, right - left, bottom - top)
    return Mask(size, area, b"".join(rows[at][left:right] for at in range(top, bottom)))


def unknown_mask(size: Size, box: Rect, known: Sequence[Rect]) -> Mask | None:
    """Return the mask of what lies in ``box`` and in none of ``known``; None if nothing does.

    This is what a step of `core.outpaint` fills.

    >>> unknown_mask(Size(4, 1), Rect(0, 0, 4, 1), [Rect(1, 0, 2, 1)]).rows.hex()
    'ff0000ff'
    """
    area = box.clipped(size)
    if area.is_empty:
        return None
    rows = []
    for row in range(area.top, area.bottom):
        unknown = bytearray(b"\xff" * area.width)
        for rect in known:
            if rect.top <= row < rect.bottom:
                left = min(max(rect.left - area.left, 0), area.width)
                right = max(min(rect.right - area.left, area.width), left)
                unknown[left:right] = bytes(right - left)
        rows.append(bytes(unknown))
    found = cut_mask(Size(area.width, area.height), b"".join(rows))
    if found is None:
        return None
    place = replace(found.area, left=found.area.left + area.left, top=found.area.top + area.top)
    return Mask(size, place, found.rows)


def plane_of(mask: Mask) -> bytes:
    """Return the whole plane of the picture, row by row."""
    return b"".join(_rows(mask))


def mask_png(mask: Mask) -> bytes:
    """Return the mask as a grey PNG of the photo's size: white = edit."""
    header = struct.pack(">II5B", mask.size.width, mask.size.height, *_EIGHT_BIT_GREY)
    packer = zlib.compressobj(_PNG_EFFORT)
    packed = [packer.compress(_UNFILTERED + row) for row in _rows(mask)]
    data = b"".join((*packed, packer.flush()))
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return SIGNATURE + b"".join(chunk(kind, body) for kind, body in chunks)


def _rows(mask: Mask) -> Iterator[bytes]:
    area, width = mask.area, mask.size.width
    nothing, before, after = bytes(width), bytes(area.left), bytes(width - area.right)
    yield from (nothing for _ in range(area.top))
    for at in range(0, len(mask.rows), area.width):
        yield before + mask.rows[at : at + area.width] + after
    yield from (nothing for _ in range(mask.size.height - area.bottom))
