"""Differences made visible, as a screen takes them: blue, green, red, 255. Child only.

The heat map lies over the photo in grey. Its colours rise in lightness from violet to yellow, so
that they read without red and green and in print.
"""

import numpy as np

from tessera.imaging.compare.order import COLOURS, HOTTEST, STOPS
from tessera.imaging.sealing.arrays import GREY, Bytes, Floats, Truths

AMPLIFIED = 4.0  # a difference of 8 levels is hard to see on black
GROUND_SHARE, GROUND_LEVEL = 0.45, 24.0  # how much of the photo shines through


def difference_picture(before: Floats, after: Floats) -> Bytes:
    """Return the absolute difference of each channel, amplified, on black."""
    return _screen(np.clip(np.abs(before - after) * AMPLIFIED, 0, 255))


def heat_picture(before: Floats, levels: Floats, known: Bytes, threshold: float) -> Bytes:
    """Return the photo in dim grey with everything hot above ``threshold`` on it."""
    ground = (before @ GREY) * GROUND_SHARE + GROUND_LEVEL
    heat = np.clip((levels - threshold) / (HOTTEST - threshold), 0, 1)
    is_hot = ((levels > threshold) & (known > 0))[:, :, None]
    colours = np.array(COLOURS, np.float32)
    ramp = np.stack([np.interp(heat, STOPS, colours[:, each]) for each in range(3)], axis=2)
    return _screen(np.where(is_hot, ramp, ground[:, :, None]))


def meant_picture(before: Floats, mask: Truths | None) -> Bytes:
    """Return the photo in its colours where the mask lies, and in dim grey around it."""
    ground = np.repeat(((before @ GREY) * GROUND_SHARE + GROUND_LEVEL)[:, :, None], 3, axis=2)
    return _screen(ground if mask is None else np.where(mask[:, :, None], before, ground))


def _screen(levels: Floats) -> Bytes:
    rows, columns = levels.shape[:2]
    pixels = np.full((rows, columns, 4), 255, np.uint8)
    pixels[:, :, :3] = levels[:, :, ::-1] + 0.5
    return pixels
