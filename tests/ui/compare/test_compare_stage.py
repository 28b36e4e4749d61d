"""The stage of a comparison: the line divides, a blink stands still where motion is unwanted."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Orientation, Size
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.compare import stage as stage_module
from tessera.ui.compare.modes import Mode
from tessera.ui.compare.painting import Pictures
from tessera.ui.compare.stage import CompareStage

SIZE = Size(400, 300)


def plain(colour: str, *, side: int = 400) -> ShownPhoto:
    """Return a picture of one colour; ``side`` is how wide the pixels at hand are."""
    image = QImage(side, side * 3 // 4, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return ShownPhoto((image,), SIZE, Orientation.UPRIGHT)


@pytest.fixture
def stage(qtbot: QtBot) -> CompareStage:
    """Give a stage with red before and blue after; the other three are of other sizes."""
    made = CompareStage()
    qtbot.addWidget(made)
    made.resize(600, 400)
    others = [plain(colour, side=100) for colour in ("yellow", "green", "white")]
    made.show()
    made.show_pictures(Pictures(plain("red"), plain("blue"), *others))
    return made


def colour_at(stage: CompareStage, x: float, y: float = 0.25) -> str:
    """Return the colour at a share of the widget."""
    image = stage.grab().toImage()
    return image.pixelColor(int(x * image.width()), int(y * image.height())).name()


RED, BLUE, YELLOW, GREEN, WHITE = "#ff0000", "#0000ff", "#ffff00", "#008000", "#ffffff"


def test_before_is_left_of_the_line_and_after_right_of_it(stage: CompareStage) -> None:
    assert (colour_at(stage, 0.4), colour_at(stage, 0.6)) == (RED, BLUE)
    stage.set_split(0.25)
    assert (colour_at(stage, 0.25), colour_at(stage, 0.4)) == (RED, BLUE)
    stage.set_split(2.0)
    assert stage.split == 1.0
    assert colour_at(stage, 0.75) == RED


def test_the_line_takes_the_mouse_and_elsewhere_the_picture_does(stage: CompareStage) -> None:
    left, plain_keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(stage, left, plain_keys, QPoint(300, 50))
    QTest.mouseMove(stage, QPoint(200, 50))
    QTest.mouseRelease(stage, left, plain_keys, QPoint(200, 50))
    assert stage.split == pytest.approx(0.25, abs=0.02)
    before = stage.split
    QTest.mousePress(stage, left, plain_keys, QPoint(450, 50))
    QTest.mouseMove(stage, QPoint(480, 90))
    QTest.mouseRelease(stage, left, plain_keys, QPoint(480, 90))
    assert stage.split == before


@pytest.mark.parametrize(
    ("mode", "colour"),
    [(Mode.BLINK, BLUE), (Mode.DIFFERENCE, YELLOW), (Mode.DRIFT, GREEN), (Mode.MEANT, WHITE)],
)
def test_every_other_way_shows_one_picture(mode: Mode, colour: str, stage: CompareStage) -> None:
    stage.set_mode(mode)
    assert {colour_at(stage, 0.4), colour_at(stage, 0.6)} == {colour}


def test_what_is_still_looked_for_shows_the_picture_after(stage: CompareStage) -> None:
    stage.show_pictures(Pictures(plain("red"), plain("blue")))
    stage.set_mode(Mode.DRIFT)
    assert colour_at(stage, 0.5) == BLUE


def test_it_blinks_by_itself_only_while_it_is_seen(stage: CompareStage) -> None:
    stage.set_mode(Mode.BLINK)
    assert stage.is_blinking
    stage.hide()
    assert not stage.is_blinking
    stage.show()
    assert stage.is_blinking
    stage.set_mode(Mode.SLIDER)
    assert not stage.is_blinking


def test_with_less_motion_only_space_blinks(
    stage: CompareStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_module, "wants_less_motion", lambda: True)
    stage.set_mode(Mode.BLINK)
    assert not stage.is_blinking
    assert stage.shows_after
    QTest.keyClick(stage, Qt.Key.Key_Space)
    assert not stage.shows_after
    assert stage.accessibleName() == "Before"
    assert colour_at(stage, 0.5) == RED


def test_a_screen_reader_hears_where_the_line_is(stage: CompareStage) -> None:
    stage.set_split(0.3)
    assert stage.accessibleName() == "Before and after; the line stands at 30 per cent"
    stage.show_pictures(None)
    assert stage.accessibleName() == "Comparison: no pictures yet"


def test_the_view_stays_when_figures_come_later(stage: CompareStage) -> None:
    QTest.keyClick(stage, Qt.Key.Key_Plus)
    view = stage.view
    stage.show_pictures(Pictures(plain("red"), plain("blue"), plain("yellow")))
    assert stage.view == view
    stage.resize(900, 500)
    assert stage.view is not None
    assert (stage.view.width, stage.view.height) == (900, 500)
