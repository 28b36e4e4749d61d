"""Draw the program's icon in every size a desktop asks for: ``python packaging/draw_icons.py``.

A mosaic of five by five tesserae in the colours of a sunset over water; the middle ones are framed
the way the canvas frames what a model sees. Everything is computed here, so the licence is ours.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

PNG_SIZES = (16, 32, 48, 64, 128, 256, 512, 1024)
WINDOWS_SIZES = (16, 32, 48, 64, 256)
TILES = 5
SMOOTH = 4  # drawn this much larger, then shrunk
GROUND = (28, 34, 48)
FRAME = (255, 255, 255)
SKY, GLOW, WATER = (247, 168, 88), (233, 84, 107), (38, 120, 158)

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tessera; sides in parts of the icon's side."""

    left: float
    top: float
    side: float
    colour: Colour


def tiles() -> Iterator[Tile]:
    """Yield the mosaic, row by row."""
    margin, gap = 0.10, 0.025
    side = (1 - 2 * margin - (TILES - 1) * gap) / TILES
    for row in range(TILES):
        for column in range(TILES):
            left, top = (margin + index * (side + gap) for index in (column, row))
            yield Tile(left, top, side, _colour(column, row))


def icon(side: int) -> Image.Image:
    """Return the icon, ``side`` pixels wide and high, with transparent corners."""
    large = side * SMOOTH
    picture = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(picture)
    edge = large * 0.02
    draw.rounded_rectangle((edge, edge, large - edge, large - edge), large * 0.2, (*GROUND, 255))
    for tile in tiles():
        box = [part * large for part in (tile.left, tile.top)]
        box += [part + tile.side * large for part in box]
        draw.rounded_rectangle(box, large * 0.012, tile.colour)
    seen = [tile for index, tile in enumerate(tiles()) if index in (6, 18)]
    first, last = seen
    frame = [first.left, first.top, last.left + last.side, last.top + last.side]
    draw.rectangle([part * large for part in frame], outline=FRAME, width=max(1, large // 40))
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def draw_icons(folder: Path) -> None:
    """Write ``tessera-SIZE.png``, ``tessera.ico`` and ``tessera.icns``."""
    folder.mkdir(parents=True, exist_ok=True)
    for side in PNG_SIZES:
        icon(side).save(folder / f"tessera-{side}.png")
    largest = icon(max(PNG_SIZES))
    sizes = [(side, side) for side in WINDOWS_SIZES]
    largest.save(folder / "tessera.ico", sizes=sizes)
    largest.save(folder / "tessera.icns")


def _colour(column: int, row: int) -> Colour:
    """Return sky above, glow in the middle, water below, a little darker to the right."""
    height = row / (TILES - 1)
    upper, lower, share = (SKY, GLOW, height * 2) if height < 0.5 else (GLOW, WATER, height * 2 - 1)
    light = 1 - 0.05 * column + 0.06 * ((column * 3 + row * 2) % 3)
    red, green, blue = (
        min(255, round((a + (b - a) * share) * light)) for a, b in zip(upper, lower, strict=True)
    )
    return red, green, blue


if __name__ == "__main__":
    draw_icons(Path(sys.argv[1] if len(sys.argv) > 1 else "build/icons"))
