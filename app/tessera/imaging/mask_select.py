"""Selecting by colour or brightness: the magic wand, over the pixels as the screen has them.

Pixels are blue, green, red and a fourth byte, upright. Two are alike if no channel (or the
brightness) differs by more than ``tolerance``. Works in bands, beside the event loop.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tessera.core.geometry import Orientation, Size
from tessera.imaging.mask_tiles import Pixels

_BAND = 512  # rows
_WEIGHTS = (29, 150, 77)  # of blue, green and red in brightness, of 256: ITU-R BT.601

Flags = NDArray[np.bool_]


class Likeness(StrEnum):
    """What is compared."""

    COLOUR = "colour"
    BRIGHTNESS = "brightness"


def upright(buffer: memoryview, stored: Size, *, stride: int, orientation: Orientation) -> Pixels:
    """Return the stored pixels of a raster as an upright array of four channels; no copy."""
    rows = np.frombuffer(buffer, np.uint8, stride * stored.height).reshape(stored.height, stride)
    pixels = rows[:, : 4 * stored.width].reshape(stored.height, stored.width, 4)
    turned = pixels.transpose(1, 0, 2) if orientation.swaps_sides else pixels
    match orientation:
        case Orientation.MIRRORED | Orientation.QUARTER_RIGHT:
            return turned[:, ::-1]
        case Orientation.HALF_TURN | Orientation.TRANSVERSED:
            return turned[::-1, ::-1]
        case Orientation.FLIPPED | Orientation.QUARTER_LEFT:
            return turned[::-1]
    return turned


def alike(
    pixels: Pixels, x: int, y: int, *, tolerance: int, likeness: Likeness = Likeness.COLOUR
) -> Flags:
    """Return which pixels are like the one at (x, y)."""
    height, width = pixels.shape[:2]
    found = np.empty((height, width), np.bool_)
    wanted = pixels[y, x].copy()
    for top in range(0, height, _BAND):
        band = pixels[top : top + _BAND]
        if likeness is Likeness.BRIGHTNESS:
            far = _distance(_brightness(band), _brightness(wanted[None, None])[0, 0])
        else:
            channels = [_distance(band[:, :, at], wanted[at]) for at in range(4)]
            far = np.maximum.reduce(channels)
        np.less_equal(far, tolerance, out=found[top : top + _BAND])
    return found


def connected(flags: Flags, x: int, y: int) -> Flags:
    """Return the pixels that hang together with (x, y) by their sides.

    Row by row, whole runs at a time; sweeps downward and upward take turns until nothing is added.
    """
    reached = np.zeros_like(flags)
    if not flags[y, x]:
        return reached
    reached[y] = _runs_hit(flags[y], np.arange(flags.shape[1]) == x)
    waiting = {y}
    is_downward = True
    while waiting:
        waiting = _sweep(flags, reached, waiting, 1 if is_downward else -1)
        is_downward = not is_downward
    return reached


def opacity(pixels: Pixels) -> Pixels:
    """Return how opaque each pixel is; no copy."""
    return pixels[:, :, 3]


def _sweep(flags: Flags, reached: Flags, waiting: set[int], step: int) -> set[int]:
    """Carry what was reached on in one direction; returns the rows to look at from the other."""
    later: set[int] = set()
    height = flags.shape[0]
    rows = sorted(waiting, reverse=step < 0)
    place = 0
    row = rows[0]
    while True:
        later.add(row)
        following = row + step
        went_on = 0 <= following < height and _carry(flags, reached, row, following)
        while place < len(rows) and (rows[place] - row) * step <= 0:
            place += 1
        if went_on:
            row = following
        elif place < len(rows):
            row = rows[place]
        else:
            break
    return {row for row in later if _can_carry(flags, reached, row, row - step)}


def _can_carry(flags: Flags, reached: Flags, row: int, other: int) -> bool:
    if not 0 <= other < flags.shape[0]:
        return False
    return bool((reached[row] & flags[other] & ~reached[other]).any())


def _carry(flags: Flags, reached: Flags, row: int, other: int) -> bool:
    """Reach the runs of ``other`` that touch what is reached of ``row``; returns whether new."""
    seeds = reached[row] & flags[other] & ~reached[other]
    if not seeds.any():
        return False
    reached[other] |= _runs_hit(flags[other], seeds)
    return True


def _runs_hit(flags: Flags, seeds: Flags) -> Flags:
    """Return the runs of true values that hold a seed."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    starts, ends = edges[0::2], edges[1::2]
    runs = np.searchsorted(starts, np.flatnonzero(seeds), side="right") - 1
    turns = np.zeros(len(flags) + 1, np.int8)
    turns[starts[runs]] = 1
    turns[ends[runs]] = -1
    return np.cumsum(turns[:-1], dtype=np.int8).view(np.bool_)


def _brightness(pixels: Pixels) -> Pixels:
    blue, green, red = (pixels[..., at].astype(np.uint16) for at in range(3))
    weighed = blue * _WEIGHTS[0] + green * _WEIGHTS[1] + red * _WEIGHTS[2]
    return (weighed >> 8).astype(np.uint8)


def _distance(values: Pixels, wanted: np.uint8) -> Pixels:
    return np.maximum(values, wanted) - np.minimum(values, wanted)
