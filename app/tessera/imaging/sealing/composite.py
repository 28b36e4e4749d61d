"""The blend, in integers: weight 0 leaves every byte as it is, 255 puts the new one. Child only.

Only the mask's box is touched, so the cost follows the edit and not the photo.
"""

import numpy as np
from PIL import Image

from tessera.core.geometry import Rect
from tessera.imaging.sealing.arrays import Bytes, bytes_of
from tessera.imaging.sealing.original import DEEP, Original, deep_levels

FULL = 255


def lay(original: Original, pixels: Image.Image, weights: Bytes, *, left: int, top: int) -> None:
    """Blend sRGB ``pixels`` into the photo at a place that lies inside.

    Where a pixel is in sRGB what the photo already shows there, the photo's own finer value stays.
    An opaque reply leaves the photo's alpha as it is, unless nothing of it could be seen.
    """
    corners = (left, top, left + pixels.width, top + pixels.height)
    weights = _where_different(original, pixels, weights, corners)
    if original.pixels.mode == DEEP:
        before = original.pixels.crop(corners)
        original.pixels.paste(_blended_deep(before, pixels, weights), corners[:2])
        return
    fresh = original.in_own_colours(pixels)
    if "A" in fresh.getbands() and pixels.mode != "RGBA":
        alpha = original.pixels.crop(corners).getchannel("A")
        if (bytes_of(alpha)[weights > 0] > 0).any():
            fresh.putalpha(alpha)
    original.pixels.paste(fresh, corners[:2], Image.fromarray(weights))


def _where_different(
    original: Original, pixels: Image.Image, weights: Bytes, corners: tuple[int, int, int, int]
) -> Bytes:
    if original.pixels.mode != DEEP and not original.profile:
        return weights  # the same bytes on both sides anyway
    left, top, right, bottom = corners
    shown = original.shown(Rect(left, top, right - left, bottom - top)).convert("RGB")
    same = (bytes_of(shown) == bytes_of(pixels.convert("RGB"))).all(axis=2)
    return np.where(same, np.uint8(0), weights)


def _blended_deep(before: Image.Image, pixels: Image.Image, weights: Bytes) -> Image.Image:
    """Return 16-bit grey, rounded to the nearest."""
    old = np.asarray(before).astype(np.uint32)
    weight = weights.astype(np.uint32)
    mixed = (old * (FULL - weight) + deep_levels(pixels) * weight + FULL // 2) // FULL
    return Image.fromarray(mixed.astype(np.uint16))
