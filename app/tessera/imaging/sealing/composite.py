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
    What a reply shows transparent in an opaque photo is the photo. An opaque reply leaves the
    photo's alpha as it is, unless nothing of it could be seen.
    """
    corners = (left, top, left + pixels.width, top + pixels.height)
    if pixels.mode == "RGBA" and "A" not in original.pixels.getbands():
        weights = _where_opaque(pixels, weights)
    weights = _where_different(original, pixels, weights, corners)
    if original.pixels.mode == DEEP:
        before = original.pixels.crop(corners)
        original.pixels.paste(_blended_deep(before, pixels, weights), corners[:2])
        return
    fresh = original.in_own_colours(pixels)
    if "A" in fresh.getbands():
        before = original.pixels.crop(corners)
        alpha = before.getchannel("A")
        if pixels.mode != "RGBA" and (bytes_of(alpha)[weights > 0] > 0).any():
            fresh.putalpha(alpha)
        fresh = _blended_alpha(before, fresh, weights)
        weights = (weights > 0).astype(np.uint8) * np.uint8(FULL)
    original.pixels.paste(fresh, corners[:2], Image.fromarray(weights))


def _where_opaque(pixels: Image.Image, weights: Bytes) -> Bytes:
    shared = weights.astype(np.uint16) * bytes_of(pixels.getchannel("A"))
    return ((shared + FULL // 2) // FULL).astype(np.uint8)


def _blended_alpha(before: Image.Image, fresh: Image.Image, weights: Bytes) -> Image.Image:
    """Return both mixed as light would: a colour counts as far as it can be seen."""
    plain = "L" if fresh.mode == "LA" else "RGB"
    weight = weights.astype(np.float32) / FULL
    old = bytes_of(before.getchannel("A")) * (1 - weight)
    new = bytes_of(fresh.getchannel("A")) * weight
    seen = old + new
    share = np.where(seen > 0, new / np.maximum(seen, 1e-6), weight)
    colours = Image.fromarray(np.rint(share * FULL).astype(np.uint8))
    mixed = Image.composite(fresh.convert(plain), before.convert(plain), colours)
    mixed.putalpha(Image.fromarray(np.rint(seen).astype(np.uint8)))
    return mixed


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
