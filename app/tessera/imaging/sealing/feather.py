"""How much of the reply each pixel takes: 0 outside of the mask, 255 in its core. Child only.

The edge fades *inside* the mask, over ``feather`` pixels or, where the mask is thinner, over what
there is: a thin stroke keeps its middle. The photo's own border is no edge. Outside stays exactly
0, and a mask that is itself soft limits the weight.
"""

import numpy as np

from tessera.imaging.sealing.arrays import Bytes

LEAST_FEATHER, MOST_FEATHER = 0, 64
BAND = 192  # rows at once: they stay in the processor's cache


def weights(mask: Bytes, feather: int) -> Bytes:
    """Return weights for a mask's area; beyond its sides nothing is masked.

    Where the mask goes on to the photo's border, give it more rows or columns and cut them off.
    """
    feather = min(max(feather, LEAST_FEATHER), MOST_FEATHER)
    if feather == 0:
        return mask
    ramps, found = _ramps(feather).ravel(), np.empty_like(mask)
    for top in range(0, mask.shape[0], BAND):
        bottom = min(top + BAND, mask.shape[0])
        above = min(top, 2 * feather)
        band = _weighed(mask[top - above : bottom + 2 * feather], feather, ramps)
        found[top:bottom] = band[above : above + bottom - top]
    return found


def _weighed(mask: Bytes, feather: int, ramps: Bytes) -> Bytes:
    """Return the weights of some rows; those within twice the feather of a cut are wrong."""
    depth = depths(mask, feather)
    # One lookup in a flat table: indexing with two arrays takes three times as long.
    flat = _most_nearby(depth, feather).astype(np.uint16)
    flat *= np.uint16(feather + 1)
    flat += depth
    return np.minimum(np.take(ramps, flat), mask)


def depths(mask: Bytes, most: int) -> Bytes:
    """Return how deep each pixel lies in the mask: 1 at its edge, 0 outside, at most ``most``.

    Layers are taken off alternately as squares and as crosses, so that depth is nearly round.
    """
    inside = np.pad((mask > 0).astype(np.uint8), 1)
    depth = inside.copy()
    for layer in range(1, most):
        inside = _eroded(inside, is_square=layer % 2 == 0)
        depth += inside
    return depth[1:-1, 1:-1]


def _eroded(inside: Bytes, *, is_square: bool) -> Bytes:
    fewer = inside.copy()
    across = inside
    if is_square:
        across = inside.copy()
        across[:, 1:] &= inside[:, :-1]
        across[:, :-1] &= inside[:, 1:]
        fewer &= across
    else:
        fewer[:, 1:] &= inside[:, :-1]
        fewer[:, :-1] &= inside[:, 1:]
    fewer[1:] &= across[:-1]
    fewer[:-1] &= across[1:]
    return fewer


def _most_nearby(values: Bytes, reach: int) -> Bytes:
    """Return the greatest value within ``reach`` rows and columns, by doubling steps."""
    for axis in (0, 1):
        values = _most_along(values, reach, axis)
    return values


def _most_along(values: Bytes, reach: int, axis: int) -> Bytes:
    most = np.pad(values, [(reach, reach) if a == axis else (0, 0) for a in (0, 1)])
    width = 1
    while width < 2 * reach + 1:
        step = min(width, 2 * reach + 1 - width)
        ahead, behind = [slice(None)] * 2, [slice(None)] * 2
        ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
        most = np.maximum(most[tuple(behind)], most[tuple(ahead)])
        width += step
    return most


def _ramps(feather: int) -> Bytes:
    """Return the weight for each deepest depth nearby (rows) and each depth (columns)."""
    deepest = np.arange(feather + 1)[:, None]
    depth = np.arange(feather + 1)[None, :]
    share = np.clip(depth / np.maximum(deepest, 1), 0, 1)
    ramps = np.rint(255 * share * share * (3 - 2 * share)).astype(np.uint8)
    # A pixel that is masked takes at least a little, so that nothing masked stays quite as it was.
    ramps[1:, 1:] = np.maximum(ramps[1:, 1:], 1)
    ramps[:, 0] = 0
    return ramps
