"""A picture as a person sees it: upright, in sRGB, nothing but pixels. Child only."""

from typing import BinaryIO

from PIL import Image

from tessera.core.geometry import Orientation, Size
from tessera.imaging.colour import conversion_of
from tessera.imaging.loading import load
from tessera.imaging.protocol import Header
from tessera.imaging.reading import open_picture
from tessera.imaging.reasons import Reason
from tessera.imaging.unreadable import failures_as

TURNS = {
    Orientation.MIRRORED: Image.Transpose.FLIP_LEFT_RIGHT,
    Orientation.HALF_TURN: Image.Transpose.ROTATE_180,
    Orientation.FLIPPED: Image.Transpose.FLIP_TOP_BOTTOM,
    Orientation.TRANSPOSED: Image.Transpose.TRANSPOSE,
    Orientation.QUARTER_RIGHT: Image.Transpose.ROTATE_270,
    Orientation.TRANSVERSED: Image.Transpose.TRANSVERSE,
    Orientation.QUARTER_LEFT: Image.Transpose.ROTATE_90,
}


def upright_pixels(file: BinaryIO, header: Header, *, box: Size | None = None) -> Image.Image:
    """Return a new picture in mode L, RGB or RGBA; of exactly the size ``box`` where given.

    A JPEG is shrunk by its own transform to just above ``box`` before it is resampled: a third of
    the time and a tenth of the memory, 48 dB from resampling the full picture (24 MP, measured).
    """
    orientation = Orientation(header.orientation)
    picture = open_picture(file, header.frame)
    stored_box = None if box is None else orientation.upright(box)  # turning back is the same swap
    if stored_box is not None:
        picture.draft(None, (stored_box.width, stored_box.height))
    picture, _ = load(picture, file)
    with failures_as(Reason.BROKEN):
        pixels = conversion_of(picture).apply(picture)
        del picture
        if stored_box is not None:
            side = (stored_box.width, stored_box.height)
            pixels = pixels.resize(side, Image.Resampling.LANCZOS, reducing_gap=2.0)
        if (turn := TURNS.get(orientation)) is not None:
            pixels = pixels.transpose(turn)
        return only_pixels(pixels)


def only_pixels(pixels: Image.Image) -> Image.Image:
    """Return a new picture that never saw the file: saving it carries nothing over.

    ``convert`` and ``transpose`` keep comments and profiles in a picture's ``info``, and saving
    writes some of them.
    """
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean
