"""Pixels into shared memory, in the order a screen wants them, and their halvings. Child only.

Pillow keeps RGB with four bytes a pixel, so its decoders can write straight into a block: the
picture's storage *is* the block, and only the order of the channels is left to change, in place.
This leans on three inner parts of Pillow (`core.map_buffer`, `_getdecoder`, a picture's `_im`);
they are used in this file alone, and where a decoder brings its own storage the pixels are copied
band by band. Measured at 24 MP: 6 ms instead of 94 ms for ``tobytes("raw", "BGRX")``.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, BinaryIO

from PIL import Image, ImageFile, _imaging

from tessera.core.geometry import Size
from tessera.imaging.colour import Conversion
from tessera.imaging.memory import Block
from tessera.imaging.protocol import Plane
from tessera.imaging.raster import BYTES_PER_PIXEL
from tessera.imaging.webp import decode_still

SMALLEST_LEVEL = 256
ALIGNMENT = 64
BAND_BYTES = 2_000_000
WORKERS = 2
FOUR_BYTE_MODES = frozenset({"RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "LAB"})

Storage = Any  # Pillow's own picture memory (`ImagingCore`), which has no public type


def level_sizes(size: Size) -> list[Size]:
    """Return ``size`` and its halvings down to a long side of at most 256 pixels.

    >>> [str(level) for level in level_sizes(Size(1000, 301))]
    ['1000×301', '500×151', '250×76']
    """
    sizes = [size]
    while sizes[-1].long_side > SMALLEST_LEVEL:
        last = sizes[-1]
        sizes.append(Size((last.width + 1) // 2, (last.height + 1) // 2))
    return sizes


def lay_out(sizes: list[Size]) -> tuple[list[int], int]:
    """Return where each plane starts in a block, and the size of the block, in bytes."""
    offsets, end = [], 0
    for size in sizes:
        offsets.append(end)
        end += -(-size.pixels * BYTES_PER_PIXEL // ALIGNMENT) * ALIGNMENT
    return offsets, end


class Pyramid:
    """A block that holds one picture of ``size`` in the screen's order, and its halvings.

    Order of use: `decode_into` (where wanted), load the picture, `finish`.
    """

    def __init__(self, size: Size, *, has_levels: bool = True) -> None:
        self._sizes = level_sizes(size) if has_levels else [size]
        self._offsets, total = lay_out(self._sizes)
        self.block = Block(total)
        self._decoded: Storage | None = None

    def decode_into(self, picture: Image.Image) -> None:
        """Let ``picture``, not loaded yet, write its pixels into the block if it can."""
        if not isinstance(picture, ImageFile.ImageFile):  # painted: its pixels are there already
            return
        # A TIFF that its reader turns after decoding has other sides until then.
        sides = getattr(picture, "_tile_size", picture.size)
        if picture.mode in FOUR_BYTE_MODES and sides == _pair(self._sizes[0]):
            self._decoded = _storage(self.block, self._sizes[0], 0, picture.mode)
            picture._im = self._decoded

    def still_webp(self, picture: Image.Image, file: BinaryIO) -> Image.Image | None:
        """Return the picture decoded into the block, or None where only Pillow can read it."""
        if not decode_still(picture, file, self.block):
            return None
        self._decoded = _storage(self.block, self._sizes[0], 0, picture.mode)
        decoded = Image.Image()._new(self._decoded)
        decoded.info = picture.info.copy()
        return decoded

    def finish(self, picture: Image.Image, conversion: Conversion) -> tuple[Plane, ...]:
        """Write a loaded picture and every halving; return all levels, largest first.

        The picture is worked off in bands, each through all levels while it is in the cache.
        """
        size = self._sizes[0]
        in_place = picture.im is self._decoded and conversion.keeps(picture.mode)
        source = None if in_place else picture
        with ThreadPoolExecutor(WORKERS) as pool:
            work = partial(self._finish_band, source, conversion)
            for _ in pool.map(work, _bands(size, len(self._sizes))):
                pass
        return tuple(
            Plane(
                width=level.width,
                height=level.height,
                offset=offset,
                has_alpha=conversion.has_alpha,
            )
            for level, offset in zip(self._sizes, self._offsets, strict=True)
        )

    def _finish_band(
        self, source: Image.Image | None, conversion: Conversion, rows: tuple[int, int]
    ) -> None:
        top, bottom = rows
        size = Size(self._sizes[0].width, bottom - top)
        offset = top * size.width * BYTES_PER_PIXEL
        if source is not None:
            part = conversion.apply(source.crop((0, top, size.width, bottom)))
            final = part.convert("RGBa" if conversion.has_alpha else "RGB")
            _storage(self.block, size, offset, final.mode).paste(final.im, (0, 0, *_pair(size)))
        _reorder(self.block, size, offset, has_alpha=conversion.has_alpha)
        for level in range(1, len(self._sizes)):
            top, bottom = top // 2, (bottom + 1) // 2
            self._halve_rows(level, top, bottom)

    def _halve_rows(self, level: int, top: int, bottom: int) -> None:
        """Average four pixels each; colours multiplied by alpha may be averaged as they are."""
        larger, smaller = self._sizes[level - 1], self._sizes[level]
        source = _storage(self.block, larger, self._offsets[level - 1], "RGBX")
        target = _storage(self.block, smaller, self._offsets[level], "RGBX")
        rows = source.reduce((2, 2), (0, 2 * top, larger.width, min(2 * bottom, larger.height)))
        target.paste(rows, (0, top, smaller.width, bottom))


def _bands(size: Size, levels: int) -> Iterator[tuple[int, int]]:
    """Yield bands that begin at a whole row of every level, of about `BAND_BYTES`."""
    step = 2 ** (levels - 1)
    rows = step * max(1, BAND_BYTES // (size.width * BYTES_PER_PIXEL * step))
    for top in range(0, size.height, rows):
        yield top, min(top + rows, size.height)


def _reorder(block: Block, size: Size, offset: int, *, has_alpha: bool) -> None:
    """Swap red and blue in place; without alpha the fourth byte becomes 255."""
    mode, order = ("RGBA", "BGRA") if has_alpha else ("RGB", "BGRX")
    decoder = Image._getdecoder(mode, "raw", (order, 0, 1))
    decoder.setimage(_storage(block, size, offset, mode), (0, 0, *_pair(size)))
    with memoryview(block.map) as whole:
        decoder.decode(whole[offset : offset + size.pixels * BYTES_PER_PIXEL])


def _storage(block: Block, size: Size, offset: int, mode: str) -> Storage:
    return _imaging.map_buffer(block.map, _pair(size), "raw", offset, (mode, 0, 1))


def _pair(size: Size) -> tuple[int, int]:
    return size.width, size.height
