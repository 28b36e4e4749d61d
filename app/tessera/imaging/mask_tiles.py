"""Tiles of a mask: squares of 256 pixels, the unit in which a change is kept for undo.

A *packed* tile is the one value that all its pixels have, or its bytes under zlib. Tiles at the
right and the lower edge are smaller. numpy is loaded with this module, so the window loads it
beside its event loop, after the first paint. Nothing here knows Qt or Pillow.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tessera.core.geometry import Rect, Size

TILE = 256
_FASTEST = 1  # measured: 18 tiles of a stroke become 6 kB in 1 ms

Pixels = NDArray[np.uint8]
Packed = int | bytes


@dataclass(frozen=True, slots=True)
class TileStats:
    """What is masked of one tile: how many pixels are not 0, and the box around them.

    ``box`` is in the plane's pixels, None where all are 0.
    """

    covered: int
    box: Rect | None


NOTHING = TileStats(0, None)


def columns_of(size: Size) -> int:
    """Return how many tiles lie side by side."""
    return -(-size.width // TILE)


def tile_rect(number: int, size: Size) -> Rect:
    """Return where the tile with this number lies; numbers run along the rows, from 0.

    >>> tile_rect(3, Size(600, 300))
    Rect(left=0, top=256, width=256, height=44)
    """
    row, column = divmod(number, columns_of(size))
    return Rect(column * TILE, row * TILE, TILE, TILE).clipped(size)


def tiles_in(area: Rect, size: Size) -> Iterator[int]:
    """Yield the numbers of the tiles that ``area`` touches.

    >>> list(tiles_in(Rect(250, 10, 20, 20), Size(600, 300)))
    [0, 1]
    """
    part, columns = area.clipped(size), columns_of(size)
    if part.is_empty:
        return
    left, right = part.left // TILE, (part.right - 1) // TILE
    for row in range(part.top // TILE, (part.bottom - 1) // TILE + 1):
        yield from range(row * columns + left, row * columns + right + 1)


def pack(pixels: Pixels) -> Packed:
    """Return ``pixels`` as small as is worth the time."""
    first = pixels[0, 0]
    if (pixels == first).all():
        return int(first)
    return zlib.compress(pixels.tobytes(), _FASTEST)


def unpack(packed: Packed, place: Rect) -> Pixels:
    """Return the pixels that were packed of the tile at ``place``."""
    shape = (place.height, place.width)
    if isinstance(packed, int):
        return np.full(shape, packed, np.uint8)
    return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(shape)


def packed_size(packed: Packed) -> int:
    """Return about how many bytes a packed tile keeps."""
    return 1 if isinstance(packed, int) else len(packed)


def stats(pixels: Pixels, place: Rect) -> TileStats:
    """Return what is masked of the tile that lies at ``place``."""
    covered = int(np.count_nonzero(pixels))
    if covered == 0:
        return NOTHING
    if covered == pixels.size:
        return TileStats(covered, place)
    columns, rows = np.flatnonzero(pixels.any(axis=0)), np.flatnonzero(pixels.any(axis=1))
    left, top = int(columns[0]), int(rows[0])
    width, height = int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top
    return TileStats(covered, Rect(place.left + left, place.top + top, width, height))


def around(places: Sequence[Rect]) -> Rect:
    """Return the rectangle around all of them; an empty one around none."""
    if not places:
        return Rect(0, 0, 0, 0)
    left, top = min(place.left for place in places), min(place.top for place in places)
    right = max(place.right for place in places)
    bottom = max(place.bottom for place in places)
    return Rect(left, top, right - left, bottom - top)
