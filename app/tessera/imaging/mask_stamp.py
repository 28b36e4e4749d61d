"""The soft brush: round stamps that are laid into the mask, the stronger value winning.

So a stroke that crosses itself grows no darker, whatever its speed. Sizes are in pixels of the
photo; ``hardness`` runs from 0 (falls off from the middle) to 1 (a sharp edge, one pixel soft).
"""

from functools import lru_cache

import numpy as np

from tessera.core.geometry import Rect
from tessera.imaging.mask_plane import MaskPlane
from tessera.imaging.mask_tiles import Pixels


@lru_cache(maxsize=24)
def stamp(radius: float, hardness: float) -> Pixels:
    """Return a round stamp of odd side; 255 in the middle, 0 beyond ``radius``."""
    reach = int(np.ceil(radius))
    steps = np.arange(reach + 1, dtype=np.float32) ** 2
    distance = np.sqrt(steps[:, None] + steps[None, :])
    soft = max(1.0, radius * (1 - hardness))
    fall = np.clip((radius + 0.5 - distance) / soft, 0, 1)
    quarter = np.round(255 * fall * fall * (3 - 2 * fall)).astype(np.uint8)
    half = np.concatenate((quarter[:0:-1], quarter))
    return np.ascontiguousarray(np.concatenate((half[:, :0:-1], half), axis=1))


def stamped_area(x: float, y: float, shape: Pixels) -> Rect:
    """Return where a stamp lies whose middle is at (x, y)."""
    reach = shape.shape[0] // 2
    return Rect(int(x) - reach, int(y) - reach, 2 * reach + 1, 2 * reach + 1)


def press(plane: MaskPlane, x: float, y: float, shape: Pixels, *, erases: bool) -> None:
    """Lay a stamp into the plane, whose step has been told of the area before."""
    area = stamped_area(x, y, shape)
    part = area.clipped(plane.size)
    if part.is_empty:
        return
    left, top = part.left - area.left, part.top - area.top
    ink = shape[top : top + part.height, left : left + part.width]
    target = plane.part(part)
    if erases:
        np.minimum(target, ~ink, out=target)
    else:
        np.maximum(target, ink, out=target)
