"""Photos, masks and replies for the tests of the seal: drawn, random, and drifted on purpose."""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tessera.core.geometry import Rect, Size
from tessera.core.seal_window import SealWindow
from tessera.imaging.masks import Mask, cut_mask
from tests.imaging import colour_profiles

Array = NDArray[np.uint8]
ORIENTATION = 0x0112
MODES = ("1", "L", "LA", "P", "P+alpha", "RGB", "RGB+key", "RGBA", "CMYK", "I;16")
FORMATS_OF = {
    "CMYK": ("TIFF", "JPEG"),
    "I;16": ("PNG", "TIFF"),
    "P+alpha": ("PNG",),
    "RGB+key": ("PNG",),
    "LA": ("PNG", "TIFF"),
}
SUFFIXES = {"PNG": ".png", "TIFF": ".tiff", "WEBP": ".webp", "JPEG": ".jpg"}


@dataclass(frozen=True, slots=True)
class Drift:
    """What a simulated model does to a picture: pixels, a factor, gains, and noise in levels."""

    across: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    noise: float = 0.0


def drifted(picture: Image.Image, drift: Drift, *, seed: int) -> Image.Image:
    """Return the picture as a model might send it back: all of it moved, stretched, recoloured."""
    margin = 24
    values = np.asarray(picture.convert("RGB"))
    wide = np.pad(values, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    width, height, scale = picture.width, picture.height, drift.scale
    left = width / 2 - (width / 2 + drift.across) / scale + margin
    top = height / 2 - (height / 2 + drift.down) / scale + margin
    moved = Image.fromarray(wide).resize(
        picture.size,
        Image.Resampling.BICUBIC,
        (left, top, left + width / scale, top + height / scale),
    )
    noise = np.random.default_rng(seed).normal(0, drift.noise, values.shape)
    levels = np.asarray(moved, np.float64) * np.array(drift.gains) + noise
    return Image.fromarray(np.clip(np.rint(levels), 0, 255).astype(np.uint8))


def noise_picture(chance: random.Random, mode: str, width: int, height: int) -> Image.Image:
    """Return a picture of random pixels in a mode; “+” adds transparency of the mode's own kind."""
    if mode == "I;16":
        data = chance.randbytes(2 * width * height)
        return Image.fromarray(np.frombuffer(data, np.uint16).reshape(height, width).copy())
    plain = mode.partition("+")[0]
    channels = len(Image.new(plain, (1, 1)).getbands())
    if plain == "1":
        return noise_picture(chance, "L", width, height).convert("1")
    picture = Image.frombytes(plain, (width, height), chance.randbytes(width * height * channels))
    if plain == "P":
        picture.putpalette(chance.randbytes(768))
        if mode == "P+alpha":
            picture.info["transparency"] = chance.randbytes(256)
    if mode == "RGB+key":
        key = picture.getpixel((0, 0))
        picture.info["transparency"] = key
    return picture


def profile_for(chance: random.Random, mode: str) -> bytes | None:
    """Return a profile that files of this mode carry, or none."""
    if mode in ("L", "LA", "1", "I;16"):
        return chance.choice((None, colour_profiles.grey(1.8)))
    if mode in ("RGB", "RGBA", "P"):
        return chance.choice((None, colour_profiles.wide_rgb()))
    return None


def save(
    picture: Image.Image, folder: Path, form: str, *, orientation: int, profile: bytes | None
) -> Path:
    """Write the picture without loss (but for JPEG), with orientation and profile."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = folder / f"photo{SUFFIXES[form]}"
    more: dict[str, object] = {"WEBP": {"lossless": True, "exact": True}}.get(form, {})
    more |= {"exif": exif}
    if profile is not None:
        more["icc_profile"] = profile
    if "transparency" in picture.info:
        more["transparency"] = picture.info["transparency"]
    picture.save(path, form, **more)
    return path


def upright(path: Path) -> Image.Image:
    """Return a file's pixels as another program sees them: turned, nothing else."""
    # WORKAROUND: opened by its name, Pillow 13 maps a TIFF's pixels before it turns them, wrongly.
    with path.open("rb") as file, Image.open(file) as opened:
        if opened.format == "TIFF":  # Pillow's reader turns these itself
            opened.load()
            return opened.copy()
        return ImageOps.exif_transpose(opened)


def comparable(picture: Image.Image) -> NDArray[np.int64]:
    """Return pixels as numbers that can be compared: grey of 16 bits, or RGBA."""
    if picture.mode.startswith("I"):
        return np.asarray(picture).astype(np.int64)[:, :, None]
    return np.asarray(picture.convert("RGBA")).astype(np.int64)


def random_mask(chance: random.Random, size: Size) -> Mask:
    """Return a mask of some shape: a box, a blob, single pixels, everything; hard or soft."""
    plane = np.zeros((size.height, size.width), np.uint8)
    shape = chance.randrange(4)
    left, top = chance.randrange(size.width), chance.randrange(size.height)
    right = chance.randint(left + 1, size.width)
    bottom = chance.randint(top + 1, size.height)
    if shape == 0:
        plane[top:bottom, left:right] = 255
    elif shape == 1:
        rows, columns = np.mgrid[: bottom - top, : right - left]
        y, x = rows * 2 / (bottom - top) - 1, columns * 2 / (right - left) - 1
        plane[top:bottom, left:right] = np.where(x * x + y * y <= 1.1, 255, 0)
    elif shape == 2:
        noise = np.frombuffer(chance.randbytes(plane.size), np.uint8).reshape(plane.shape)
        plane[:] = np.where(noise < chance.randrange(256), noise, 0)
    else:
        plane[:] = 255
    plane[top, left] = 255
    mask = cut_mask(size, plane.tobytes())
    assert mask is not None
    return mask


def random_window(chance: random.Random, mask: Mask) -> SealWindow:
    """Return some window around the mask; it may reach over the photo and be scaled."""
    area = mask.area
    left, top = chance.randint(0, 12), chance.randint(0, 12)
    width = area.width + left + chance.randint(0, 12)
    height = area.height + top + chance.randint(0, 12)
    box = Rect(area.left - left, area.top - top, width, height)
    scale = chance.choice((1, 1, 1, 2, 0.7))
    sent = Size(max(1, round(width * scale)), max(1, round(height * scale)))
    return SealWindow(box, sent)


def plane_array(mask: Mask) -> Array:
    """Return the mask's whole plane."""
    plane = np.zeros((mask.size.height, mask.size.width), np.uint8)
    area = mask.area
    plane[area.top : area.bottom, area.left : area.right] = np.frombuffer(
        mask.rows, np.uint8
    ).reshape(area.height, area.width)
    return plane
