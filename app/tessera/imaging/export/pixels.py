"""The picture that is saved: upright, in its own colours where a format holds them. Child only.

Grey stays grey, RGB stays RGB with its profile, 16 bits of grey stay 16. A palette becomes RGB;
colours for print and measured values become sRGB. With the privacy switch everything is sRGB.
"""

from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from tessera.core.geometry import Orientation
from tessera.imaging.colour import conversion_of
from tessera.imaging.export.order import Loss
from tessera.imaging.loading import load
from tessera.imaging.protocol import Header
from tessera.imaging.raster import FileFormat
from tessera.imaging.reading import open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import failures_as
from tessera.imaging.upright import TURNS, upright_pixels

OWN_MODES = frozenset({"L", "LA", "RGB", "RGBA"})
AS_PLAIN = {"1": "L", "RGBX": "RGB", "La": "LA", "RGBa": "RGBA"}
PRINT_MODES = frozenset({"CMYK"})
SIXTEEN = "I;16"
GREY_FORMATS = frozenset({FileFormat.PNG, FileFormat.TIFF, FileFormat.JPEG})
DEEP_FORMATS = frozenset({FileFormat.PNG, FileFormat.TIFF})


@dataclass(frozen=True, slots=True)
class Ready:
    """Pixels to encode, the profile they are in (empty: sRGB, or as before unknown), and losses."""

    pixels: Image.Image
    profile: bytes
    losses: tuple[Loss, ...]


def ready_pixels(
    file: BinaryIO, header: Header, form: FileFormat, *, keeps_metadata: bool
) -> Ready:
    """Return the picture as ``form`` can hold it; nothing of the file's words is left in it."""
    if not keeps_metadata:
        plain = upright_pixels(file, header)
        return _fitted(Ready(plain, b"", _losses(header, plain)), form)
    picture, _ = load(open_picture(file, header.frame), file)
    with failures_as(Reason.BROKEN):
        own = _in_own_colours(picture, form)
        turn = TURNS.get(Orientation(header.orientation))
        upright = own.pixels if turn is None else own.pixels.transpose(turn)
        bare = upright.copy() if upright is picture else upright
        bare.info = {}
        return _fitted(Ready(bare, own.profile, _losses(header, bare)), form)


def _in_own_colours(picture: Image.Image, form: FileFormat) -> Ready:
    """Return the pixels with their profile, or converted where format or mode forbids it."""
    profile = picture.info.get("icc_profile")
    kept = profile if isinstance(profile, bytes) else b""
    if picture.mode.startswith(SIXTEEN) and form in DEEP_FORMATS:
        deep = picture if picture.mode == SIXTEEN else picture.convert(SIXTEEN)
        return Ready(deep, kept, ())
    if picture.mode in ("P", "PA") or picture.info.get("transparency") is not None:
        has_alpha = picture.has_transparency_data
        return Ready(picture.convert("RGBA" if has_alpha else "RGB"), kept, ())
    mode = AS_PLAIN.get(picture.mode, picture.mode)
    is_grey_to_colour = mode in ("L", "LA") and form not in GREY_FORMATS
    if mode in OWN_MODES and not (is_grey_to_colour and kept):
        return Ready(picture if mode == picture.mode else picture.convert(mode), kept, ())
    return Ready(conversion_of(picture).apply(picture), b"", ())


def _fitted(ready: Ready, form: FileFormat) -> Ready:
    """Return the pixels in a mode that ``form`` takes."""
    pixels, losses = ready.pixels, ready.losses
    has_alpha = pixels.mode in ("LA", "RGBA")
    if form is FileFormat.JPEG and has_alpha:
        if _is_seen_through(pixels):
            losses = (*losses, Loss.TRANSPARENCY)
        pixels = _on_white(pixels)
    elif form not in GREY_FORMATS and pixels.mode in ("L", "LA"):
        pixels = pixels.convert("RGBA" if has_alpha else "RGB")
    return Ready(pixels, ready.profile, losses)


def _losses(header: Header, pixels: Image.Image) -> tuple[Loss, ...]:
    found = []
    if header.bits > 8 and pixels.mode != SIXTEEN:
        found.append(Loss.BITS)
    if header.mode in PRINT_MODES:
        found.append(Loss.PRINT_COLOURS)
    if header.frames > 1:
        found.append(Loss.FRAMES)
    return tuple(found)


def _is_seen_through(pixels: Image.Image) -> bool:
    low, _ = pixels.getchannel("A").getextrema()
    return isinstance(low, float | int) and low < 255


def _on_white(pixels: Image.Image) -> Image.Image:
    mode = "L" if pixels.mode == "LA" else "RGB"
    white = Image.new(mode, pixels.size, "white")
    white.paste(pixels.convert(mode), mask=pixels.getchannel("A"))
    return white
