"""A small upright picture for lists and strips, as quickly as the format allows. Child only."""

from typing import BinaryIO

from PIL import Image

from tessera.core.geometry import Orientation, Size
from tessera.imaging.colour import conversion_of
from tessera.imaging.loading import load
from tessera.imaging.memory import Block
from tessera.imaging.planes import Pyramid
from tessera.imaging.protocol import Header, Plane
from tessera.imaging.reading import open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import failures_as
from tessera.imaging.upright import TURNS

# Modes whose stored numbers may be averaged before they become colours.
AVERAGED_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"})


def thumbnail(file: BinaryIO, header: Header, *, side: int) -> tuple[Plane, Block]:
    """Return the picture with a long side of ``side``, never enlarged."""
    size = fitted(Size(header.width, header.height), side)
    picture = open_picture(file, header.frame)
    picture.draft(None, (size.width, size.height))
    picture, _ = load(picture, file)
    with failures_as(Reason.BROKEN):
        factor = max(picture.size) // (2 * side)
        if factor > 1 and picture.mode in AVERAGED_MODES and _has_no_key_colour(picture):
            picture = picture.reduce(factor)
        conversion = conversion_of(picture)
        small = conversion.apply(picture).resize((size.width, size.height), reducing_gap=2.0)
        if (turn := TURNS.get(Orientation(header.orientation))) is not None:
            small = small.transpose(turn)
        return _plane_of(small)


def fitted(size: Size, side: int) -> Size:
    """Return ``size`` shrunk to a long side of ``side``, or as it is where it is smaller.

    >>> str(fitted(Size(6000, 4000), 256)), str(fitted(Size(20, 10), 256))
    ('256×171', '20×10')
    """
    if size.long_side <= side:
        return size
    return Size(
        max(1, round(size.width * side / size.long_side)),
        max(1, round(size.height * side / size.long_side)),
    )


def _has_no_key_colour(picture: Image.Image) -> bool:
    """Return whether averaging is safe: one colour that means “transparent” would be lost."""
    return "transparency" not in picture.info


def _plane_of(small: Image.Image) -> tuple[Plane, Block]:
    pyramid = Pyramid(Size(*small.size), has_levels=False)
    small.info.clear()  # the colours are final: a profile must not be applied again
    (plane,) = pyramid.finish(small, conversion_of(small))
    return plane, pyramid.block
