"""Pixels and files as they leave the decode child: values that hold memory, nothing more.

A *raster* is what the screen takes without another conversion: four bytes a pixel in the order
blue, green, red, and a fourth. Where ``has_alpha`` is false the fourth byte is 255 and Qt calls it
``Format_RGB32``; where true the colours are multiplied by alpha and Qt calls it
``Format_ARGB32_Premultiplied``.
"""

from dataclasses import dataclass
from enum import StrEnum

from tessera.core.geometry import Size

BYTES_PER_PIXEL = 4


class FileFormat(StrEnum):
    """The formats a picture can be saved in."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    AVIF = "AVIF"


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A plane of pixels in read-only memory that is given back when the last reference goes.

    ``stride`` is the bytes from one row to the next. A view without a copy (a `QImage` over
    ``buffer``) does not keep the memory alive: keep the raster with it.
    """

    size: Size
    stride: int
    has_alpha: bool
    buffer: memoryview

    @property
    def size_bytes(self) -> int:
        """Return how much memory the plane takes."""
        return self.stride * self.size.height


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture ready to leave this machine: upright, sRGB, nothing but pixels in it.

    ``size`` is what the provider will find in ``data``.
    """

    data: bytes
    size: Size
    media_type: str
