"""The photo that an edit goes into: upright, in its own colours, and the way to sRGB and back.

RGB, RGBA and 16-bit grey stay what they are, with their profile, and so does grey that has a grey
profile. Other grey and palettes become RGB, so that an edit can bring colour in; colours for print
and measured values become sRGB. Child only.
"""

import io
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageCms

from tessera.core.geometry import Rect, Size
from tessera.core.provenance_xmp import cleaned
from tessera.imaging.colour import PROFILE_ERRORS, Conversion, conversion_of
from tessera.imaging.export.encode import MEDIA_TYPES, Words, encoded
from tessera.imaging.export.metadata import metadata_of
from tessera.imaging.export.order import ExportOrder
from tessera.imaging.export.pixels import ready_pixels
from tessera.imaging.facts import ProfileUse
from tessera.imaging.protocol import Header
from tessera.imaging.raster import FileFormat
from tessera.imaging.reading import open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.saving import Finished
from tessera.imaging.sealing.arrays import bytes_of
from tessera.imaging.unreadable import failures_as

DEEP = "I;16"
DEEP_STEP = 257  # from 8 bits to 16
GREY_SPACE = "GRAY"


@dataclass(frozen=True, slots=True)
class Original:
    """The whole upright picture, which is changed in place, and the profile it is in."""

    pixels: Image.Image
    profile: bytes

    @property
    def size(self) -> Size:
        """Return the upright size."""
        return Size(*self.pixels.size)

    def shown(self, box: Rect) -> Image.Image:
        """Return ``box``, which lies inside, as sRGB: RGB, or RGBA where it is seen through."""
        part = self.pixels.crop((box.left, box.top, box.right, box.bottom))
        if part.mode == DEEP:
            return _eight_bits(part).convert("RGB")
        plain = self._conversion(part).apply(part)
        return plain if plain.mode == "RGBA" else plain.convert("RGB")

    def in_own_colours(self, pixels: Image.Image) -> Image.Image:
        """Return sRGB pixels in this picture's mode and profile; alpha is opaque where new."""
        mode = self.pixels.mode
        opaque = pixels if pixels.mode == "RGB" else pixels.convert("RGB")
        if mode == DEEP:
            return opaque
        grey = mode in ("L", "LA")
        transform = self._back("L" if grey else "RGB")
        if transform is not None:
            plain = ImageCms.applyTransform(opaque, transform) or opaque
        else:
            plain = opaque.convert("L") if grey else opaque
        if mode in ("LA", "RGBA"):
            plain = plain.copy() if plain is pixels else plain
            plain.putalpha(pixels.getchannel("A") if pixels.mode == "RGBA" else 255)
        return plain

    def _conversion(self, part: Image.Image) -> Conversion:
        part.info = {"icc_profile": self.profile} if self.profile else {}
        return conversion_of(part)

    def _back(self, mode: str) -> ImageCms.ImageCmsTransform | None:
        """Return the way from sRGB to the profile, None where there is none to go."""
        if self._conversion(Image.new(mode, (1, 1))).profile is not ProfileUse.CONVERTED:
            return None
        return _way_back(self.profile, mode)


@lru_cache(maxsize=4)
def _way_back(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        return ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            "RGB",
            mode,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except PROFILE_ERRORS:  # a profile that leads one way only
        return None


def _eight_bits(deep: Image.Image) -> Image.Image:
    """Return 16-bit grey as 8 bits, rounded; as `colour`, without its slow table."""
    values = np.asarray(deep).astype(np.uint32)
    return Image.fromarray(((values * 255 + 32767) // 65535).astype(np.uint8))


def open_original(file: BinaryIO, header: Header) -> Original:
    """Return the whole picture, ready to be changed."""
    ready = ready_pixels(file, header, FileFormat.PNG, keeps_metadata=True)
    with failures_as(Reason.BROKEN):
        pixels, profile = ready.pixels, ready.profile
        if pixels.mode in ("L", "LA") and _space(profile) != GREY_SPACE:
            pixels = pixels.convert("RGBA" if pixels.mode == "LA" else "RGB")
        return Original(pixels, profile)


def finished(original: Original, file: BinaryIO, header: Header, *, effort: int) -> Finished:
    """Return the picture as a PNG with the file's profile, EXIF (upright), XMP and resolution."""
    with failures_as(Reason.BROKEN):
        found = metadata_of(open_picture(file, header.frame), original.size)
        own = cleaned(found.xmp).encode() if found.xmp else b""
        words = Words(exif=found.exif, xmp=own, dpi=found.dpi)
        words = replace(words, profile=original.profile)
        data = encoded(original.pixels, ExportOrder(form=FileFormat.PNG), words, effort=effort)
        return Finished(data, original.size, MEDIA_TYPES[FileFormat.PNG])


def _space(profile: bytes) -> str:
    """Return the colour space of a profile, as its header says it; empty without one."""
    if not profile:
        return ""
    try:
        return str(ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space).strip()
    except PROFILE_ERRORS:
        return ""


def deep_levels(pixels: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint32]]":
    """Return RGB pixels as 16-bit grey, in 32-bit integers."""
    return bytes_of(pixels.convert("L")).astype(np.uint32) * DEEP_STEP
