"""Moving and stretching a reply by parts of a pixel. Child only.

A *lie* says where in the reply the photo's window lies: the point (x, y) of the window, counted
from its middle, is found in the reply at ``shift + scale * (x, y)``. It is in pixels of the size at
which it is used; `Lie.at` takes it to another.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tessera.imaging.sealing.arrays import Bytes, Floats

MARGIN = 5  # what Lanczos' kernel looks at beyond a point, a little stretched


@dataclass(frozen=True, slots=True)
class Lie:
    """Where the window lies in the reply; the default is: exactly where it should."""

    shift_x: float = 0.0
    shift_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    def at(self, factor: float) -> "Lie":
        """Return the same lie for pictures that are ``factor`` times as large."""
        return Lie(self.shift_x * factor, self.shift_y * factor, self.scale_x, self.scale_y)

    def farthest(self, shape: tuple[int, int]) -> float:
        """Return the most that any point of a window of rows × columns is moved, in pixels."""
        across = abs(self.shift_x) + abs(self.scale_x - 1) * shape[1] / 2
        down = abs(self.shift_y) + abs(self.scale_y - 1) * shape[0] / 2
        return max(across, down)


def warped(values: Floats, lie: Lie, box: tuple[int, int, int, int] | None = None) -> Floats:
    """Return the window, or the part ``box`` of it (left, top, right, bottom), from a reply.

    What lies beyond the reply's edge repeats the edge.
    """
    rows, columns = values.shape
    place = (0, 0, columns, rows) if box is None else box
    return np.asarray(_resampled(values, lie, place), np.float32)


def warped_colours(values: Bytes, lie: Lie) -> Bytes:
    """Return the whole window from a reply of three channels, rounded to bytes."""
    place = (0, 0, values.shape[1], values.shape[0])
    return np.asarray(_resampled(values, lie, place), np.uint8)


def seen(shape: tuple[int, int], lie: Lie) -> tuple[slice, slice]:
    """Return the rows and columns of the window that the reply really shows."""
    down = _seen(shape[0], lie.shift_y, lie.scale_y)
    return down, _seen(shape[1], lie.shift_x, lie.scale_x)


def _seen(side: int, shift: float, scale: float) -> slice:
    offset = _start(0, side, shift, scale)
    first, last = -offset / scale, (side - offset) / scale
    return slice(max(0, math.ceil(first)), max(0, min(side, math.floor(last))))


def _resampled(values: Floats | Bytes, lie: Lie, place: tuple[int, int, int, int]) -> Image.Image:
    """Return a place of the window, resampled with Lanczos' kernel.

    NOTE: Pillow's affine ``transform`` would do with less code, but its bicubic kernel sharpens
    (by 4 % at a tenth of the sampling rate, measured), which a fit of colours takes for contrast.
    """
    left, top, right, bottom = place
    rows, columns = values.shape[:2]
    x0, x1 = _span(left, right, columns, lie.shift_x, lie.scale_x)
    y0, y1 = _span(top, bottom, rows, lie.shift_y, lie.scale_y)
    part = np.ascontiguousarray(_cut(values, x0, y0, x1, y1))
    corners = (
        _start(left, columns, lie.shift_x, lie.scale_x) - x0,
        _start(top, rows, lie.shift_y, lie.scale_y) - y0,
        _start(right, columns, lie.shift_x, lie.scale_x) - x0,
        _start(bottom, rows, lie.shift_y, lie.scale_y) - y0,
    )
    size = (right - left, bottom - top)
    return Image.fromarray(part).resize(size, Image.Resampling.LANCZOS, corners)


def _start(first: int, side: int, shift: float, scale: float) -> float:
    """Return where in the reply the edge of pixel ``first`` lies; pixels are counted by edges."""
    middle = side / 2
    return middle + shift + scale * (first - middle)


def _span(first: int, last: int, side: int, shift: float, scale: float) -> tuple[int, int]:
    start, end = _start(first, side, shift, scale), _start(last, side, shift, scale)
    return math.floor(start) - MARGIN, math.ceil(end) + MARGIN


def _cut(values: Floats | Bytes, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.generic]:
    """Return rows y0 to y1 and columns x0 to x1, repeating the edges beyond them."""
    rows, columns = values.shape[:2]
    inside = values[
        min(max(y0, 0), rows - 1) : max(1, min(y1, rows)),
        min(max(x0, 0), columns - 1) : max(1, min(x1, columns)),
    ]
    above, left = max(0, -y0), max(0, -x0)
    below, right = y1 - y0 - above - inside.shape[0], x1 - x0 - left - inside.shape[1]
    if not (above or left or below > 0 or right > 0):
        return inside
    flat = [(0, 0)] * (values.ndim - 2)
    sides = ((above, max(0, below)), (left, max(0, right)), *flat)
    return np.pad(inside, sides, mode="edge")
