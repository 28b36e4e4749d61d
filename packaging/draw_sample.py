"""Draw the sample picture: an evening at a mountain lake, from nothing but numbers.

Run: ``python packaging/draw_sample.py [FILE]``. The same program makes the same picture: every
random choice comes from `SEED`. The scene has large calm areas and small things (a boat, a hut
with a lit window, birds, flowers), so that low and high detail visibly differ for a model.

Coordinates are in pixels of the final picture; `SCALE` draws larger and shrinks at the end, which
smooths every edge.
"""

import math
import random
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SEED = 20261120
WIDTH, HEIGHT = 1800, 1200
SCALE = 2
SHORE = 740
QUALITY = 86
TARGET = Path(__file__).resolve().parent.parent / "resources/sample/sample.jpg"

Colour = tuple[int, int, int]
Point = tuple[float, float]

SKY: Sequence[tuple[float, Colour]] = (
    (0.00, (38, 58, 112)),
    (0.35, (108, 112, 164)),
    (0.62, (226, 150, 138)),
    (0.82, (252, 190, 130)),
    (1.00, (255, 222, 168)),
)
SUN: Point = (1215, 560)
RANGES: Sequence[tuple[float, float, Colour]] = (
    # height of the ridge above the shore, roughness, colour: the far ones fade into the air
    (330, 190, (168, 134, 160)),
    (240, 150, (128, 106, 146)),
    (165, 120, (88, 82, 122)),
    (95, 80, (54, 62, 92)),
)
FLOWERS: Sequence[Colour] = ((236, 92, 88), (250, 208, 92), (240, 240, 250), (196, 120, 214))


