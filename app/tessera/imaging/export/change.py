"""What a lossy file changed of the pixels it was made from. Child only.

The finished file is decoded again and compared strip by strip, so that little memory is needed
beside the two pictures. With the edit's mask only what lies outside of it is counted.
"""

import io

from PIL import Image, ImageChops, ImageStat

from tessera.imaging.export.order import Change
from tessera.imaging.raster import FileFormat

STRIP_ROWS = 512


def change_by_saving(
    pixels: Image.Image, data: bytes, form: FileFormat, mask: Image.Image | None
) -> Change:
    """Return how far ``data`` shows other pixels than it was made from; alpha is not counted."""
    saved = Image.open(io.BytesIO(data), formats=[str(form)])
    mode = "L" if pixels.mode in ("L", "LA") else "RGB"
    outside = None if mask is None else ImageChops.invert(mask)
    most, total, count = 0, 0.0, 0
    for top in range(0, pixels.height, STRIP_ROWS):
        box = (0, top, pixels.width, min(top + STRIP_ROWS, pixels.height))
        apart = ImageChops.difference(pixels.crop(box).convert(mode), saved.crop(box).convert(mode))
        seen = None if outside is None else outside.crop(box).point(_fully)
        if seen is not None and seen.getbbox() is None:
            continue
        figures = ImageStat.Stat(apart, seen)
        most = max(most, *(high for _, high in figures.extrema))
        total += sum(figures.sum)
        count += sum(figures.count)
    return Change(most=most, mean=total / count if count else 0.0, is_outside=mask is not None)


def _fully(level: int) -> int:
    """Return 255 for what is wholly outside the mask: a feathered edge was meant to change."""
    return 255 if level == 255 else 0
