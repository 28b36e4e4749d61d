"""Pixels from the decoder as images."""

import gc
import weakref
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QImage

from tessera.core.geometry import Orientation, Size
from tessera.ui.canvas.photo_image import ShownPhoto, reduction, to_image


class Memory(bytearray):
    """A buffer that can be watched."""


@dataclass(frozen=True)
class Rows:
    size: Size
    stride: int
    has_alpha: bool
    buffer: bytearray


def blank(width: int, height: int) -> QImage:
    return QImage(width, height, QImage.Format.Format_RGB32)


def test_an_image_shares_the_memory_of_its_raster() -> None:
    memory = Memory(4 * 4 * 2)
    image = to_image(Rows(Size(4, 2), 16, False, memory))
    memory[4:7] = b"\x10\x20\x30"  # blue, green, red
    assert image.pixelColor(1, 0).getRgb()[:3] == (0x30, 0x20, 0x10)


def test_an_image_keeps_the_memory_as_long_as_it_lives_and_no_longer() -> None:
    memory = Memory(16)
    watched = weakref.ref(memory)
    image = to_image(Rows(Size(2, 2), 8, False, memory))
    del memory
    gc.collect()
    assert watched() is not None
    del image
    gc.collect()
    assert watched() is None


def test_alpha_is_premultiplied() -> None:
    half = Rows(Size(1, 1), 4, True, bytearray(b"\x00\x00\x80\x80"))
    assert to_image(half).pixelColor(0, 0).getRgb() == (255, 0, 0, 128)


@pytest.mark.parametrize(
    ("zoom", "factor"),
    [(4.0, 1), (1.0, 1), (0.71, 1), (0.5, 2), (0.36, 2), (0.25, 4), (0.05, 4)],
)
def test_the_level_has_a_pixel_for_every_device_pixel(zoom: float, factor: int) -> None:
    photo = ShownPhoto((blank(401, 301), blank(201, 151), blank(101, 76)), Size(401, 301))
    level, chosen = photo.level_for(zoom)
    assert chosen == factor
    assert level.width() == -(-401 // factor)


def test_a_preview_knows_how_much_it_is_reduced() -> None:
    assert reduction(Size(6048, 4032), blank(756, 504)) == 8
    assert reduction(Size(1000, 700), blank(300, 210)) == pytest.approx(1000 / 300)


def test_the_upright_size_follows_the_orientation() -> None:
    photo = ShownPhoto((blank(40, 30),), Size(40, 30), Orientation.QUARTER_LEFT)
    assert photo.upright == Size(30, 40)
