"""Orientation as a transform, so that pixels are never copied to turn a photo.

*Stored* pixels are as the file keeps them, *upright* ones as a person sees them. Nothing here
knows Qt; a `Turn` has the six numbers a painter wants.
"""

from functools import lru_cache
from typing import NamedTuple

from tessera.core.geometry import Orientation, Size


class Turn(NamedTuple):
    """``x' = xx·x + yx·y + dx`` and ``y' = xy·x + yy·y + dy``: from stored to upright pixels."""

    xx: int
    xy: int
    yx: int
    yy: int
    dx: int
    dy: int

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Return where the stored point (x, y) lies upright."""
        return self.xx * x + self.yx * y + self.dx, self.xy * x + self.yy * y + self.dy


@lru_cache(maxsize=64)
def turn(orientation: Orientation, stored: Size) -> Turn:
    """Return the transform that sets ``stored`` pixels upright.

    >>> turn(Orientation.QUARTER_RIGHT, Size(40, 30)).apply(0, 0)
    (30, 0)
    """
    width, height = stored.width, stored.height
    return {
        Orientation.UPRIGHT: Turn(1, 0, 0, 1, 0, 0),
        Orientation.MIRRORED: Turn(-1, 0, 0, 1, width, 0),
        Orientation.HALF_TURN: Turn(-1, 0, 0, -1, width, height),
        Orientation.FLIPPED: Turn(1, 0, 0, -1, 0, height),
        Orientation.TRANSPOSED: Turn(0, 1, 1, 0, 0, 0),
        Orientation.QUARTER_RIGHT: Turn(0, 1, -1, 0, height, 0),
        Orientation.TRANSVERSED: Turn(0, -1, -1, 0, height, width),
        Orientation.QUARTER_LEFT: Turn(0, -1, 1, 0, 0, width),
    }[orientation]
