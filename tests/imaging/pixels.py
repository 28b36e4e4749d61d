"""Reading rasters and files back in the tests' own process, independently of the program."""

import io

from PIL import Image

from tessera.imaging.raster import Raster, Upload


def shown(raster: Raster) -> Image.Image:
    """Return what a screen would show of a raster: RGB, or RGBA with straight alpha."""
    side = (raster.size.width, raster.size.height)
    data = bytes(raster.buffer)
    if raster.has_alpha:
        picture = Image.frombuffer("RGBa", side, data, "raw", "BGRa", raster.stride, 1)
        return picture.convert("RGBA")
    return Image.frombuffer("RGB", side, data, "raw", "BGRX", raster.stride, 1)


def sent(upload: Upload) -> Image.Image:
    """Return what the receiver of an upload sees."""
    picture = Image.open(io.BytesIO(upload.data))
    picture.load()
    return picture


def difference(one: Image.Image, other: Image.Image) -> int:
    """Return the largest difference of any channel of any pixel."""
    assert one.size == other.size
    assert one.mode == other.mode
    pairs = zip(one.tobytes(), other.tobytes(), strict=True)
    return max((abs(mine - theirs) for mine, theirs in pairs), default=0)


def at(picture: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """Return the colour at a share of the width and height."""
    colour = picture.getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(colour, tuple)
    return colour


def is_near(colour: tuple[int, ...], wanted: tuple[int, ...], *, within: int = 12) -> bool:
    """Return whether two colours look alike."""
    return all(abs(a - b) <= within for a, b in zip(colour, wanted, strict=True))
