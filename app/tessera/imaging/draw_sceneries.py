"""What fills a drawn picture: hills, sea, houses, woods, stars, flat shapes.

Every *painter* takes the picture, its palette and a seeded source of chance, and paints in place.
Lengths are shares of the picture's sides, so that any size looks alike.
"""

from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw

from tessera.imaging.draw_palette import Colour, Palette, mix


def gradient(canvas: tuple[int, int], top: Colour, low: Colour) -> Image.Image:
    """Return a picture that runs from ``top`` to ``low``."""
    down = Image.linear_gradient("L").resize(canvas, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", canvas, low), Image.new("RGB", canvas, top), down)


def paint_light(image: Image.Image, palette: Palette, random: Random) -> None:
    """Paint a sun or moon with its glow."""
    width, height = image.size
    radius = max(1, round(min(width, height) * random.uniform(0.06, 0.11)))
    x, y = round(width * random.uniform(0.18, 0.82)), round(height * random.uniform(0.16, 0.42))
    _glow(image, (x, y), radius * 5, palette.light)
    _disc(image, (x, y), radius, mix(palette.light, (255, 255, 255), 0.35))


def _glow(image: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    halo = Image.radial_gradient("L").resize((2 * radius, 2 * radius), Image.Resampling.BICUBIC)
    halo = halo.point([max(0, 150 - round(level * 1.2)) for level in range(256)])
    image.paste(Image.new("RGB", halo.size, colour), (centre[0] - radius, centre[1] - radius), halo)


def _disc(image: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    x, y = centre
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def paint_stars(image: Image.Image, random: Random) -> None:
    """Paint stars over the upper part."""
    draw = ImageDraw.Draw(image)
    for _ in range(160):
        x, y = random.uniform(0, image.width), random.uniform(0, image.height * 0.7)
        r = random.uniform(0.4, 1.6) * min(image.size) / 900
        glimmer = random.randint(150, 255)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(glimmer, glimmer, min(255, glimmer + 12)))


def paint_hills(image: Image.Image, palette: Palette, random: Random) -> None:
    """Paint ridges from far to near."""
    layers = 5
    for layer in range(layers):
        share = layer / (layers - 1)
        base = 0.5 + 0.4 * share
        colour = mix(palette.grounds[0], palette.grounds[-1], share)
        _ridge(image, base, 0.17 - 0.1 * share, colour, random)


def _ridge(image: Image.Image, base: float, swing: float, colour: Colour, random: Random) -> None:
    width, height = image.size
    heights = _midpoints(random, 7)
    step = width / (len(heights) - 1)
    points = [(i * step, height * (base - swing * h)) for i, h in enumerate(heights)]
    ImageDraw.Draw(image).polygon([*points, (width, height), (0, height)], fill=colour)


def _midpoints(random: Random, depth: int) -> list[float]:
    """Return a rough line between -1 and 1, refined by halves (midpoint displacement)."""
    line = [random.uniform(-0.6, 0.6), random.uniform(-0.6, 0.6)]
    reach = 0.7
    for _ in range(depth):
        finer = [line[0]]
        for left, right in pairwise(line):
            finer += [(left + right) / 2 + random.uniform(-reach, reach) / 2, right]
        line, reach = finer, reach * 0.52
    return [max(-1.0, min(1.0, point)) for point in line]


def paint_sea(image: Image.Image, palette: Palette, random: Random) -> None:
    """Paint a far shore, water and its glitter."""
    width, height = image.size
    horizon = round(height * random.uniform(0.5, 0.62))
    water = gradient((width, height - horizon), palette.grounds[0], palette.grounds[-1])
    _ridge(image, horizon / height, 0.07, mix(palette.grounds[-1], palette.sky_low, 0.45), random)
    image.paste(water, (0, horizon))
    draw = ImageDraw.Draw(image)
    for _ in range(90):
        depth = random.random() ** 1.6
        y = horizon + depth * (height - horizon)
        length, x = (0.02 + 0.12 * depth) * width, random.uniform(-0.05, 1) * width
        colour = mix(palette.grounds[0], palette.light, random.uniform(0.25, 0.6))
        draw.line((x, y, x + length, y), fill=colour, width=max(1, round(height * 0.003)))


def paint_houses(image: Image.Image, palette: Palette, random: Random) -> None:
    """Paint a row of houses with lit windows."""
    _ridge(image, 0.72, 0.06, mix(palette.grounds[0], palette.sky_low, 0.4), random)
    draw = ImageDraw.Draw(image)
    x = 0.0
    while x < image.width:
        wide = image.width * random.uniform(0.06, 0.13)
        top = image.height * random.uniform(0.38, 0.7)
        wall = mix(palette.grounds[0], palette.grounds[-1], random.random())
        draw.rectangle((x, top, x + wide, image.height), fill=wall)
        _windows(draw, (x, top, x + wide, image.height * 0.95), palette, random)
        x += wide * random.uniform(0.9, 1.05)


def _windows(
    draw: ImageDraw.ImageDraw,
    wall: tuple[float, float, float, float],
    palette: Palette,
    random: Random,
) -> None:
    left, top, right, bottom = wall
    cell = (right - left) / 5
    rows = int((bottom - top) / (cell * 1.5))
    for row in range(rows):
        for column in range(3):
            if random.random() < 0.45:
                x, y = left + cell * (0.75 + 1.4 * column), top + cell * (0.7 + 1.5 * row)
                draw.rectangle((x, y, x + cell * 0.7, y + cell * 0.9), fill=palette.light)


def paint_woods(image: Image.Image, palette: Palette, random: Random) -> None:
    """Paint firs on hills."""
    paint_hills(image, palette, random)
    draw = ImageDraw.Draw(image)
    for number in range(26):
        near = number / 26
        tall = image.height * (0.12 + 0.26 * near)
        x = random.uniform(-0.02, 1.02) * image.width
        foot = image.height * (0.66 + 0.32 * near)
        needle = mix(palette.grounds[0], palette.grounds[-1], 0.35 + 0.65 * near)
        for tier in range(3):
            y = foot - tall * 0.28 * tier
            half = tall * (0.24 - 0.055 * tier)
            draw.polygon([(x - half, y), (x + half, y), (x, y - tall * 0.48)], fill=needle)


def paint_flat(image: Image.Image, palette: Palette, random: Random) -> None:
    """Paint overlapping shapes, as on a poster."""
    draw = ImageDraw.Draw(image, "RGBA")
    colours = (palette.sky_top, palette.light, *palette.grounds, palette.sky_low)
    for _ in range(14):
        x, y = random.random() * image.width, random.random() * image.height
        r = random.uniform(0.06, 0.24) * min(image.size)
        fill = (*random.choice(colours), 205)
        if random.random() < 0.5:
            draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)
        else:
            draw.regular_polygon((x, y, r), random.choice((3, 4, 6)), random.random() * 90, fill)
