"""Changes of a whole mask, each one step: fill, clear, invert, edges, selections, other masks.

They take from milliseconds to seconds and run beside the event loop; nothing else may write the
plane meanwhile. Each returns the patch that undoes it, None if it changed nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tessera.core.geometry import Rect, Size
from tessera.imaging.mask_edges import feathered, grown, shrunk
from tessera.imaging.mask_plane import MaskPlane, TilePatch
from tessera.imaging.mask_select import Likeness, alike, connected
from tessera.imaging.mask_tiles import TILE, Packed, Pixels, around
from tessera.imaging.masks import Mask

LARGEST_RADIUS = 500  # pixels; what grows further is better painted
_BAND = 4 * TILE  # rows


@dataclass(frozen=True, slots=True)
class Wand:
    """What the magic wand looks for: pixels like the one at (x, y)."""

    x: int
    y: int
    tolerance: int
    is_contiguous: bool
    likeness: Likeness
    takes: bool


def fill(plane: MaskPlane, value: int) -> TilePatch | None:
    """Give every pixel the same value."""
    area = _whole(plane.size) if value else plane.bounds()
    return (
        None if area is None else _by_bands(plane, area, lambda part, _: np.full_like(part, value))
    )


def invert(plane: MaskPlane) -> TilePatch | None:
    """Mask what was free and free what was masked."""
    return _by_bands(plane, _whole(plane.size), lambda part, _: ~part)


def grow(plane: MaskPlane, radius: int) -> TilePatch | None:
    """Let the mask reach ``radius`` pixels further."""
    area = _bounds_with(plane, radius)
    return None if area is None else plane.replace(area, grown(plane.part(area), radius))


def shrink(plane: MaskPlane, radius: int) -> TilePatch | None:
    """Let the mask reach ``radius`` pixels less far."""
    area = _bounds_with(plane, radius)
    return None if area is None else plane.replace(area, shrunk(plane.part(area), radius))


def feather(plane: MaskPlane, width: int) -> TilePatch | None:
    """Give the mask an edge that falls off outward over ``width`` pixels."""
    area = _bounds_with(plane, 2 * width)
    return None if area is None else plane.replace(area, feathered(plane.part(area), width))


def select(plane: MaskPlane, pixels: Pixels, wand: Wand) -> TilePatch | None:
    """Add what is like a pixel of the picture to the mask, or take it away."""
    flags = alike(pixels, wand.x, wand.y, tolerance=wand.tolerance, likeness=wand.likeness)
    if wand.is_contiguous:
        flags = connected(flags, wand.x, wand.y)
    value = np.uint8(0 if wand.takes else 255)

    def laid(part: Pixels, band: Rect) -> Pixels:
        return np.where(flags[band.top : band.bottom], value, part)

    return _by_bands(plane, _whole(plane.size), laid)


def from_alpha(plane: MaskPlane, opaque: Pixels) -> TilePatch | None:
    """Mask what is transparent in the picture, and nothing else."""
    return _by_bands(plane, _whole(plane.size), lambda _, band: ~opaque[band.top : band.bottom])


def lay(plane: MaskPlane, mask: Mask | None) -> TilePatch | None:
    """Put another mask, of the same size, in place."""
    fresh = np.zeros((plane.size.height, plane.size.width), np.uint8)
    if mask is not None:
        area = mask.area
        rows = np.frombuffer(mask.rows, np.uint8).reshape(area.height, area.width)
        fresh[area.top : area.bottom, area.left : area.right] = rows
    return plane.replace(_whole(plane.size), fresh)


def mask_of(plane: MaskPlane) -> Mask | None:
    """Return the plane as a value, for saving and sending; None if nothing is masked."""
    area = plane.bounds()
    return None if area is None else Mask(plane.size, area, plane.part(area).tobytes())


def _whole(size: Size) -> Rect:
    return Rect(0, 0, size.width, size.height)


def _bounds_with(plane: MaskPlane, margin: int) -> Rect | None:
    area = plane.bounds()
    if area is None:
        return None
    left, top = area.left - margin, area.top - margin
    return Rect(left, top, area.width + 2 * margin, area.height + 2 * margin).clipped(plane.size)


def _by_bands(
    plane: MaskPlane, area: Rect, compute: Callable[[Pixels, Rect], Pixels]
) -> TilePatch | None:
    """Replace ``area`` in bands of whole tiles, so that no second plane is needed."""
    tiles: dict[int, Packed] = {}
    touched: list[Rect] = []
    top = area.top
    while top < area.bottom:
        bottom = min(top // _BAND * _BAND + _BAND, area.bottom)
        band = Rect(area.left, top, area.width, bottom - top)
        patch = plane.replace(band, compute(plane.part(band), band))
        if patch is not None:
            tiles |= patch.tiles
            touched.append(patch.area)
        top = bottom
    return TilePatch(tiles, around(touched)) if touched else None