def main() -> int:
    """Write the picture to the file named on the command line, or to its place."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = scene(random.Random(SEED))
    picture.save(target, quality=QUALITY, optimize=True)
    print(f"{target}: {picture.width}×{picture.height}, {target.stat().st_size // 1000} kB")
    return 0


def scene(chance: random.Random) -> Image.Image:
    """Return the whole picture, from the sky to the flowers."""
    picture = sky(chance)
    for height, roughness, colour in RANGES:
        paint_range(picture, chance, height, roughness, colour)
    paint_forest(picture, chance)
    paint_hut(picture, (330, SHORE - 6))
    picture = reflected(picture, chance)
    paint_boat(picture, (1060, 905))
    paint_birds(picture, chance)
    paint_jetty(picture)
    paint_meadow(picture, chance)
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return with_grain(small, chance)


def sky(chance: random.Random) -> Image.Image:
    """Return a canvas with the evening's colours, the sun's glow and thin clouds."""
    column = Image.new("RGB", (1, 512))
    for y in range(512):
        column.putpixel((0, y), between(SKY, min(1.0, y / 511 * HEIGHT / SHORE)))
    picture = column.resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.BICUBIC)
    for radius, strength, colour in ((640, 120, (255, 190, 120)), (210, 190, (255, 232, 190))):
        picture.paste(colour, mask=glow(SUN, radius, strength))
    draw = ImageDraw.Draw(picture)
    draw.ellipse(around(SUN, 46), fill=(255, 250, 228))
    picture.paste((255, 214, 190), mask=clouds(chance))
    return picture


def glow(centre: Point, radius: float, strength: int) -> Image.Image:
    """Return a soft disc of light."""
    small = Image.radial_gradient("L").point(lambda v: max(0, 255 - v * 2) * strength // 255)
    side = int(2 * radius * SCALE)
    mask = Image.new("L", (WIDTH * SCALE, HEIGHT * SCALE))
    left, top = (int((value - radius) * SCALE) for value in centre)
    mask.paste(small.resize((side, side), Image.Resampling.BICUBIC), (left, top))
    return mask


def clouds(chance: random.Random) -> Image.Image:
    """Return bands of cloud: noise drawn wide, kept where it is strong, gone near the mountains."""
    noise = Image.new("L", (WIDTH, SHORE), 0)
    for cells, share in ((9, 0.6), (21, 0.5), (60, 0.35)):
        layer = Image.frombytes("L", (cells, cells * 2), chance.randbytes(cells * cells * 2))
        noise = Image.blend(noise, layer.resize(noise.size, Image.Resampling.BICUBIC), share)
    strong = noise.point(lambda v: max(0, min(150, (v - 128) * 4)))
    fade = Image.linear_gradient("L").resize(noise.size).point(lambda v: max(0, 220 - v))
    mask = Image.new("L", (WIDTH, HEIGHT))
    mask.paste(ImageChops.multiply(strong, fade), (0, 0))
    mask = mask.filter(ImageFilter.GaussianBlur(3))
    return mask.resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.BICUBIC)


def paint_range(
    picture: Image.Image, chance: random.Random, height: float, roughness: float, colour: Colour
) -> None:
    """Paint one ridge, its sunny flanks, and the haze at its foot."""
    ridge = broken_line(chance, height, roughness)
    shape = Image.new("L", picture.size)
    outline = [(x, SHORE - y) for x, y in ridge] + [(WIDTH, SHORE + 4), (0, SHORE + 4)]
    ImageDraw.Draw(shape).polygon(scaled(outline), fill=255)
    picture.paste(colour, mask=shape)
    flanks = Image.new("L", picture.size)
    draw = ImageDraw.Draw(flanks)
    for (x, y), (next_x, next_y) in pairwise(ridge):
        if next_y < y:  # the side that looks to the sun
            foot = (x + (y - next_y) * 0.9 + 26, SHORE - y * 0.52)
            draw.polygon(scaled([(x, SHORE - y), (next_x, SHORE - next_y), foot]), fill=70)
    flanks = ImageChops.multiply(flanks.filter(ImageFilter.GaussianBlur(5 * SCALE)), shape)
    picture.paste((255, 196, 150), mask=flanks)
    haze = Image.linear_gradient("L").point(lambda v: v * 110 // 255)
    band = Image.new("L", picture.size)
    depth = int(height * 0.8 * SCALE)
    band.paste(haze.resize((picture.width, depth)), (0, SHORE * SCALE - depth))
    picture.paste((240, 188, 164), mask=ImageChops.multiply(band, shape))


def broken_line(chance: random.Random, height: float, roughness: float) -> list[Point]:
    """Return a ridge by halving: each middle is moved at random, less at every step."""
    heights = [height * chance.uniform(0.5, 1.0) for _ in range(5)]
    while len(heights) < 260:
        roughness *= 0.56
        finer = [heights[0]]
        for left, right in pairwise(heights):
            finer += [(left + right) / 2 + chance.uniform(-roughness, roughness), right]
        heights = finer
    step = WIDTH / (len(heights) - 1)
    return [(index * step, max(12.0, value)) for index, value in enumerate(heights)]


def paint_forest(picture: Image.Image, chance: random.Random) -> None:
    """Paint firs along the far shore, dense at both sides and open towards the sun."""
    draw = ImageDraw.Draw(picture)
    for _ in range(420):
        x = chance.uniform(-10, WIDTH + 10)
        openness = math.exp(-(((x - SUN[0]) / 330) ** 2))
        if chance.random() < openness:
            continue
        tall = chance.uniform(26, 84) * (1 - 0.6 * openness)
        shade = chance.randrange(0, 16)
        fir(draw, (x, SHORE + 3), tall, (24 + shade, 38 + shade, 48 + shade))


def fir(draw: ImageDraw.ImageDraw, foot: Point, tall: float, colour: Colour) -> None:
    """Paint a fir of five skirts."""
    x, y = foot
    draw.rectangle(scaled_box(x - 1.2, y - tall * 0.2, x + 1.2, y), fill=colour)
    for skirt in range(5):
        top = y - tall * (1 - skirt * 0.17)
        half = tall * (0.07 + 0.045 * skirt)
        bottom = top + tall * 0.3
        draw.polygon(scaled([(x, top), (x - half, bottom), (x + half, bottom)]), fill=colour)


def paint_hut(picture: Image.Image, foot: Point) -> None:
    """Paint a hut with a lit window, a door, and smoke that drifts away."""
    x, y = foot
    draw = ImageDraw.Draw(picture)
    draw.rectangle(scaled_box(x, y - 44, x + 84, y + 8), fill=(92, 58, 46))
    for board in range(1, 5):
        draw.line(
            scaled([(x, y - 44 + board * 10), (x + 84, y - 44 + board * 10)]), (74, 46, 38), 2
        )
    roof = [(x - 9, y - 42), (x + 42, y - 78), (x + 93, y - 42)]
    draw.polygon(scaled(roof), fill=(150, 62, 50))
    draw.rectangle(scaled_box(x + 60, y - 82, x + 69, y - 56), fill=(108, 92, 92))
    draw.rectangle(scaled_box(x + 12, y - 32, x + 34, y - 14), fill=(255, 220, 128))
    draw.line(scaled([(x + 23, y - 32), (x + 23, y - 14)]), (92, 58, 46), 4)
    draw.line(scaled([(x + 12, y - 23), (x + 34, y - 23)]), (92, 58, 46), 4)
    draw.rectangle(scaled_box(x + 52, y - 34, x + 70, y + 8), fill=(58, 38, 34))
    smoke = Image.new("L", picture.size)
    puffs = ImageDraw.Draw(smoke)
    for step in range(34):
        centre = (x + 65 + step * 3.2 + 7 * math.sin(step / 3), y - 88 - step * 5.2)
        puffs.ellipse(around(centre, 4 + step * 0.55), fill=max(6, 92 - step * 3))
    picture.paste((236, 222, 226), mask=smoke.filter(ImageFilter.GaussianBlur(4 * SCALE)))


def reflected(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Return the picture with a lake: what is above the shore, mirrored, darker, in ripples."""
    shore, deep = SHORE * SCALE, (HEIGHT - SHORE) * SCALE
    above = picture.crop((0, max(0, shore - deep), picture.width, shore))
    water = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(
        ImageFilter.GaussianBlur(1.5 * SCALE)
    )
    water = Image.blend(water, Image.new("RGB", water.size, (44, 62, 104)), 0.3)
    rippled = Image.new("RGB", water.size)
    for y in range(0, deep, 2):
        wave = 1 + 11 * y / deep
        shift = wave * (math.sin(y / (5 + y / 60)) + chance.uniform(-0.4, 0.4)) * SCALE
        row = water.crop((0, y, water.width, y + 2))
        rippled.paste(ImageChops.offset(row, int(shift), 0), (0, y))
    draw = ImageDraw.Draw(rippled, "RGBA")
    for _ in range(900):  # the sun's path, broken by small waves
        y = chance.uniform(4, deep / SCALE - 6)
        spread = 30 + y * 0.34
        x = chance.gauss(SUN[0], spread)
        half = chance.uniform(4, 11 + y / 12)
        brightness = int(150 * math.exp(-(((x - SUN[0]) / (spread * 1.4)) ** 2)))
        draw.ellipse(scaled_box(x - half, y, x + half, y + 1.8), fill=(255, 232, 190, brightness))
    picture.paste(rippled, (0, shore))
    ImageDraw.Draw(picture).line(scaled([(0, SHORE), (WIDTH, SHORE)]), (66, 62, 84), 3)
    return picture


