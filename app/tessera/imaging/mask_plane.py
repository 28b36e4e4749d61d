"""The mask: an 8-bit plane beside the picture, in upright pixels; 255 = edit, 0 = keep.

A *step* is one change that can be undone: `begin`, then `touch` what is about to be written, then
`commit`. Tiles are copied on their first write in a step, so a step costs what it touched, at any
size of the picture. A `TilePatch` holds what was there before; `swap` puts it back and returns the
patch for the way forth again.

The system commits the memory only where something is written. Others may paint into ``buffer``
(rows of ``stride`` bytes) or ``pixels`` (the same as an array) after `touch`. Nothing here knows
Qt; numpy comes with this module, so the window loads it beside its event loop.
"""

import mmap
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tessera.core.geometry import Rect, Size
from tessera.imaging.mask_tiles import (
    NOTHING,
    Packed,
    Pixels,
    TileStats,
    around,
    pack,
    packed_size,
    stats,
    tile_rect,
    tiles_in,
    unpack,
)

_ALIGNED = 4  # bytes; what painters want rows to start at


@dataclass(frozen=True, slots=True)
class TilePatch:
    """The tiles that a step changed, packed, as they are on its other side."""

    tiles: dict[int, Packed]
    area: Rect

    @property
    def size_bytes(self) -> int:
        """Return about how much memory undo keeps for the step."""
        return sum(packed_size(tile) for tile in self.tiles.values())


class MaskPlane:
    """The mask of one picture of ``size`` upright pixels."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.stride = -(-size.width // _ALIGNED) * _ALIGNED
        # Unlike a bytearray, a mapping costs nothing until it is written (100 MP: 40 ms, 100 MB).
        self.buffer = memoryview(mmap.mmap(-1, self.stride * size.height))
        rows = np.frombuffer(self.buffer, np.uint8).reshape(size.height, self.stride)
        self.pixels: Pixels = rows[:, : size.width]
        self.revision = 0
        self._before: dict[int, Pixels] | None = None
        self._stats: dict[int, TileStats] = {}
        self._stale: set[int] = set()
        self._bounds: Rect | None = None  # as far as it was asked for since the last change

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is masked."""
        return self.covered == 0

    @property
    def is_in_step(self) -> bool:
        """Return whether a step is under way."""
        return self._before is not None

    @property
    def covered(self) -> int:
        """Return how many pixels are not 0."""
        self.measure()
        return sum(each.covered for each in self._stats.values())

    def share(self) -> float:
        """Return how much of the picture is masked, from 0 to 1."""
        return self.covered / self.size.pixels

    def bounds(self) -> Rect | None:
        """Return the smallest rectangle around everything that is not 0; None if nothing is."""
        if self._stale or self._bounds is None:
            self.measure()
            boxes = [each.box for each in self._stats.values() if each.box is not None]
            self._bounds = around(boxes)
        return None if self._bounds.is_empty else self._bounds

    def measure(self) -> None:
        """Look anew at tiles that changed; after a change of all, better beside the event loop."""
        while self._stale:
            number = self._stale.pop()
            found = stats(self.part(tile_rect(number, self.size)), tile_rect(number, self.size))
            if found is NOTHING:
                self._stats.pop(number, None)
            else:
                self._stats[number] = found

    def part(self, area: Rect) -> Pixels:
        """Return the pixels of ``area``, which lies inside; no copy."""
        return self.pixels[area.top : area.bottom, area.left : area.right]

    def begin(self) -> None:
        """Begin a step; a step that is under way goes on."""
        if self._before is None:
            self._before = {}

    def touch(self, area: Rect) -> None:
        """Keep what ``area`` shows, before it is written for the first time in this step."""
        if self._before is None:
            raise ValueError("Nothing may be written outside of a step.")
        for number in tiles_in(area, self.size):
            if number not in self._before:
                self._before[number] = self.part(tile_rect(number, self.size)).copy()
        self.revision += 1

    def commit(self) -> TilePatch | None:
        """End the step; returns what it changed, None if it changed nothing."""
        before, self._before = self._before or {}, None
        return self._changed(
            {
                number: pack(pixels)
                for number, pixels in before.items()
                if not np.array_equal(pixels, self.part(tile_rect(number, self.size)))
            }
        )

    def abandon(self) -> Rect:
        """End the step as if it had never begun; returns the part that it had touched."""
        before, self._before = self._before or {}, None
        for number, pixels in before.items():
            self.part(tile_rect(number, self.size))[:] = pixels
        self.revision += 1
        return self._around(before)

    def replace(self, area: Rect, fresh: Pixels) -> TilePatch | None:
        """Write ``fresh`` over ``area`` as a whole step; returns what it changed.

        Tile by tile, so that a change of everything never keeps a second plane.
        """
        kept: dict[int, Packed] = {}
        for number in tiles_in(area, self.size):
            place = _common(tile_rect(number, self.size), area)
            source = fresh[
                place.top - area.top : place.bottom - area.top,
                place.left - area.left : place.right - area.left,
            ]
            if not np.array_equal(source, self.part(place)):
                kept[number] = pack(self.part(tile_rect(number, self.size)))
                self.part(place)[:] = source
        return self._changed(kept)

    def swap(self, patch: TilePatch) -> TilePatch:
        """Put the other side of a step in place; returns the patch that leads back."""
        others: dict[int, Packed] = {}
        for number, packed in patch.tiles.items():
            place = tile_rect(number, self.size)
            others[number] = pack(self.part(place))
            self.part(place)[:] = unpack(packed, place)
        self._changed(others)
        return TilePatch(others, patch.area)

    def to_bytes(self) -> bytes:
        """Return all pixels row by row, without gaps."""
        return self.pixels.tobytes()

    def _changed(self, kept: dict[int, Packed]) -> TilePatch | None:
        self._stale |= kept.keys()
        self._bounds = None
        self.revision += 1
        return TilePatch(kept, self._around(kept)) if kept else None

    def _around(self, numbers: Iterable[int]) -> Rect:
        """Return the rectangle around tiles."""
        return around([tile_rect(number, self.size) for number in numbers])


def _common(first: Rect, second: Rect) -> Rect:
    left, top = max(first.left, second.left), max(first.top, second.top)
    right, bottom = min(first.right, second.right), min(first.bottom, second.bottom)
    return Rect(left, top, right - left, bottom - top)
