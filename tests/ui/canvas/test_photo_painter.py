"""Painting the photo: right pixels at the right place, whatever the zoom and the orientation."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from tessera.core.geometry import Orientation, Size
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.photo_painter import (
    paint_checkerboard,
    paint_photo,
    paint_surround,
    photo_rect,
)
from tessera.ui.canvas.turning import turn
from tessera.ui.canvas.view_transform import View

STORED = Size(8, 6)


def colour_at(x: int, y: int) -> QColor:
    return QColor(30 * x, 40 * y, 200 - 20 * x)


def photo(orientation: Orientation = Orientation.UPRIGHT) -> ShownPhoto:
    image = QImage(STORED.width, STORED.height, QImage.Format.Format_RGB32)
    for x in range(STORED.width):
        for y in range(STORED.height):
            image.setPixelColor(x, y, colour_at(x, y))
    return ShownPhoto((image,), STORED, orientation)


def painted(shown: ShownPhoto, zoom: float, *, left: int = 3, top: int = 5) -> QImage:
    target = QImage(200, 200, QImage.Format.Format_RGB32)
    target.fill(QColor("magenta"))
    painter = QPainter(target)
    paint_photo(painter, shown, View(shown.upright, 200, 200, 1.0, zoom, left, top, False))
    painter.end()
    return target


@pytest.mark.parametrize("zoom", [1.0, 2.0, 8.0, 11.3])
@pytest.mark.parametrize("orientation", Orientation)
def test_every_stored_pixel_is_painted_where_the_orientation_puts_it(
    orientation: Orientation, zoom: float
) -> None:
    target = painted(photo(orientation), zoom)
    whole = turn(orientation, STORED)
    for x in range(STORED.width):
        for y in range(STORED.height):
            across, down = whole.apply(x + 0.5, y + 0.5)
            seen = target.pixelColor(int(3 + across * zoom), int(5 + down * zoom))
            assert seen == colour_at(x, y), (orientation, x, y)


@pytest.mark.parametrize("zoom", [0.7, 1.0, 3.3, 8.0])
@pytest.mark.parametrize("orientation", Orientation)
def test_nothing_is_painted_beside_the_photo(orientation: Orientation, zoom: float) -> None:
    shown = photo(orientation)
    target = painted(shown, zoom)
    covered = photo_rect(View(shown.upright, 200, 200, 1.0, zoom, 3, 5, False))
    for x in range(200):
        for y in range(200):
            is_ground = target.pixelColor(x, y) == QColor("magenta")
            assert is_ground != covered.contains(x, y), (x, y)


def test_a_photo_scrolled_far_away_is_still_painted_right() -> None:
    target = painted(photo(), 64.0, left=-300, top=-200)
    assert target.pixelColor(10, 10) == colour_at((10 + 300) // 64, (10 + 200) // 64)


def test_large_pixels_have_sharp_edges() -> None:
    target = painted(photo(), 20.0)
    assert {target.pixelColor(3 + x, 6).name() for x in range(40)} == {
        colour_at(0, 0).name(),
        colour_at(1, 0).name(),
    }


def test_the_ground_is_painted_around_the_photo_and_not_below_it() -> None:
    view = View(STORED, 60, 50, 1.0, 2.0, 10, 12, False)
    target = QImage(60, 50, QImage.Format.Format_RGB32)
    target.fill(QColor("magenta"))
    painter = QPainter(target)
    paint_surround(painter, view, QColor("gray"), QRect(0, 0, 60, 50))
    painter.end()
    for x in range(60):
        for y in range(50):
            is_photo = 10 <= x < 26 and 12 <= y < 24
            assert (target.pixelColor(x, y) == QColor("magenta")) == is_photo


def test_transparent_parts_show_the_checkerboard() -> None:
    clear = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    clear.fill(0)
    shown = ShownPhoto((clear,), Size(40, 40))
    view = View(Size(40, 40), 40, 40, 1.0, 1.0, 0, 0, False)
    target = QImage(40, 40, QImage.Format.Format_RGB32)
    painter = QPainter(target)
    paint_checkerboard(painter, view, QColor("white"), QColor("silver"), target.rect())
    paint_photo(painter, shown, view)
    painter.end()
    assert target.pixelColor(2, 2) == QColor("white")
    assert target.pixelColor(12, 2) == QColor("silver")
    assert target.pixelColor(12, 12) == QColor("white")


def test_a_preview_lies_where_the_whole_photo_will_lie() -> None:
    small = QImage(500, 375, QImage.Format.Format_RGB32)
    small.fill(QColor("teal"))
    view = View(Size(4000, 3000), 200, 200, 1.0, 0.04, 20, 30, False)
    target = QImage(200, 200, QImage.Format.Format_RGB32)
    target.fill(QColor("magenta"))
    painter = QPainter(target)
    paint_photo(painter, ShownPhoto((small,), Size(4000, 3000)), view)
    painter.end()
    assert photo_rect(view) == QRect(20, 30, 160, 120)
    assert target.pixelColor(20, 30) == QColor("teal")
    assert target.pixelColor(179, 149) == QColor("teal")
    assert target.pixelColor(180, 150) == QColor("magenta")
