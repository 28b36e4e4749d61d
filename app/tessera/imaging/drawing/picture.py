"""A drawing as pixels, of a size that this program chooses. Child only.

A drawing has no pixels of its own, so its proportions decide and the long side is brought to
between 1,024 and 2,048 pixels. resvg paints what `svg_text` left of the file. It has no network and
is given no address; fonts are the only files it opens, and where they cannot be reached, letters
are left out and the header says so.
"""

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

import resvg_py
from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.confine import within_cpu
from tessera.imaging.drawing.svg_text import Svg, parsed, written
from tessera.imaging.drawing.weight import refuse_too_much
from tessera.imaging.facts import SVG
from tessera.imaging.protocol import Header, Lack
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import Unreadable

PAINTING_CPU_S = 5.0  # a filter could keep a processor busy for a minute
LEAST_SIDE, MOST_SIDE = 1024, 2048
UNSAID = (300.0, 150.0)  # what CSS takes for a picture that tells no size
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54}
_UNITS = _PIXELS | {"in": 96.0, "em": 16.0, "ex": 8.0}
_LENGTH = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,3})?)\s*([a-z]{0,2})\s*")
LARGEST = 1e9
# The first of each that is installed is taken where a drawing names none that is.
SANS = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans", "Noto Sans", "Segoe UI")
SERIF = ("Times New Roman", "Times", "Liberation Serif", "DejaVu Serif", "Noto Serif", "Georgia")
MONO = ("Courier New", "Menlo", "Liberation Mono", "DejaVu Sans Mono", "Noto Sans Mono", "Consolas")
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">'
    '<text x="2" y="28" font-size="28" font-family="sans-serif">H</text></svg>'
)


@dataclass(frozen=True, slots=True)
class _Families:
    sans: str
    serif: str
    mono: str


def read_drawing(file: BinaryIO) -> Header:
    """Return what is known of the drawing; nothing is painted."""
    svg = _safe(file)
    size = size_of(svg)
    lacks = [Lack.PICTURES] if svg.lacks_pictures else []
    if svg.has_words() and _families() is None:
        lacks.append(Lack.WORDS)
    return Header(
        format=SVG,
        width=size.width,
        height=size.height,
        orientation=1,
        frames=1,
        frame=0,
        mode="RGBA",
        bits=8,
        has_alpha=True,
        has_profile=False,
        lacks=tuple(lacks),
    )


def painted(file: BinaryIO) -> Image.Image:
    """Return the drawing as a picture in RGBA; raises `Unreadable`."""
    svg = _safe(file)
    with within_cpu(PAINTING_CPU_S):
        data = _paint(svg)
    picture = Image.open(io.BytesIO(data), formats=("PNG",))
    picture.load()
    fresh = Image.new("RGBA", picture.size)
    fresh.paste(picture)
    fresh.format = SVG
    return fresh


def size_of(svg: Svg) -> Size:
    """Return the size in which the drawing is painted.

    >>> str(size_of(parsed(b"<svg viewBox='0 0 40 20'/>")))
    '1024×512'
    """
    width, height = _proportions(svg)
    long_side = max(width, height)
    factor = min(MOST_SIDE, max(LEAST_SIDE, long_side)) / long_side
    return Size(max(1, round(width * factor)), max(1, round(height * factor)))


def _safe(file: BinaryIO) -> Svg:
    file.seek(0)
    svg = parsed(file.read())
    refuse_too_much(svg)
    return svg


def _proportions(svg: Svg) -> tuple[float, float]:
    sides = [_length(svg.root.attributes.get(name, "")) for name in ("width", "height")]
    box = _box(svg)
    if sides[0] and sides[1]:
        return sides[0], sides[1]
    if box is not None:
        return box[2], box[3]
    return sides[0] or UNSAID[0], sides[1] or UNSAID[1]


def _box(svg: Svg) -> tuple[float, float, float, float] | None:
    numbers = svg.root.attributes.get("viewBox", "").replace(",", " ").split()
    try:
        left, top, width, height = (float(number) for number in numbers)
    except ValueError:
        return None
    is_sound = all(math.isfinite(each) for each in (left, top)) and _can_be(width)
    return (left, top, width, height) if is_sound and _can_be(height) else None


def _length(text: str) -> float:
    """Return a side in pixels, or 0 where the file says none that can be."""
    found = _LENGTH.fullmatch(text)
    if found is None or found[2] not in _UNITS:
        return 0.0
    length = float(found[1]) * _UNITS[found[2]]
    return length if _can_be(length) else 0.0


def _can_be(length: float) -> bool:
    return 1 / LARGEST < length < LARGEST


def _paint(svg: Svg) -> bytes:
    size, (width, height) = size_of(svg), _proportions(svg)
    root = svg.root
    if _box(svg) is None:
        root.attributes["viewBox"] = f"0 0 {width} {height}"
    root.attributes |= {"xmlns": "http://www.w3.org/2000/svg"}
    root.attributes |= {"width": str(size.width), "height": str(size.height)}
    fonts = _families() if svg.has_words() else None
    return _rendered(written(root), fonts)


def _rendered(text: str, fonts: _Families | None) -> bytes:
    try:
        if fonts is None:
            return resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True)
        return resvg_py.svg_to_bytes(
            svg_string=text,
            font_family=fonts.sans,
            sans_serif_family=fonts.sans,
            serif_family=fonts.serif,
            cursive_family=fonts.serif,
            fantasy_family=fonts.sans,
            monospace_family=fonts.mono,
        )
    except (ValueError, RuntimeError) as error:
        raise Unreadable(Reason.BROKEN) from error


@cache
def _families() -> _Families | None:
    """Return the families that are really there, or None where no font can be reached."""
    sans, serif, mono = (next(_there(names), "") for names in (SANS, SERIF, MONO))
    any_family = sans or serif or mono
    if not any_family:
        return None
    return _Families(sans or any_family, serif or any_family, mono or any_family)


def _there(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        data = _rendered(_PROBE, _Families(name, name, name))
        if Image.open(io.BytesIO(data)).getbbox() is not None:
            yield name
