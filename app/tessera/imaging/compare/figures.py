"""Shares and levels of a comparison. Child only."""

import numpy as np
from PIL import Image, ImageChops

from tessera.imaging.compare.order import VISIBLE
from tessera.imaging.sealing.arrays import Bytes, Floats, bytes_of
from tessera.imaging.sealing.tint import Tint

NOISES = 4.0  # how many times the usual difference a change has to be
USUAL_OF_MEDIAN = 1.4826
LOUDEST_NOISE = 20.0  # levels; where half of a picture differs by more, it was redrawn
STRIP_ROWS = 512


def threshold_of(left: Floats, known: Bytes) -> float:
    """Return the levels above which a difference is no noise, by what is left after all is undone.

    Half of the pixels at least are taken to be unchanged.
    """
    sample = left[known > 0]
    if not sample.size:
        return VISIBLE
    middle = float(np.median(sample[:: max(1, sample.size // 100_000)]))
    return min(LOUDEST_NOISE, max(VISIBLE, NOISES * USUAL_OF_MEDIAN * middle))


def share_above(levels: Floats, known: Bytes, threshold: float) -> float:
    """Return the share of known pixels that differ by more than ``threshold``."""
    count = int(np.count_nonzero(known))
    if not count:
        return 0.0
    return int(np.count_nonzero((levels > threshold) & (known > 0))) / count


def mean_and_most(levels: Floats, known: Bytes) -> tuple[float, float]:
    """Return the mean and the largest difference of known pixels."""
    inside = levels[known > 0]
    return (float(inside.mean()), float(inside.max())) if inside.size else (0.0, 0.0)


def strongest(colours: Tint) -> tuple[float, float]:
    """Return gain and offset of the channel whose middle grey moved most."""
    pairs = list(zip(colours.gains, colours.offsets, strict=True))
    return max(pairs, key=lambda each: abs(each[0] * 128 + each[1] - 128))


def differing_pixels(
    before: Image.Image, after: Image.Image, mask: Image.Image | None
) -> int | None:
    """Return how many pixels outside the mask differ in any byte, None for different sizes."""
    if before.size != after.size:
        return None
    mode = "RGBA" if "A" in before.getbands() + after.getbands() else "RGB"
    outside = None if mask is None or mask.size != before.size else mask.convert("L")
    count = 0
    for top in range(0, before.height, STRIP_ROWS):
        box = (0, top, before.width, min(top + STRIP_ROWS, before.height))
        one, other = before.crop(box).convert(mode), after.crop(box).convert(mode)
        differs = bytes_of(ImageChops.difference(one, other)).any(axis=2)
        if outside is not None:
            differs &= bytes_of(outside.crop(box)) == 0
        count += int(np.count_nonzero(differs))
    return count
