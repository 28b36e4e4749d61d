"""Growing, shrinking and softening masks, as arrays of 8 bits; nothing here knows a plane.

Discs are round and exact: a pixel belongs to the grown mask if its middle is at most ``radius``
from the middle of a masked one. Beyond the picture everything counts as it does at its edge, so a
mask that reaches the edge does not shrink away from it. Works in bands of rows, so that a
100-megapixel mask needs no more than one copy of itself.
"""

from math import isqrt

import numpy as np

from tessera.imaging.mask_tiles import Pixels

_BAND = 512  # rows


def grown(source: Pixels, radius: int) -> Pixels:
    """Return the largest value within ``radius`` of each pixel; outside counts as 0."""
    target = np.empty_like(source)
    height = source.shape[0]
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        above, below = min(radius, top), min(radius, height - bottom)
        band = source[top - above : bottom + below]
        if not band.any():
            target[top:bottom] = 0
            continue
        target[top:bottom] = _grown_band(band, radius)[above : above + bottom - top]
    return target


def shrunk(source: Pixels, radius: int) -> Pixels:
    """Return the smallest value within ``radius`` of each pixel; outside counts as 255."""
    return ~grown(~source, radius)


def feathered(source: Pixels, width: int) -> Pixels:
    """Return ``source`` with an edge that falls off outward over about ``width`` pixels.

    What was masked stays wholly masked: a softer edge is a larger mask.
    """
    reach = max(1, width // 2)
    soft = blurred(grown(source, reach), reach)
    return np.maximum(source, soft)


def blurred(source: Pixels, reach: int) -> Pixels:
    """Return means over about a bell of ``reach`` pixels on each side; edges are repeated.

    Three plain means one after another come close to a bell.
    """
    steps = [reach // 3 + (1 if place < reach % 3 else 0) for place in range(3)]
    result = source.copy()
    for half in steps:
        if half:
            for top in range(0, result.shape[0], _BAND):
                result[top : top + _BAND] = _means(result[top : top + _BAND], half)
            for left in range(0, result.shape[1], _BAND):
                part = result[:, left : left + _BAND]
                part[:] = _means(part.T, half).T
    return result


def _grown_band(band: Pixels, radius: int) -> Pixels:
    """Grow a band: rows grown sideways by k serve all rows at the height where a disc is k wide."""
    result, sideways, height = band.copy(), band.copy(), band.shape[0]
    for half, distances in enumerate(_heights(radius)):
        if half:
            wider = sideways.copy()
            np.maximum(wider[:, 1:], sideways[:, :-1], out=wider[:, 1:])
            np.maximum(wider[:, :-1], sideways[:, 1:], out=wider[:, :-1])
            sideways = wider
        for dy in distances:
            if dy < height:
                np.maximum(result[dy:], sideways[: height - dy], out=result[dy:])
                np.maximum(result[: height - dy], sideways[dy:], out=result[: height - dy])
    return result


def _heights(radius: int) -> list[list[int]]:
    """Return for each half width of a disc the distances from its middle row that have it."""
    rows: list[list[int]] = [[] for _ in range(radius + 1)]
    for dy in range(radius + 1):
        rows[isqrt(radius * radius - dy * dy)].append(dy)
    return rows


def _means(rows: Pixels, half: int) -> Pixels:
    """Return for each pixel the mean of itself and ``half`` neighbours on each side of its row."""
    width = 2 * half + 1
    padded = np.pad(rows, ((0, 0), (half + 1, half)), "edge")
    sums = np.cumsum(padded, axis=1, dtype=np.uint32)
    return ((sums[:, width:] - sums[:, :-width] + half) // width).astype(np.uint8)
