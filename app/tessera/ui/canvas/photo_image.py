"""Pixels from the decoder as a picture Qt can paint, without a copy.

A *level* is the photo at full or reduced size; the first is the largest, each next one half of it.
Levels keep the stored pixels; the orientation is applied while painting.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Protocol

from PySide6.QtGui import QImage

from tessera.core.geometry import Orientation, Size


class PixelRows(Protocol):
    """What `imaging.raster.Raster` offers: rows of BGRX, or of premultiplied BGRA."""

    @property
    def size(self) -> Size: ...
    @property
    def stride(self) -> int: ...
    @property
    def has_alpha(self) -> bool: ...
    @property
    def buffer(self) -> bytes | bytearray | memoryview: ...


@dataclass(frozen=True, slots=True, eq=False)  # comparing images would compare their pixels
class ShownPhoto:
    """A photo ready to paint: ``levels`` of ``stored`` pixels and how to turn them.

    A preview has reduced levels only, but the ``stored`` size of the whole photo, so that what
    replaces it lies at the same place.
    """

    levels: tuple[QImage, ...]
    stored: Size
    orientation: Orientation = Orientation.UPRIGHT

    @property
    def upright(self) -> Size:
        """Return the size as a person sees it."""
        return self.orientation.upright(self.stored)

    @property
    def has_alpha(self) -> bool:
        """Return whether the background can shine through."""
        return self.levels[0].hasAlphaChannel()

    def level_for(self, zoom: float) -> tuple[QImage, float]:
        """Return the smallest level that still has a pixel for every device pixel, and its factor.

        The factor is stored pixels per pixel of the level, along each side.
        """
        chosen = self.levels[0], reduction(self.stored, self.levels[0])
        for level in self.levels[1:]:
            factor = reduction(self.stored, level)
            if factor * zoom > 1 + 1e-6:
                break
            chosen = level, factor
        return chosen


def to_image(raster: PixelRows) -> QImage:
    """Return ``raster`` as an image on the same memory; the image keeps the buffer alive."""
    form = QImage.Format.Format_ARGB32_Premultiplied
    if not raster.has_alpha:
        form = QImage.Format.Format_RGB32
    size = raster.size
    return QImage(raster.buffer, size.width, size.height, raster.stride, form)


@lru_cache(maxsize=128)
def _power_to(longest: int, shorter: int) -> int:
    return 1 << max(0, round(log2(longest / shorter)))


def reduction(stored: Size, level: QImage) -> float:
    """Return how many stored pixels one pixel of ``level`` covers along a side.

    Reducing by a power of two rounds an odd side up, so the ratio of the sides would be a little
    off; the power of two that leads to this size is exact.
    """
    width, height = level.width(), level.height()
    power = _power_to(stored.long_side, max(width, height))
    if (-(-stored.width // power), -(-stored.height // power)) == (width, height):
        return float(power)
    return stored.width / width
