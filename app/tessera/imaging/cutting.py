"""Cut a part out of a picture that is open already, as a PNG of its own; beside the event loop.

The pixels are those on the screen: upright, sRGB, nothing but pixels. Small parts can be enlarged,
so that small print has more of a model's cells. numpy and Pillow are loaded when it is first done.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from tessera.core.geometry import Rect, Size

if TYPE_CHECKING:
    from tessera.imaging.mask_tiles import Pixels

READABLE = 1024  # pixels along the longer side that small print is enlarged to
MOST = 4  # times; beyond it there is nothing to see


def enlarged(part: Size) -> Size:
    """Return the size at which small print in ``part`` is better read; never smaller.

    >>> enlarged(Size(300, 100)), enlarged(Size(2000, 100)), enlarged(Size(40, 30))
    (Size(width=900, height=300), Size(width=2000, height=100), Size(width=160, height=120))
    """
    times = max(1, min(MOST, READABLE // part.long_side))
    return Size(part.width * times, part.height * times)


def cut_png(pixels: Pixels, area: Rect, *, size: Size, has_alpha: bool) -> bytes:
    """Return ``area`` of upright screen pixels as a PNG of ``size``."""
    import numpy as np
    from PIL import Image

    part = np.ascontiguousarray(pixels[area.top : area.bottom, area.left : area.right])
    if has_alpha:
        picture = Image.fromarray(_straight(part), "RGBA")
    else:
        picture = Image.fromarray(np.ascontiguousarray(part[:, :, 2::-1]), "RGB")
    if picture.size != (size.width, size.height):
        picture = picture.resize((size.width, size.height), Image.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=4)
    return file.getvalue()


def _straight(part: Pixels) -> Pixels:
    """Return red, green, blue and alpha; the screen's colours are multiplied by alpha."""
    import numpy as np

    alpha = part[:, :, 3:].astype(np.uint16)
    colours = part[:, :, 2::-1].astype(np.uint16) * 255 + alpha // 2
    straight = np.minimum(colours // np.maximum(alpha, 1), 255).astype(np.uint8)
    return np.concatenate((straight, part[:, :, 3:]), axis=2)
