"""The picture as a model gets it: upright, of exactly the size it is shrunk to. Child only.

How a provider shrinks is not documented; this is the resampling that uploads have, so what is
shown is what is sent where the picture is sent at that size.
"""

from typing import BinaryIO

from tessera.core.geometry import Size
from tessera.imaging.colour import conversion_of
from tessera.imaging.memory import Block
from tessera.imaging.planes import Pyramid
from tessera.imaging.protocol import Header, Plane
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import failures_as
from tessera.imaging.upright import upright_pixels


def resized(file: BinaryIO, header: Header, *, size: Size) -> tuple[Plane, Block]:
    """Return the upright picture at ``size``, in the screen's order, without levels."""
    pixels = upright_pixels(file, header, box=size)
    with failures_as(Reason.OUT_OF_MEMORY):
        pyramid = Pyramid(size, has_levels=False)
    with failures_as(Reason.BROKEN):
        (plane,) = pyramid.finish(pixels, conversion_of(pixels))
    return plane, pyramid.block
