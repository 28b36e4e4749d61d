"""Halvings of a mask plane, for showing it small: each pixel is the mean of four.

A level is brought up to date only when it is shown, and only where the plane has changed since, so
a brush pays for the halvings of its own small rectangle. Level 0 is the plane itself.
"""

import mmap
from dataclasses import dataclass

import numpy as np

from tessera.core.geometry import Rect, Size
from tessera.imaging.mask_plane import MaskPlane
from tessera.imaging.mask_tiles import Pixels, around

SMALLEST = 512  # pixels along the longer side; below it nothing is gained
_BAND = 512  # rows at a time, so that a change of everything stays in the cache


@dataclass(slots=True)
class Level:
    """One halving: ``buffer`` has ``size.height`` rows of ``stride`` bytes."""

    size: Size
    stride: int
    buffer: memoryview
    pixels: Pixels
    stale: Rect | None = None


class MaskLevels:
    """The plane and its halvings, largest first."""

    def __init__(self, plane: MaskPlane) -> None:
        self._plane = plane
        self._marked: Rect | None = None
        self.is_held = False  # while somebody else writes the plane and refreshes afterwards
        self._levels = [Level(plane.size, plane.stride, plane.buffer, plane.pixels)]
        while self._levels[-1].size.long_side > SMALLEST:
            self._levels.append(_half(self._levels[-1].size))

    def __len__(self) -> int:
        return len(self._levels)

    def number_for(self, zoom: float) -> int:
        """Return the smallest level that has a pixel for every pixel of the screen."""
        number = 0
        while number + 1 < len(self._levels) and zoom * (2 << number) <= 1 + 1e-6:
            number += 1
        return number

    def mark(self, area: Rect) -> None:
        """Note that the plane changed in ``area``."""
        part = area.clipped(self._plane.size)
        if part.is_empty:
            return
        self._marked = part if self._marked is None else around((self._marked, part))

    def fresh(self, number: int) -> Level:
        """Return a level as it is now; while `is_held`, as it was."""
        if self.is_held:
            return self._levels[number]
        return self._fresh(number)

    def refresh(self) -> None:
        """Bring every level up to date; after a change of all, beside the event loop."""
        self._fresh(len(self._levels) - 1)

    def _fresh(self, number: int) -> Level:
        if number == 0:
            return self._levels[0]
        if (marked := self._marked) is not None:
            self._marked = None
            for level in self._levels[1:]:
                level.stale = marked if level.stale is None else around((level.stale, marked))
        for at in range(1, number + 1):
            level = self._levels[at]
            if level.stale is not None:
                _reduce(self._levels[at - 1].pixels, level.pixels, _shrunk(level.stale, at))
                level.stale = None
        return self._levels[number]


def _half(size: Size) -> Level:
    half = Size(-(-size.width // 2), -(-size.height // 2))
    stride = -(-half.width // 4) * 4
    buffer = memoryview(mmap.mmap(-1, stride * half.height))
    rows = np.frombuffer(buffer, np.uint8).reshape(half.height, stride)
    return Level(half, stride, buffer, rows[:, : half.width])


def _shrunk(area: Rect, number: int) -> Rect:
    """Return what ``area`` of the plane covers of level ``number``."""
    left, top = area.left >> number, area.top >> number
    right, bottom = -(-area.right >> number), -(-area.bottom >> number)
    return Rect(left, top, right - left, bottom - top)


def _reduce(source: Pixels, target: Pixels, area: Rect) -> None:
    """Write the means of four pixels of ``source`` to ``area`` of ``target``."""
    for top in range(area.top, area.bottom, _BAND):
        bottom = min(top + _BAND, area.bottom, target.shape[0])
        right = min(area.right, target.shape[1])
        part = source[2 * top : 2 * bottom, 2 * area.left : 2 * right]
        rows, columns = 2 * (bottom - top), 2 * (right - area.left)
        if part.shape != (rows, columns):  # an odd side: its last pixel stands for two
            missing = ((0, rows - part.shape[0]), (0, columns - part.shape[1]))
            part = np.pad(part, missing, "edge")
        upper = part[0::2].astype(np.uint16)
        upper += part[1::2]
        sums = upper[:, 0::2] + upper[:, 1::2]
        target[top:bottom, area.left : right] = (sums + 2) >> 2
