"""What a model gets to see where nothing is known yet: the surroundings, flowing on. Child only.

Known pixels are averaged level by level until nothing is unknown; on the way back each level fills
only what it does not know from the next coarser one. Near the edge this repeats it, farther away
it becomes ever smoother. What is known stays as it is.
"""

import numpy as np
from PIL import Image

from tessera.imaging.sealing.arrays import Bytes, Floats, halved, picture_of, rounded

NOTHING = 1e-4


def filled(picture: Image.Image, unknown: Bytes) -> Image.Image:
    """Return the picture (RGB or RGBA) with everything not 0 in ``unknown`` filled, opaque."""
    if not unknown.any():
        return picture
    values = np.asarray(picture.convert("RGB"))
    known = (unknown == 0).astype(np.float32)
    if picture.mode == "RGBA":
        alpha = np.asarray(picture.getchannel("A"))
        known *= alpha > 0
    if not known.any():
        return picture
    flowing = rounded(np.stack([_flown(values[:, :, each], known) for each in range(3)], axis=2))
    keep = (unknown == 0)[:, :, None]
    done = Image.fromarray(np.where(keep, values, flowing))
    if picture.mode == "RGBA":
        done.putalpha(Image.fromarray(np.where(unknown == 0, alpha, np.uint8(255))))
    return done


def _flown(values: Bytes, known: Floats) -> Floats:
    """Return one channel with what is unknown taken from around."""
    weighted, weights = [values.astype(np.float32) * known], [known]
    while min(weights[-1].shape) >= 2 and not (weights[-1] > NOTHING).all():
        weighted.append(halved(_even(weighted[-1])))
        weights.append(halved(_even(weights[-1])))
    mean = float(weighted[-1].sum() / max(NOTHING, float(weights[-1].sum())))
    coarse = np.full(weights[-1].shape, mean, np.float32)
    for level, weight in zip(reversed(weighted), reversed(weights), strict=True):
        size = (level.shape[1], level.shape[0])
        wide = np.asarray(picture_of(coarse).resize(size, Image.Resampling.BILINEAR), np.float32)
        coarse = np.where(weight > NOTHING, level / np.maximum(weight, NOTHING), wide)
    return coarse


def _even(values: Floats) -> Floats:
    """Return an even number of rows and columns, the last one repeated, so that none is lost."""
    rows, columns = values.shape
    if rows % 2 == 0 and columns % 2 == 0:
        return values
    return np.pad(values, ((0, rows % 2), (0, columns % 2)), mode="edge")
