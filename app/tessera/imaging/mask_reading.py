"""A user's mask file as a plane: upright, 8 bits, 255 = edit. Child only.

With alpha: alpha 0 = edit, exactly, as the provider reads it; what is half transparent is kept.
Without: white = edit, grey is a soft edge; a lossy file has noise in its blacks, so there
everything from the middle up is white and the rest is black. A grey picture whose alpha hides
nothing is one without: many programs save a black-and-white mask with a full alpha.
"""

from typing import BinaryIO

from PIL import Image, ImageChops

from tessera.core.geometry import Orientation
from tessera.imaging.loading import load
from tessera.imaging.masks import MaskReading
from tessera.imaging.memory import Block
from tessera.imaging.protocol import Header, Masked
from tessera.imaging.reading import open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.saving import is_exact
from tessera.imaging.unreadable import failures_as
from tessera.imaging.upright import TURNS

ONLY_TRANSPARENT = [255] + [0] * 255
INVERTED = [255 - value for value in range(256)]
HARD = [0] * 128 + [255] * 128
SIXTEEN_TO_EIGHT = [(value * 255 + 32767) // 65535 for value in range(65536)]


def read_mask(file: BinaryIO, header: Header, how: MaskReading) -> tuple[Masked, Block]:
    """Return where the mask is not 0, and a block with the bytes of that area."""
    picture, _ = load(open_picture(file, header.frame), file)
    with failures_as(Reason.BROKEN):
        plane = _plane(picture, how, is_lossy=not is_exact(file, header))
        if (turn := TURNS.get(Orientation(header.orientation))) is not None:
            plane = plane.transpose(turn)
        return _cut(plane)


def _plane(picture: Image.Image, how: MaskReading, *, is_lossy: bool) -> Image.Image:
    if how is MaskReading.AUTO:
        how = MaskReading.ALPHA if _speaks_by_alpha(picture) else MaskReading.WHITE
    if how is MaskReading.ALPHA:
        return picture.convert("RGBA").getchannel("A").point(ONLY_TRANSPARENT)
    grey = _grey(picture)
    if is_lossy:
        grey = grey.point(HARD)
    return grey.point(INVERTED) if how is MaskReading.BLACK else grey


def _speaks_by_alpha(picture: Image.Image) -> bool:
    """Return whether alpha says what is edited, rather than black and white."""
    if not picture.has_transparency_data:
        return False
    red, green, blue, alpha = picture.convert("RGBA").split()
    darkest, lightest = red.getextrema()
    if alpha.getextrema() != (255, 255) or darkest == lightest:
        return True
    return any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _grey(picture: Image.Image) -> Image.Image:
    """Return 8-bit grey; numbers without a fixed range are spread from black to white."""
    if picture.mode == "I;16":
        return picture.convert("I").point(SIXTEEN_TO_EIGHT, "L")
    if picture.mode.startswith(("I", "F")):
        wide = picture.convert("F")
        _, high = wide.getextrema()
        factor = 255 / high if isinstance(high, float) and high > 0 else 0.0
        return wide.point(lambda value: value * factor + 0.5).convert("L")
    if picture.mode in ("L", "1", "LA"):
        return picture.convert("L")
    return picture.convert("RGB").convert("L")


def _cut(plane: Image.Image) -> tuple[Masked, Block]:
    found = plane.getbbox()
    box = (0, 0, 1, 1) if found is None else found
    data = plane.crop(box).tobytes()
    block = Block(len(data))
    block.map[:] = data
    left, top, right, bottom = box
    answer = Masked(
        width=plane.width,
        height=plane.height,
        area=(left, top, right - left, bottom - top),
        is_empty=found is None,
    )
    return answer, block
