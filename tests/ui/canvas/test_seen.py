"""The model's eye: what the model gets, at the photo's place, at every zoom."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.photo_painter import photo_rect
from tessera.ui.canvas.seen import SeenPhoto, paint_seen, with_levels
from tessera.ui.canvas.view_transform import MAX_ZOOM, View, fitted_view

PHOTO = Size(400, 300)
RED, BLUE, GROUND = QColor("red"), QColor("blue"), QColor("white")


def halves(width: int = 40, height: int = 30) -> QImage:
    """Red on the left, blue on the right."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(RED)
    painter = QPainter(image)
    painter.fillRect(width // 2, 0, width, height, BLUE)
    painter.end()
    return image


def painted(seen: SeenPhoto, view: View) -> QImage:
    canvas = QImage(view.width, view.height, QImage.Format.Format_RGB32)
    canvas.fill(GROUND)
    painter = QPainter(canvas)
    paint_seen(painter, seen, view)
    painter.end()
    return canvas


@pytest.mark.parametrize("zoom", [0.4, 1.0, 3.7, MAX_ZOOM])
def test_it_lies_exactly_where_the_photo_lies(zoom: float) -> None:
    view = fitted_view(PHOTO, 300, 200).at_zoom(zoom, 150, 100)
    shown, place = painted(with_levels(halves()), view), photo_rect(view)
    middle = round(view.to_device(200, 0)[0])
    y = min(view.height - 1, max(0, place.center().y()))
    assert shown.pixelColor(max(0, middle - max(4, round(zoom * 5))), y) == RED
    assert shown.pixelColor(min(299, middle + max(4, round(zoom * 5))), y) == BLUE
    outside = [at for at in (QPoint(place.left() - 1, y), QPoint(place.right() + 1, y))]
    for at in outside:
        if shown.rect().contains(at):
            assert shown.pixelColor(at) == GROUND


def test_large_pixels_are_squares_and_small_ones_are_smooth() -> None:
    near = painted(with_levels(halves()), fitted_view(PHOTO, 300, 200).at_zoom(1.0, 150, 100))
    colours = {near.pixelColor(x, 100).name() for x in range(300)}
    assert colours == {RED.name(), BLUE.name()}, "no blend between two pixels"


def test_a_small_view_takes_a_small_level() -> None:
    seen = with_levels(halves(1024, 768))
    assert [level.width() for level in seen.levels] == [1024, 512, 256]
    assert seen.level_for(2000).width() == 1024
    assert seen.level_for(513).width() == 1024
    assert seen.level_for(300).width() == 512
    assert seen.level_for(10).width() == 256


def test_it_fits_only_the_grid_that_cuts_these_very_pixels() -> None:
    seen = with_levels(halves())
    assert seen.fits(Grid(PHOTO, Size(40, 30), 2, 1, 32))
    assert not seen.fits(Grid(PHOTO, Size(41, 30), 2, 1, 32))
    assert not seen.fits(None)
