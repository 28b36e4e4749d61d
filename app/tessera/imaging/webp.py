"""A still WebP straight into shared memory. Child only.

Pillow reads every WebP as an animation: two canvases and a copy, 3.1 times the picture at the
peak. libwebp itself decodes into memory it is given. Pillow's own copy of it is asked, through the
extension that is loaded anyway; where it cannot be reached (it may be linked in statically) or
refuses the file, Pillow's way remains.
"""

import ctypes
from functools import lru_cache
from typing import Any, BinaryIO

from PIL import Image, _webp

from tessera.imaging.memory import Block
from tessera.imaging.raster import BYTES_PER_PIXEL

Decode = Any  # a function of a C library


def decode_still(picture: Image.Image, file: BinaryIO, block: Block) -> bool:
    """Write the pixels of a still WebP as red, green, blue, alpha at the start of ``block``.

    Return whether that was done.
    """
    decode = libwebp()
    if decode is None or picture.format != "WEBP" or getattr(picture, "n_frames", 1) != 1:
        return False
    file.seek(0)
    data = file.read()
    stride = picture.width * BYTES_PER_PIXEL
    pixels = ctypes.c_char.from_buffer(block.map)
    done = decode(data, len(data), ctypes.byref(pixels), stride * picture.height, stride)
    return bool(done)


@lru_cache(maxsize=1)
def libwebp() -> Decode | None:
    """Return the library's own decoder, or None; to be found before opening files is given up."""
    try:
        decode = ctypes.CDLL(_webp.__file__).WebPDecodeRGBAInto
    except (AttributeError, OSError):
        return None
    size = ctypes.c_size_t
    decode.argtypes = (ctypes.c_char_p, size, ctypes.c_void_p, size, ctypes.c_int)
    decode.restype = ctypes.c_void_p
    return decode
