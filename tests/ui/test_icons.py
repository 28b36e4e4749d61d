"""Our drawings: every one can be read, stays in its square, and follows scale and theme."""

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tessera.ui.icon_paths import ICON_PATHS, SIDE
from tessera.ui.icons import icon, paint_icon, path_of
from tessera.ui.theme import Scheme, Theme
from tessera.ui.tokens import DARK, LIGHT

every_icon = pytest.mark.parametrize("name", sorted(ICON_PATHS))


@every_icon
def test_a_drawing_stays_inside_its_square(name: str, qapp: QApplication) -> None:
    box = path_of(ICON_PATHS[name]).boundingRect()
    assert QRectF(1, 1, SIDE - 2, SIDE - 2).contains(box)


@every_icon
def test_a_drawing_leaves_ink(name: str, qapp: QApplication) -> None:
    assert len(_colours(_painted(name, 20))) > 1


def test_no_two_drawings_are_alike(qapp: QApplication) -> None:
    seen = {bytes(_painted(name, 48).constBits()) for name in ICON_PATHS}
    assert len(seen) == len(ICON_PATHS)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_an_icon_has_the_pixels_of_its_screen(scale: float, qapp: QApplication) -> None:
    pixmap = icon("send").pixmap(QSize(20, 20), scale)
    assert pixmap.size() == QSize(20, 20) * scale
    assert pixmap.devicePixelRatio() == scale


def test_an_icon_follows_the_theme(qapp: QApplication) -> None:
    theme = Theme(qapp, Scheme.LIGHT)
    drawn = icon("stop")
    assert _middle(drawn) == LIGHT.text
    theme.set_scheme(Scheme.DARK)
    assert _middle(drawn) == DARK.text
    theme.set_scheme(Scheme.LIGHT)


def test_an_icon_is_grey_when_disabled_and_accented_when_switched_on(qapp: QApplication) -> None:
    Theme(qapp, Scheme.LIGHT)
    assert _middle(icon("stop"), QIcon.Mode.Disabled) == LIGHT.text_disabled
    assert _middle(icon("stop"), state=QIcon.State.On) == LIGHT.accent
    assert _middle(icon("stop", "danger")) == LIGHT.danger


def _painted(name: str, side: int) -> QImage:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_icon(painter, name, QRectF(0, 0, side, side), QColor("black"))
    painter.end()
    return image


def _colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def _middle(
    drawn: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
) -> str:
    image = drawn.pixmap(QSize(24, 24), 1.0, mode, state).toImage()
    return image.convertToFormat(QImage.Format.Format_ARGB32).pixelColor(12, 12).name()


def test_painting_leaves_the_painter_as_it_was(qapp: QApplication) -> None:
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setPen(Qt.GlobalColor.red)
    paint_icon(painter, "key", QRectF(3, 3, 9, 9), QColor("black"))
    assert painter.transform().isIdentity()
    assert painter.pen().color() == QColor(Qt.GlobalColor.red)
    painter.end()
