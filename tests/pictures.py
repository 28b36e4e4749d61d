"""Test pictures, drawn here: no file from outside is ever needed.

`photo` looks to a codec like a photo (1/f noise with edges and sensor noise); `quadrants` shows at
a glance how it was turned. Builders write a file and return its path.
"""

import random
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

ORIENTATION = 0x0112
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 40), (30, 40, 220), (230, 220, 40)
PHOTO_QUALITY = 92


def photo(width: int, height: int, *, seed: int = 1, grain: float = 0.104) -> Image.Image:
    """Return a picture with detail at every scale, edges and a little sensor noise.

    At 24 MP and quality 92 it takes 7.0 MB, and 0.26 MB shrunk to 1152×768 at quality 90 without
    subsampling: as much as the pictures that the goals were measured with.
    """
    chance = random.Random(seed)
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    for number, cells in enumerate((4, 12, 40, 130, 430)):
        columns, rows = min(cells, width), max(2, min(cells * height // width, height))
        noise = _noise(chance, columns, rows, colour=1.0 if cells <= 40 else 0.2)
        # Each octave weighs the same, and colours vary slowly, as in nature.
        wide = noise.resize((width, height), Image.Resampling.BICUBIC)
        picture = Image.blend(picture, wide, 1 / (number + 2))
    draw = ImageDraw.Draw(picture)
    for _ in range(24):
        x, y = chance.randrange(width), chance.randrange(height)
        side = max(2, width // 12)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.rectangle((x, y, x + side, y + side // 2), fill=colour)
    tile = _noise(chance, min(width, 512), min(height, 512), colour=0.5)
    sensor = Image.new("RGB", (width, height))
    for left in range(0, width, tile.width):
        for top in range(0, height, tile.height):
            sensor.paste(tile, (left, top))
    return Image.blend(picture, sensor, grain)


def photo_file(
    path: Path, width: int, height: int, *, orientation: int = 6, seed: int = 1, **save: Any
) -> Path:
    """Write `photo` as a camera does: JPEG at quality 92, with EXIF's orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options: dict[str, Any] = {"quality": PHOTO_QUALITY, "exif": exif} | save
    photo(width, height, seed=seed).save(path, **options)
    return path


def quadrants(width: int = 64, height: int = 48) -> Image.Image:
    """Return red top left, green top right, blue bottom left, yellow bottom right."""
    picture = Image.new("RGB", (width, height), RED)
    middle = (width // 2, height // 2)
    picture.paste(GREEN, (middle[0], 0, width, middle[1]))
    picture.paste(BLUE, (0, middle[1], middle[0], height))
    picture.paste(YELLOW, (*middle, width, height))
    return picture


def turned_quadrants(orientation: int, width: int = 64, height: int = 48) -> Image.Image:
    """Return the stored pixels that EXIF's ``orientation`` turns into `quadrants`."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = quadrants(width, height)
    return upright.transpose(back[orientation]) if orientation in back else upright


def oriented_file(path: Path, orientation: int) -> Path:
    """Write a file that shows `quadrants` once its orientation is obeyed; lossless for PNG."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options: dict[str, Any] = {
        ".jpg": {"quality": 95, "subsampling": 0},
        ".webp": {"lossless": True},
    }
    turned_quadrants(orientation).save(path, exif=exif, **options.get(path.suffix, {}))
    return path


def ramp(mode: str = "RGB", width: int = 256, height: int = 8) -> Image.Image:
    """Return all values of each channel, as different as the mode allows."""
    grey = Image.frombytes("L", (width, 1), bytes(x * 255 // (width - 1) for x in range(width)))
    grey = grey.resize((width, height), Image.Resampling.NEAREST)
    if mode == "L":
        return grey
    bands = [grey, grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT), Image.new("L", grey.size, 90)]
    if mode == "RGBA":
        bands.append(grey)
    return Image.merge(mode, bands)


def animated_gif(path: Path, frames: int = 12) -> Path:
    """Write frames of one colour each, from dark to bright red."""
    pictures = [Image.new("RGB", (40, 30), (20 * (n + 1), 0, 0)).quantize(4) for n in range(frames)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=50, loop=0)
    return path


def sixteen_bit_png(path: Path, values: list[int], *, colour: bool = False) -> Path:
    """Write one row of 16-bit samples, grey or (three alike) RGB; Pillow writes no such RGB."""
    channels = 3 if colour else 1
    row = b"".join(struct.pack(">H", value) * channels for value in values)
    header = struct.pack(">IIBBBBB", len(values), 1, 16, 2 if colour else 0, 0, 0, 0)
    path.write_bytes(png([(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" + row))]))
    return path


def png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """Return a PNG of exactly these chunks, with right checksums, and its end."""
    parts = [b"\x89PNG\r\n\x1a\n"]
    for name, data in [*chunks, (b"IEND", b"")]:
        parts.append(struct.pack(">I", len(data)) + name + data)
        parts.append(struct.pack(">I", zlib.crc32(name + data)))
    return b"".join(parts)


def _noise(chance: random.Random, width: int, height: int, *, colour: float) -> Image.Image:
    """Return noise in grey, mixed with noise in colour by its share."""
    bright = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    mixed = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    return Image.blend(bright.convert("RGB"), mixed, colour)
