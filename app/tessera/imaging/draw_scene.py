"""Pictures drawn from words: sky, light, hills or water or houses, and what else was named.

The same prompt, seed and size always give the same pixels. Everything is drawn at twice the size
(or at `CANVAS_PX` if that is less) and shrunk, which smooths the edges.
"""

import re
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFont

from tessera.core.geometry import Size
from tessera.imaging.draw_palette import Colour, Palette, mix, palette_for, word_set, words_in
from tessera.imaging.draw_sceneries import (
    gradient,
    paint_flat,
    paint_hills,
    paint_houses,
    paint_light,
    paint_sea,
    paint_stars,
    paint_woods,
)

CANVAS_PX = 1792
MARK = "sandbox"

_WATER = word_set("sea ocean beach coast lake water harbour harbor river boat ship")
_NIGHT = word_set("night star stars space galaxy moon midnight")
_HOUSES = word_set("city street skyline building house town shop sign")
_FLAT = word_set("abstract pattern logo icon poster geometric flat graphic cover infographic")
_WOODS = word_set("forest tree trees jungle garden wood woods")
_SHAPES = word_set("circle ball square box triangle star heart")


def draw_scene(prompt: str, *, seed: int, size: Size, clear: bool = False) -> Image.Image:
    """Return a picture for the prompt, marked as the sandbox's: RGB, or RGBA if ``clear``.

    ``clear`` leaves the background transparent and draws the subject only.
    """
    random = Random(f"{prompt}\n{seed}\n{size}")
    palette = palette_for(prompt, seed)
    canvas = _canvas(size)
    if clear:
        image = Image.new("RGBA", canvas)
        _subject(image, palette, random)
    else:
        image = _background(prompt, palette, random, canvas)
    _named_shapes(image, prompt, palette, random)
    _quoted(image, prompt, palette)
    image = image.resize((size.width, size.height), Image.Resampling.LANCZOS)
    mark(image)
    return image


def mark(image: Image.Image, *, within: Image.Image | None = None) -> None:
    """Write in a corner that the sandbox made this picture.

    ``within`` (255 = allowed) moves the mark to where it is seen whole, to the middle if nowhere.
    """
    plate = _plate(max(10, min(image.size) // 28))
    places = _places(image.size, plate.size)
    if not places:
        return
    seen = (place for place in places if within is None or _is_whole(within, place, plate.size))
    place = next(seen, places[-1])
    if image.mode == "RGBA":
        image.alpha_composite(plate, place)
    else:
        image.paste(plate, place, plate)


def _plate(height: int) -> Image.Image:
    font = ImageFont.load_default(height)
    left, top, right, bottom = font.getbbox(MARK)
    pad = height // 2
    plate = Image.new("RGBA", (round(right - left) + 2 * pad, round(bottom - top) + pad))
    draw = ImageDraw.Draw(plate)
    box = (0, 0, plate.width - 1, plate.height - 1)
    draw.rounded_rectangle(box, radius=plate.height // 2, fill=(18, 20, 26, 190))
    draw.text((pad - left, pad / 2 - top), MARK, font=font, fill=(255, 255, 255, 235))
    return plate


def _places(image: tuple[int, int], plate: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the corner, the bottom's middle and the centre; nothing where there is no room."""
    right, low = (room - side for room, side in zip(image, plate, strict=True))
    gap = plate[1] // 3
    if min(right, low) < gap:
        return []
    return [(right - gap, low - gap), (right // 2, low - gap), (right // 2, low // 2)]


def _is_whole(within: Image.Image, place: tuple[int, int], plate: tuple[int, int]) -> bool:
    x, y = place
    extrema = within.crop((x, y, x + plate[0], y + plate[1])).getextrema()
    return extrema[0] == 255


def _canvas(size: Size) -> tuple[int, int]:
    scale = min(2.0, CANVAS_PX / size.long_side)
    return max(1, round(size.width * scale)), max(1, round(size.height * scale))


def _background(
    prompt: str, palette: Palette, random: Random, canvas: tuple[int, int]
) -> Image.Image:
    words = frozenset(words_in(prompt))
    image = gradient(canvas, palette.sky_top, palette.sky_low)
    if words & _FLAT:
        paint_flat(image, palette, random)
        return image
    if words & _NIGHT:
        paint_stars(image, random)
    paint_light(image, palette, random)
    _scenery(words, random)(image, palette, random)
    return image


Painter = Callable[[Image.Image, Palette, Random], None]


def _scenery(words: frozenset[str], random: Random) -> Painter:
    for keys, painter in ((_WATER, paint_sea), (_HOUSES, paint_houses), (_WOODS, paint_woods)):
        if words & keys:
            return painter
    return random.choice((paint_hills, paint_hills, paint_sea))


def _subject(image: Image.Image, palette: Palette, random: Random) -> None:
    centre = (image.width // 2, image.height // 2)
    reach = min(image.size)
    draw = ImageDraw.Draw(image)
    for ring, colour in enumerate((*reversed(palette.grounds), palette.light)):
        sides = random.choice((5, 6, 8))
        radius = reach * (0.38 - 0.1 * ring)
        draw.regular_polygon((*centre, radius), sides, random.random() * 60, fill=colour)


def _named_shapes(image: Image.Image, prompt: str, palette: Palette, random: Random) -> None:
    draw = ImageDraw.Draw(image)
    for word in words_in(prompt):
        if word not in _SHAPES:
            continue
        x, y = random.uniform(0.25, 0.75) * image.width, random.uniform(0.35, 0.7) * image.height
        _shape(draw, word, (x, y), min(image.size) * 0.16, palette.grounds[-1])


def _shape(
    draw: ImageDraw.ImageDraw, word: str, centre: tuple[float, float], r: float, fill: Colour
) -> None:
    x, y = centre
    if word in {"circle", "ball", "heart"}:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    elif word == "star":
        draw.regular_polygon((x, y, r), 3, 0, fill)
        draw.regular_polygon((x, y, r), 3, 180, fill)
    else:
        draw.regular_polygon((x, y, r), 3 if word == "triangle" else 4, 0, fill)


def _quoted(image: Image.Image, prompt: str, palette: Palette) -> None:
    """Write what the prompt has in double quotes, as a sign in the middle."""
    found = re.search(r"[\"“]([^\"”]{1,48})[\"”]", prompt)
    if found is None:
        return
    text = found.group(1)
    fitting = round(image.width * 1.3 / len(text))
    font = ImageFont.load_default(max(12, min(image.height // 7, fitting)))
    draw = ImageDraw.Draw(image)
    middle = (image.width / 2, image.height / 2)
    left, top, right, bottom = draw.textbbox(middle, text, font=font, anchor="mm")
    pad = (bottom - top) * 0.6
    plate = (left - pad, top - pad, right + pad, bottom + pad)
    draw.rounded_rectangle(plate, radius=pad / 2, fill=mix(palette.light, (255, 255, 255), 0.3))
    draw.text(middle, text, font=font, anchor="mm", fill=mix(palette.grounds[-1], (0, 0, 0), 0.4))
