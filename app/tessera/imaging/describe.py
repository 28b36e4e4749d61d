"""What can honestly be said about a picture from its pixels alone.

Nothing is recognised: no things, no faces, no text. Measured are size, format, colours by name,
light, contrast, sharpness and how the nine fields of a 3 × 3 layout differ. Shares and levels are
fractions from 0 to 1. Everything is measured at no more than `LOOK` pixels on the long side.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageChops, ImageStat

from tessera.core.geometry import Size
from tessera.imaging.describe_colours import colour_name
from tessera.imaging.describe_open import open_upright, read_header

LOOK = 1024
FINE = 48  # the colour field's side: a multiple of 2 and 3, so that halves and thirds are exact
THIRDS = 3
STEP_PX = 4


class Sharpness(StrEnum):
    """How abrupt the clearest edges are at the measured size."""

    SHARP = "sharp"
    SOFT = "slightly soft"
    BLURRED = "blurred"
    FLAT = "without any clear edge"


@dataclass(frozen=True, slots=True)
class Share:
    """A colour's name and how much of an area it covers."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Field:
    """One of the nine fields: its light level and how much goes on in it (0 = nothing)."""

    light: float
    busy: float


@dataclass(frozen=True, slots=True)
class Description:
    """A picture's measurements.

    ``field`` holds `FINE` × `FINE` colour names row by row; ``thirds`` the nine fields row by row;
    ``light`` and ``contrast`` are mean and spread of brightness; ``clear`` is the transparent part.
    """

    size: Size
    media_type: str
    size_bytes: int
    colours: tuple[Share, ...]
    field: tuple[str, ...]
    thirds: tuple[Field, ...]
    light: float
    contrast: float
    colourfulness: float
    sharpness: Sharpness
    clear: float


def describe(untrusted: bytes) -> Description:
    """Return what the pixels of a picture show; raises `UnreadablePicture`."""
    header = read_header(untrusted)
    pixels = open_upright(untrusted, longest_side=LOOK)
    seen = _on_white(pixels)
    grey = seen.convert("L")
    field = _colour_field(seen)
    light = ImageStat.Stat(grey)
    return Description(
        size=header.size,
        media_type=header.media_type,
        size_bytes=len(untrusted),
        colours=shares(field),
        field=field,
        thirds=_thirds(grey),
        light=light.mean[0] / 255,
        contrast=light.stddev[0] / 128,
        colourfulness=ImageStat.Stat(seen.convert("HSV").getchannel("S")).mean[0] / 255,
        sharpness=_sharpness(grey),
        clear=_clear(pixels),
    )


def shares(names: Sequence[str]) -> tuple[Share, ...]:
    """Return the names with their shares, the largest first."""
    counted = Counter(names)
    return tuple(Share(name, count / len(names)) for name, count in counted.most_common())


def _on_white(pixels: Image.Image) -> Image.Image:
    if pixels.mode != "RGBA":
        return pixels
    paper = Image.new("RGBA", pixels.size, "white")
    return Image.alpha_composite(paper, pixels).convert("RGB")


def _clear(pixels: Image.Image) -> float:
    if pixels.mode != "RGBA":
        return 0.0
    histogram = pixels.getchannel("A").histogram()
    return sum(histogram[:128]) / sum(histogram)


def _colour_field(seen: Image.Image) -> tuple[str, ...]:
    small = seen.resize((FINE, FINE), Image.Resampling.BOX)
    raw = small.tobytes()
    return tuple(
        colour_name(raw[at], raw[at + 1], raw[at + 2]) for at in range(0, 3 * FINE * FINE, 3)
    )


def _thirds(grey: Image.Image) -> tuple[Field, ...]:
    even = grey.resize((THIRDS * 96, THIRDS * 96), Image.Resampling.BOX)
    corners = [(96 * column, 96 * row) for row in range(THIRDS) for column in range(THIRDS)]
    return tuple(_field(even.crop((x, y, x + 96, y + 96))) for x, y in corners)


def _field(part: Image.Image) -> Field:
    steps = ImageStat.Stat(_differences(part, 1))
    return Field(light=ImageStat.Stat(part).mean[0] / 255, busy=steps.mean[0] / 255)


def _sharpness(grey: Image.Image) -> Sharpness:
    """Return how much of the strongest step over four pixels happens within a single pixel.

    A sharp edge rises in one pixel, a ramp needs all four: the quotient runs from 1 down to 1/4.
    """
    near, far = (_strongest_step(grey, distance) for distance in (1, STEP_PX))
    if far < 10:
        return Sharpness.FLAT
    if near > 0.62 * far:
        return Sharpness.SHARP
    return Sharpness.SOFT if near > 0.32 * far else Sharpness.BLURRED


def _strongest_step(grey: Image.Image, distance: int) -> int:
    if min(grey.size) <= distance:
        return 0
    histogram = _differences(grey, distance).histogram()
    enough = max(1, sum(histogram) // 5000)
    above = 0
    for level in range(255, -1, -1):
        above += histogram[level]
        if above >= enough:
            return level
    return 0


def _differences(grey: Image.Image, distance: int) -> Image.Image:
    """Return, per pixel, the larger brightness step to its right and lower neighbour."""
    width, height = grey.size
    box = (0, 0, width - distance, height - distance)
    here = grey.crop(box)
    right = grey.crop((distance, 0, width, height - distance))
    below = grey.crop((0, distance, width - distance, height))
    return ImageChops.lighter(
        ImageChops.difference(here, right), ImageChops.difference(here, below)
    )
