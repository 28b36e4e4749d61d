"""Pictures as arrays and back. Child only: numpy is loaded with this module.

Arrays are rows × columns (× channels); a float array is in levels of 0 to 255.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Truths = NDArray[np.bool_]

GREY = np.array((0.299, 0.587, 0.114), np.float32)  # ITU-R BT.601, as Pillow


def bytes_of(picture: Image.Image) -> Bytes:
    """Return the picture's bytes, to be read only."""
    return np.asarray(picture, np.uint8)


def grey_of(picture: Image.Image) -> Floats:
    """Return how bright an RGB picture is, unrounded."""
    grey: Floats = np.asarray(picture, np.float32) @ GREY
    return grey


def picture_of(values: Floats) -> Image.Image:
    """Return a picture of mode F that shares no memory."""
    return Image.fromarray(np.ascontiguousarray(values, np.float32))


def halved(values: Floats) -> Floats:
    """Return the mean of every two by two; an odd last row or column is dropped."""
    rows, columns = values.shape[0] // 2 * 2, values.shape[1] // 2 * 2
    even = values[:rows, :columns]
    summed: Floats = even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2]
    summed *= 0.25
    return summed


def least_of_four(values: Bytes) -> Bytes:
    """Return the least of every two by two."""
    rows, columns = values.shape[0] // 2 * 2, values.shape[1] // 2 * 2
    even = values[:rows, :columns]
    across = np.minimum(even[0::2], even[1::2])
    least: Bytes = np.minimum(across[:, 0::2], across[:, 1::2])
    return least


def rounded(values: Floats) -> Bytes:
    """Return levels as bytes, rounded and clipped; the array is used up."""
    values += 0.5
    np.clip(values, 0, 255, out=values)
    return values.astype(np.uint8)
