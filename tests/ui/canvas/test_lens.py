"""The lens shows the pixels of one cell, each as a square, and nothing that is not there."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.grid_cells import Place
from tessera.ui.canvas.lens import LARGEST_WHOLE, LENS, card_size, lens_source, paint_lens
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.scene import Scene, pointed_label
from tessera.ui.canvas.seen import with_levels
from tessera.ui.canvas.view_transform import fitted_view
from tessera.ui.tokens import LIGHT

SIZE = Size(1000, 700)
PATCHES = Grid(SIZE, Size(100, 70), 4, 3, 32)
TILES = Grid(SIZE, Size(1000, 700), 2, 2, 512)
BOUNDS = QRect(0, 0, 800, 600)


def picture(size: Size) -> QImage:
    image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.setPixelColor(33, 1, QColor("lime"))
    return image


def test_a_patch_is_shown_whole() -> None:
    assert lens_source(PATCHES, Place(1, 0), None) == QRect(32, 0, 32, 32)


def test_of_a_tile_the_part_around_the_mouse_is_shown_and_never_another_tile() -> None:
    side = LARGEST_WHOLE
    assert lens_source(TILES, Place(0, 0), QPoint(300, 200)).center() == QPoint(300, 200)
    assert lens_source(TILES, Place(0, 0), QPoint(511, 0)) == QRect(512 - side, 0, side, side)
    last = lens_source(TILES, Place(1, 1), QPoint(999, 699))
    assert last == QRect(1000 - side, 700 - side, side, side), "not beyond the picture either"
    assert lens_source(TILES, Place(0, 0), None).center() == QPoint(255, 255)


def test_each_pixel_is_a_square_of_its_own_colour() -> None:
    canvas = QImage(LENS, LENS, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    paint_lens(painter, canvas.rect(), picture(PATCHES.resized), QRect(32, 0, 32, 32), LIGHT)
    painter.end()
    step = LENS // 32
    for x in range(LENS):
        is_lime = step <= x < 2 * step
        wanted = QColor("lime" if is_lime else "red")
        assert canvas.pixelColor(x, step + 1) == wanted


def test_what_lies_beyond_the_picture_is_not_made_up() -> None:
    canvas = QImage(LENS, LENS, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    source = lens_source(PATCHES, Place(3, 2), None)  # 4 of 32 columns, 6 of 32 rows exist
    paint_lens(painter, canvas.rect(), picture(PATCHES.resized), source, LIGHT)
    painter.end()
    red = QColor("red")
    assert canvas.pixelColor(0, 0) == red
    assert canvas.pixelColor(4 * LENS // 32 - 1, 6 * LENS // 32 - 1) == red
    beyond = {canvas.pixelColor(x, y).name() for x in range(20, LENS) for y in range(30, LENS)}
    assert red.name() not in beyond


@pytest.mark.usefixtures("qapp")  # fonts
def test_the_label_has_a_lens_only_over_the_pixels_of_its_own_grid() -> None:
    image = picture(SIZE)
    view = fitted_view(SIZE, 800, 600)
    scene = Scene(ShownPhoto((image,), SIZE), view, PATCHES, pointed=Place(1, 0))
    without = pointed_label(scene, BOUNDS, QFont())
    other = Scene(scene.photo, view, PATCHES, pointed=Place(1, 0), seen=with_levels(image))
    stale = pointed_label(other, BOUNDS, QFont())
    fitting = with_levels(picture(PATCHES.resized))
    mine = Scene(scene.photo, view, PATCHES, pointed=Place(1, 0), seen=fitting)
    label = pointed_label(mine, BOUNDS, QFont())
    assert without is not None
    assert stale is not None
    assert label is not None
    assert (without.lens, stale.lens) == (None, None)
    assert label.lens == QRect(32, 0, 32, 32)
    assert label.lines[0] == without.lines[0] == "Patch 2 of 12"
    assert label.lines[-1] == "32×32 of 100×70 pixels"
    assert label.place.size() == card_size(QFont(), label.lines, room=800)
    assert BOUNDS.contains(label.place)


@pytest.mark.usefixtures("qapp")  # fonts
def test_in_a_narrow_place_the_words_stand_below_the_lens_and_none_is_cut() -> None:
    narrow = QRect(0, 0, 300, 400)
    grid = Grid(Size(4032, 3024), Size(1824, 1368), 57, 43, 32)
    photo = ShownPhoto((picture(SIZE),), grid.source)
    seen = with_levels(picture(grid.resized))
    scene = Scene(photo, fitted_view(grid.source, 300, 400), grid, pointed=Place(32, 24), seen=seen)
    beside = pointed_label(scene, BOUNDS, QFont())
    below = pointed_label(scene, narrow, QFont())
    assert beside is not None
    assert below is not None
    assert beside.lines == below.lines
    assert beside.place.width() > narrow.width()
    assert narrow.contains(below.place)
    assert below.place.height() > beside.place.height()