def paint_boat(picture: Image.Image, waterline: Point) -> None:
    """Paint a boat with a red and a white sail, and its broken reflection."""
    x, y = waterline
    draw = ImageDraw.Draw(picture, "RGBA")
    for row in range(0, 150, 3):
        sway = 5 * math.sin(row / 4.5)
        half = max(3.0, 42 - row * 0.27)
        colour = (188, 64, 58, 120 - row // 2) if row > 24 else (46, 42, 58, 190)
        draw.rectangle(scaled_box(x - half + sway, y + row, x + half + sway, y + row + 1.6), colour)
    draw.polygon(
        scaled([(x - 66, y - 14), (x + 74, y - 14), (x + 48, y + 9), (x - 46, y + 9)]), (40, 36, 52)
    )
    draw.polygon(
        scaled([(x - 66, y - 14), (x + 74, y - 14), (x + 70, y - 9), (x - 62, y - 9)]),
        (226, 214, 200),
    )
    draw.rectangle(scaled_box(x - 1.5, y - 190, x + 2, y - 12), fill=(70, 54, 48))
    draw.polygon(scaled([(x - 5, y - 184), (x - 5, y - 26), (x - 64, y - 26)]), (214, 66, 58))
    draw.polygon(scaled([(x + 5, y - 172), (x + 5, y - 26), (x + 70, y - 30)]), (250, 244, 232))
    for seam in range(1, 4):
        along = seam / 4
        draw.line(
            scaled([(x - 5, y - 184 + 158 * along), (x - 5 - 59 * along, y - 184 + 158 * along)]),
            (180, 48, 46),
            2,
        )
    draw.ellipse(around((x - 22, y - 30), 7), fill=(232, 190, 160))
    draw.polygon(
        scaled([(x - 32, y - 13), (x - 12, y - 13), (x - 16, y - 25), (x - 28, y - 25)]),
        (46, 88, 148),
    )


def paint_birds(picture: Image.Image, chance: random.Random) -> None:
    """Paint a flock far away."""
    draw = ImageDraw.Draw(picture)
    for number in range(11):
        x, y = (
            640 + number * 31 + chance.uniform(-9, 9),
            250 - abs(number - 5) * 15 + chance.uniform(-7, 7),
        )
        wing = chance.uniform(9, 15)
        for side in (-1, 1):
            middle = (x + side * wing * 0.5, y - wing * 0.45)
            draw.line(scaled([(x, y), middle, (x + side * wing, y - wing * 0.1)]), (52, 50, 74), 4)


def paint_jetty(picture: Image.Image) -> None:
    """Paint a wooden jetty that leads into the lake, in perspective."""
    draw = ImageDraw.Draw(picture, "RGBA")
    near, far = (250.0, 470.0, 1085.0), (520.0, 566.0, 838.0)
    for post in range(6):
        share = (post / 5) ** 0.8
        for left in (True, False):
            x = between_numbers(near[0 if left else 1], far[0 if left else 1], share)
            y = between_numbers(near[2], far[2], share)
            thick = between_numbers(9, 3, share)
            draw.rectangle(
                scaled_box(x - thick / 2, y - thick, x + thick / 2, y + thick * 5), (52, 40, 40)
            )
    planks = 34
    for plank in range(planks):
        start, end = (plank / planks) ** 0.8, ((plank + 0.86) / planks) ** 0.8
        corners = [
            (between_numbers(near[side], far[side], share), between_numbers(near[2], far[2], share))
            for side, share in ((0, start), (1, start), (1, end), (0, end))
        ]
        tone = 96 + (plank * 37) % 26
        draw.polygon(scaled(corners), fill=(tone + 22, tone - 8, tone - 26))


def paint_meadow(picture: Image.Image, chance: random.Random) -> None:
    """Paint the near bank: a dark slope, blades of grass, and flowers, larger towards the front."""
    draw = ImageDraw.Draw(picture)
    bank = [(0, 1010)]
    bank += [
        (x, 1010 + 78 * x / WIDTH + 16 * math.sin(x / 130) + 44 * (x / WIDTH) ** 2)
        for x in range(0, WIDTH + 20, 20)
    ]
    draw.polygon(scaled([*bank, (WIDTH, HEIGHT), (0, HEIGHT)]), fill=(30, 44, 40))
    for _ in range(5200):
        x = chance.uniform(0, WIDTH)
        edge = 1010 + 78 * x / WIDTH + 16 * math.sin(x / 130) + 44 * (x / WIDTH) ** 2
        y = edge + (HEIGHT + 30 - edge) * chance.random() ** 0.8
        size = 0.5 + (y - edge) / 150
        tip = (x + chance.uniform(-9, 9) * size, y - chance.uniform(12, 30) * size)
        green = chance.randrange(46, 112)
        draw.line(
            scaled([(x, y), tip]), (green - 26, green, 40 + green // 6), max(1, int(2.2 * size))
        )
    for _ in range(150):
        x = chance.uniform(0, WIDTH)
        edge = 1030 + 78 * x / WIDTH + 16 * math.sin(x / 130) + 44 * (x / WIDTH) ** 2
        y = edge + (HEIGHT - edge) * chance.random()
        flower(
            draw, (x, y), 2.5 + (y - edge) / 22, chance.choice(FLOWERS), chance.uniform(0, math.pi)
        )


def flower(
    draw: ImageDraw.ImageDraw, centre: Point, radius: float, colour: Colour, turn: float
) -> None:
    """Paint five petals around a yellow heart."""
    x, y = centre
    for petal in range(5):
        angle = turn + petal * math.tau / 5
        place = (x + math.cos(angle) * radius * 0.8, y + math.sin(angle) * radius * 0.7)
        draw.ellipse(around(place, radius * 0.62), fill=colour)
    draw.ellipse(around(centre, radius * 0.42), fill=(250, 190, 60))


def with_grain(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Return the picture with a little noise, as film has, and darker corners."""
    tile = Image.frombytes("L", (300, 200), chance.randbytes(60_000)).filter(
        ImageFilter.GaussianBlur(0.6)
    )
    grain = Image.new("L", picture.size)
    for left in range(0, picture.width, tile.width):
        for top in range(0, picture.height, tile.height):
            grain.paste(tile, (left, top))
    noisy = Image.blend(picture, ImageChops.overlay(picture, grain.convert("RGB")), 0.08)
    corners = Image.radial_gradient("L").resize(picture.size).point(lambda v: max(0, v - 150) // 2)
    noisy.paste((14, 16, 34), mask=corners)
    return noisy


def between(stops: Sequence[tuple[float, Colour]], at: float) -> Colour:
    """Return the colour between the two stops around ``at``."""
    for (start, first), (end, second) in pairwise(stops):
        if at <= end:
            share = (at - start) / (end - start)
            red, green, blue = (
                round(between_numbers(a, b, share)) for a, b in zip(first, second, strict=True)
            )
            return red, green, blue
    return stops[-1][1]


def between_numbers(first: float, second: float, share: float) -> float:
    """Return the number a ``share`` of the way from ``first`` to ``second``."""
    return first + (second - first) * share


def scaled(points: Sequence[Point]) -> list[Point]:
    """Return points in pixels of the large canvas."""
    return [(x * SCALE, y * SCALE) for x, y in points]


def scaled_box(
    left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    """Return a box in pixels of the large canvas."""
    return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE


def around(centre: Point, radius: float) -> tuple[float, float, float, float]:
    """Return the box of a circle in pixels of the large canvas."""
    x, y = centre
    return scaled_box(x - radius, y - radius, x + radius, y + radius)


if __name__ == "__main__":
    sys.exit(main())
