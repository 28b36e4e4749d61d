"""From a file's own pixels to RGB as a screen and a provider understand it. Child only.

Every mode Pillow knows becomes ``L`` (grey), ``RGB`` or ``RGBA`` in sRGB with 8 bits. An embedded
profile is *converted*, never dropped: dropping it changes colours (160 of 2,023 real pictures carry
one that matters). Conversions work on parts of a picture, so that memory stays small.
"""

import io
import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageCms

from tessera.imaging.facts import ProfileUse

SIXTEEN_BITS = 65535
CUBE_STEPS = range(0, 256, 32)
PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, ValueError, TypeError, SyntaxError)

_SPACES = {"GRAY": "L", "RGB ": "RGB", "CMYK": "CMYK"}
_TO_EIGHT_BITS = [(value * 255 + SIXTEEN_BITS // 2) // SIXTEEN_BITS for value in range(65536)]


@dataclass(frozen=True, slots=True)
class Conversion:
    """How any part of one picture becomes ``L``, ``RGB`` or ``RGBA``.

    ``has_alpha`` is true only where something is really transparent. ``span`` maps numbers without
    a fixed range to black and white.
    """

    has_alpha: bool
    profile: ProfileUse = ProfileUse.NONE
    transform: ImageCms.ImageCmsTransform | None = None
    transform_mode: str = ""
    span: tuple[float, float] | None = None
    was_stretched: bool = False

    def keeps(self, mode: str) -> bool:
        """Return whether opaque pixels of ``mode`` are right as they are."""
        return mode == "RGB" and not self.has_alpha and self.transform is None

    def apply(self, part: Image.Image) -> Image.Image:
        """Return ``part`` in its final colours; always a new picture or ``part`` itself."""
        plain = self._eight_bits(part)
        if self.transform is None:
            return plain
        if self.transform_mode == "CMYK":
            return ImageCms.applyTransform(part, self.transform) or part
        if not self.has_alpha:
            return (
                ImageCms.applyTransform(plain.convert(self.transform_mode), self.transform) or part
            )
        alpha = plain.getchannel("A")
        opaque = plain.convert("RGB").convert(self.transform_mode)
        coloured = ImageCms.applyTransform(opaque, self.transform) or opaque
        coloured.putalpha(alpha)
        return coloured

    def _eight_bits(self, part: Image.Image) -> Image.Image:
        if part.mode.startswith(("I", "F")):
            return self._from_numbers(part)
        if self.has_alpha:
            return part if part.mode == "RGBA" else part.convert("RGBA")
        if part.mode in ("1", "LA", "La"):
            return part.convert("L")
        return part if part.mode in ("L", "RGB") else part.convert("RGB")

    def _from_numbers(self, part: Image.Image) -> Image.Image:
        if self.span is None:
            # Pillow's own conversion of 16 bits to 8 turns everything above 255 white.
            return part.convert("I").point(_TO_EIGHT_BITS, "L")
        low, high = self.span
        factor = 255 / (high - low) if high > low else 0.0
        wide = part if part.mode == "F" else part.convert("F")
        return wide.point(lambda value: value * factor + (0.5 - low * factor)).convert("L")


def conversion_of(picture: Image.Image) -> Conversion:
    """Return the conversion for a *loaded* picture."""
    if picture.mode.startswith(("I", "F")):
        return _conversion_of_numbers(picture)
    alpha = _is_transparent(picture)
    profile = picture.info.get("icc_profile")
    if not isinstance(profile, bytes) or not profile or picture.mode in ("LAB", "HSV"):
        return Conversion(alpha)
    try:
        return _conversion_by_profile(profile, picture.mode, alpha)
    except PROFILE_ERRORS:
        return Conversion(alpha, ProfileUse.UNUSABLE)


def _conversion_of_numbers(picture: Image.Image) -> Conversion:
    if picture.mode.startswith("I;16"):
        return Conversion(False)
    low, high = _extremes(picture)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("The picture holds values that are not numbers.")
    if picture.mode == "F":
        fits = low >= 0 and high <= 1
        return Conversion(False, span=(0.0, 1.0) if fits else (low, high), was_stretched=not fits)
    if low >= 0 and high <= SIXTEEN_BITS:
        return Conversion(False, span=(0.0, 255.0) if high <= 255 else None)
    return Conversion(False, span=(low, high), was_stretched=True)


def _extremes(picture: Image.Image) -> tuple[float, float]:
    """Return the smallest and the largest number in a picture of one band."""
    low, high = picture.getextrema()
    if isinstance(low, tuple) or isinstance(high, tuple):
        raise TypeError("The picture has several bands.")
    return float(low), float(high)


def _is_transparent(picture: Image.Image) -> bool:
    if not picture.has_transparency_data:
        return False
    if "A" in picture.getbands():
        return _extremes(picture.getchannel("A"))[0] < 255
    if picture.mode == "P":
        return _uses_transparent_colour(picture)
    return True


def _uses_transparent_colour(picture: Image.Image) -> bool:
    transparency = picture.info.get("transparency")
    used = picture.histogram()
    if isinstance(transparency, int):
        return bool(used[transparency])
    if isinstance(transparency, bytes):
        return any(count and alpha < 255 for count, alpha in zip(used, transparency, strict=False))
    return True


def _conversion_by_profile(data: bytes, mode: str, alpha: bool) -> Conversion:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(data))
    space = _SPACES.get(str(profile.profile.xcolor_space), "")
    natural = "CMYK" if mode == "CMYK" else "L" if mode in ("1", "L", "LA") else "RGB"
    # Grey pictures often carry the RGB profile of their camera; as RGB they are right.
    if space != natural and not (space == "RGB" and natural == "L"):
        return Conversion(alpha, ProfileUse.UNUSABLE)
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.createProfile("sRGB"),
        space,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if space != "CMYK" and _changes_nothing(transform, space):
        return Conversion(alpha, ProfileUse.SRGB)
    return Conversion(alpha, ProfileUse.CONVERTED, transform, space)


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Return whether the profile is sRGB under another name, tried on a cube of colours."""
    if mode == "L":
        probe = Image.frombytes("L", (256, 1), bytes(range(256)))
    else:
        cube = bytes(
            v for r in CUBE_STEPS for g in CUBE_STEPS for b in CUBE_STEPS for v in (r, g, b)
        )
        probe = Image.frombytes("RGB", (len(cube) // 3, 1), cube)
    after = ImageCms.applyTransform(probe, transform)
    if after is None:
        return False
    bands = ImageChops.difference(probe.convert("RGB"), after).getextrema()
    return all(isinstance(band, tuple) and band[1] <= 1 for band in bands)
