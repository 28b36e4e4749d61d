"""Before and after brought to one size, and laid over each other. Child only.

Transparent parts are seen on grey. Both are shrunk alike, and never beyond the size of the smaller
one, so that a model's coarser picture is not taken for a change everywhere.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.sealing import registration, tint
from tessera.imaging.sealing.arrays import Bytes, Floats, bytes_of, grey_of
from tessera.imaging.sealing.warp import Lie, warped

TINT_PIXELS = 120_000
LEAST_SIDE = 16  # nothing can be laid over a line
MOST_MOVED = (
    1 / 12
)  # of the long side; beyond, and where too little is alike, it is another picture
ALIKE = 0.6
GROUND = (128, 128, 128)
OTHER_SHAPE = 0.06  # of a side's length; a registration finds less


@dataclass(frozen=True, slots=True)
class Pair:
    """Both pictures as rows × columns × 3 levels, and where nothing was meant to change (1)."""

    before: Floats
    after: Floats
    known: Bytes


@dataclass(frozen=True, slots=True)
class Laid:
    """The picture after as it would be, had nothing moved and no colour shifted; and how it lay."""

    after: Floats
    lie: Lie
    colours: tint.Tint


def looked_at(wanted: Size, before: Size, after: Size) -> Size:
    """Return the size at which both are compared: of the shape of the one before."""
    side = min(wanted.long_side, before.long_side, max(1, after.long_side))
    if before.long_side <= side:
        return before
    return Size(
        max(1, round(before.width * side / before.long_side)),
        max(1, round(before.height * side / before.long_side)),
    )


def is_other_shape(before: Size, after: Size) -> bool:
    """Return whether one is wider for its height than the other by more than a model drifts."""
    ratio = (before.width * after.height) / (before.height * after.width)
    return abs(ratio - 1) > OTHER_SHAPE


def pair_of(before: Image.Image, after: Image.Image, mask: Image.Image | None, size: Size) -> Pair:
    """Return both at ``size``; the mask is that of the picture before, 255 = meant to change."""
    side = (size.width, size.height)
    known = np.ones((size.height, size.width), np.uint8)
    if mask is not None:
        # A pixel of which any part was meant to change is not outside.
        covered = bytes_of(mask.convert("L").resize(side, Image.Resampling.BOX))
        known = (covered == 0).astype(np.uint8)
    return Pair(_levels(before, side), _levels(after, side), known)


def lay(pair: Pair) -> Laid:
    """Return the picture after, moved and coloured back onto the one before."""
    lie = _lie(pair)
    moved = pair.after
    if lie != Lie():
        moved = np.stack([warped(pair.after[:, :, each], lie) for each in range(3)], axis=2)
    colours = tint.fit(*_small(pair.before, moved, pair.known))
    return Laid(_coloured(moved, colours), lie, colours)


def _lie(pair: Pair) -> Lie:
    if min(pair.known.shape) < LEAST_SIDE:
        return Lie()
    level = registration.Level(_grey(pair.before), _grey(pair.after), pair.known)
    found = registration.register(level)
    is_far = found.lie.farthest(pair.known.shape) > MOST_MOVED * max(pair.known.shape)
    return Lie() if is_far or found.correlation < ALIKE else found.lie


def apart(one: Floats, other: Floats) -> Floats:
    """Return by how many levels the channel that differs most differs, per pixel."""
    most: Floats = np.abs(one - other).max(axis=2)
    return most


def _levels(picture: Image.Image, side: tuple[int, int]) -> Floats:
    if picture.mode in ("RGBA", "LA"):
        ground = Image.new("RGBA", picture.size, (*GROUND, 255))
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    plain = picture.convert("RGB")
    if plain.size != side:
        plain = plain.resize(side, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return np.asarray(plain, np.float32)


def _grey(levels: Floats) -> Floats:
    return grey_of(Image.fromarray(levels.astype(np.uint8)))


def _small(before: Floats, after: Floats, known: Bytes) -> tuple[Floats, Floats, Bytes]:
    """Return all three shrunk to what is enough for colours."""
    shrink = 1
    while known.size > TINT_PIXELS * shrink * shrink:
        shrink *= 2
    if shrink == 1:
        return before, after, known
    one, other = (Image.fromarray(each.astype(np.uint8)).reduce(shrink) for each in (before, after))
    where = bytes_of(Image.fromarray(known * np.uint8(255)).reduce(shrink)) == 255
    return np.asarray(one, np.float32), np.asarray(other, np.float32), where.astype(np.uint8)


def _coloured(levels: Floats, colours: tint.Tint) -> Floats:
    if colours.is_nothing:
        return levels
    rows, columns = levels.shape[:2]
    done = levels * np.array(colours.gains, np.float32) + np.array(colours.offsets, np.float32)
    for channel in range(3):
        local = colours.local(channel, (rows, columns), (0, 0, columns, rows))
        if local is not None:
            done[:, :, channel] += local
    clipped: Floats = np.clip(done, 0, 255)
    return clipped
