"""Drawn pictures as bytes: PNG, JPEG, WebP, animated GIF, SVG, and coarse previews."""

import io
from collections.abc import Sequence
from random import Random
from xml.sax.saxutils import escape

from PIL import Image

from tessera.core.geometry import Size
from tessera.imaging.draw_palette import Colour, palette_for

PREVIEW_CELLS = (14, 32, 72)


def encode(image: Image.Image, media: str, *, compression: int = 100) -> bytes:
    """Return the picture as ``png``, ``jpeg`` or ``webp``; ``compression`` is quality 0 to 100."""
    out = io.BytesIO()
    if media == "png":
        image.save(out, "PNG", compress_level=4)
    elif media == "jpeg":
        image.convert("RGB").save(out, "JPEG", quality=max(1, min(95, compression)))
    elif compression == 100:
        image.save(out, "WEBP", lossless=True, exact=True, method=0)
    else:
        image.save(out, "WEBP", quality=compression, method=2)
    return out.getvalue()


def coarse(image: Image.Image, step: int) -> Image.Image:
    """Return what a partial picture shows: ever finer for ``step`` 0, 1, 2."""
    cells = PREVIEW_CELLS[min(step, len(PREVIEW_CELLS) - 1)]
    scale = cells / max(image.size)
    small = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
        Image.Resampling.BOX,
    )
    return small.resize(image.size, Image.Resampling.BICUBIC)


def encode_gif(frames: Sequence[Image.Image], *, duration_ms: int) -> bytes:
    """Return the frames as an endless GIF; the delay is rounded to 10 ms, as GIF counts."""
    out = io.BytesIO()
    first, *others = [frame.convert("P", palette=Image.Palette.ADAPTIVE) for frame in frames]
    delay = min(655_350, max(10, round(duration_ms / 10) * 10))
    first.save(out, "GIF", save_all=True, append_images=others, duration=delay, loop=0)
    return out.getvalue()


def drawn_svg(prompt: str, *, seed: int, size: Size) -> bytes:
    """Return a small vector picture for the prompt: sky, light and hills, without any script."""
    palette = palette_for(prompt, seed)
    random = Random(f"svg {prompt} {seed} {size}")
    width, height = size.width, size.height
    sun = (random.uniform(0.2, 0.8) * width, random.uniform(0.2, 0.4) * height, height * 0.08)
    hills = [
        _hill(random, size, 0.55 + 0.18 * layer, colour)
        for layer, colour in enumerate((*palette.grounds, palette.grounds[-1]))
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">',
        f"<title>{escape(prompt[:200])} (sandbox)</title>",
        '<defs><linearGradient id="sky" x2="0" y2="1">',
        f'<stop stop-color="{_hex(palette.sky_top)}"/>',
        f'<stop offset="1" stop-color="{_hex(palette.sky_low)}"/></linearGradient></defs>',
        f'<rect width="{width}" height="{height}" fill="url(#sky)"/>',
        f'<circle cx="{sun[0]:.1f}" cy="{sun[1]:.1f}" r="{sun[2]:.1f}" '
        f'fill="{_hex(palette.light)}"/>',
        *hills,
        f'<text x="{width * 0.97:.0f}" y="{height * 0.97:.0f}" text-anchor="end" '
        f'font-size="{height // 28}" fill="#fff">sandbox</text></svg>',
    ]
    return "\n".join(parts).encode()


def _hill(random: Random, size: Size, base: float, colour: Colour) -> str:
    width, height = size.width, size.height
    left, bend, right = (height * (base + random.uniform(-0.09, 0.09)) for _ in range(3))
    return (
        f'<path d="M0 {left:.1f} Q{width / 2:.1f} {bend:.1f} {width} {right:.1f} '
        f'V{height} H0 Z" fill="{_hex(colour)}"/>'
    )


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
