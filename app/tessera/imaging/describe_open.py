"""Bytes that somebody sent, opened for measuring: header first, pixels only as large as needed.

The sandbox runs in a process of its own and holds no key. Still it opens only what the API would
take (PNG, JPEG, WebP, still GIF), looks at the header before it decodes, and never decodes more
than `MOST_PIXELS`. Sizes and pixels are *upright*: EXIF's orientation is applied.
"""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

from tessera.core.errors import UnreadablePicture
from tessera.core.geometry import Orientation, Size

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
MOST_PIXELS = 180_000_000
ORIENTATION_TAG = 0x0112

# Pillow raises all of these for broken files (counted over 6,483 real and fuzzed pictures).
BROKEN = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    IndexError,
    KeyError,
    AttributeError,
    EOFError,
    NotImplementedError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)

# Our own cap stands in the place of Pillow's, which warns long before a large scan is reached.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes of a picture say. ``size`` is upright; ``frames`` is 1 for a still."""

    size: Size
    media_type: str
    frames: int
    has_alpha: bool


def read_header(untrusted: bytes) -> Header:
    """Return what a picture's header says, without decoding it.

    Raises `UnreadablePicture` for anything that is not one of `FORMATS`.
    """
    try:
        with _opened(untrusted) as image:
            return _header(image)
    except BROKEN as error:
        raise UnreadablePicture("This is not a PNG, JPEG, WebP or GIF picture.") from error


def open_upright(untrusted: bytes, *, longest_side: int | None = None) -> Image.Image:
    """Return the pixels, upright, as RGB or RGBA.

    ``longest_side`` shrinks, never enlarges; a large JPEG is then decoded at a fraction of its
    size. Raises `UnreadablePicture` where the file is broken or decodes to too much.
    """
    try:
        with _opened(untrusted) as image:
            return _pixels(image, longest_side)
    except BROKEN as error:
        raise UnreadablePicture("The picture is damaged and cannot be decoded.") from error


def _opened(untrusted: bytes) -> Image.Image:
    # Phone JPEGs with a second picture inside open as MPO, which is JPEG's own plug-in.
    return Image.open(io.BytesIO(untrusted), formats=[*FORMATS])


def _header(image: Image.Image) -> Header:
    name = "JPEG" if image.format == "MPO" else image.format or ""
    stored = Size(*image.size)
    frames = 1 if name == "JPEG" else int(getattr(image, "n_frames", 1))
    alpha = "A" in image.getbands() or "transparency" in image.info
    return Header(_orientation(image).upright(stored), FORMATS[name], frames, alpha)


def _orientation(image: Image.Image) -> Orientation:
    if image.format == "PNG" and "exif" not in image.info:
        # Pillow would decode the whole picture to look for a tag behind the pixels.
        return Orientation.UPRIGHT
    value = image.getexif().get(ORIENTATION_TAG, 1)
    known = isinstance(value, int) and 1 <= value <= 8
    return Orientation(value) if known else Orientation.UPRIGHT


def _pixels(image: Image.Image, longest_side: int | None) -> Image.Image:
    if longest_side is not None and image.format in {"JPEG", "MPO"}:
        image.draft(None, (longest_side, longest_side))
    if image.size[0] * image.size[1] > MOST_PIXELS:
        raise UnreadablePicture("The picture has too many pixels to be decoded.")
    image.load()
    pixels = ImageOps.exif_transpose(_eight_bit(image))
    pixels = pixels.convert("RGBA" if _shows_through(pixels) else "RGB")
    if longest_side is not None:
        pixels.thumbnail((longest_side, longest_side), Image.Resampling.BOX)
    return pixels


def _eight_bit(image: Image.Image) -> Image.Image:
    # Pillow clips sixteen-bit grey instead of scaling it.
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")


def _shows_through(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info
