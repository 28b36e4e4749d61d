"""Walking over the cells by keys, and holding the eye open."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.grid_cells import Place
from tessera.ui.canvas.overlay import cell_rect
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.seen import with_levels
from tessera.ui.canvas.view_transform import fitted_view
from tessera.ui.canvas.walking import brought_into_view, stepped

SIZE = Size(1800, 2400)
GRID = Grid(SIZE, Size(1056, 1408), 33, 44, 32)
Key = Qt.Key


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    widget = Canvas()
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.show()
    qtbot.waitExposed(widget)
    image = QImage(SIZE.width, SIZE.height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    widget.show_photo(ShownPhoto((image,), SIZE))
    widget.show_grid(GRID)
    widget.setFocus()
    yield widget
    widget.hide()


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Key.Key_Right, Place(6, 7)),
        (Key.Key_Left, Place(4, 7)),
        (Key.Key_Up, Place(5, 6)),
        (Key.Key_Down, Place(5, 8)),
        (Key.Key_Home, Place(0, 7)),
        (Key.Key_End, Place(32, 7)),
        (Key.Key_X, None),
    ],
)
def test_a_key_leads_to_the_next_cell(key: Key, place: Place | None) -> None:
    assert stepped(Place(5, 7), key, GRID) == place


def test_nobody_walks_over_the_edge() -> None:
    corner = Place(32, 43)
    assert stepped(corner, Key.Key_Right, GRID) == corner
    assert stepped(corner, Key.Key_Down, GRID) == corner
    assert stepped(Place(0, 0), Key.Key_Up, GRID) == Place(0, 0)


@pytest.mark.parametrize("place", [Place(0, 0), Place(32, 43), Place(2, 40)])
def test_a_cell_out_of_sight_is_brought_in(place: Place) -> None:
    near = fitted_view(SIZE, 800, 600).at_zoom(2.0, 400, 300)
    window = QRect(0, 0, 800, 600)
    assert not window.contains(cell_rect(GRID, near, place))
    moved = brought_into_view(near, cell_rect(GRID, near, place))
    assert window.contains(cell_rect(GRID, moved, place))
    assert brought_into_view(moved, cell_rect(GRID, moved, place)) == moved, "no further"


def test_enter_begins_arrows_step_and_escape_ends(canvas: Canvas, qtbot: QtBot) -> None:
    told: list[str] = []
    canvas.cell_pointed.connect(told.append)
    before = canvas.view
    qtbot.keyClick(canvas, Key.Key_Right)
    assert told == []
    assert canvas.view != before, "without Enter the arrows move the photo"
    canvas.fit()
    for key in (Key.Key_Return, Key.Key_Home, Key.Key_Right, Key.Key_Escape):
        qtbot.keyClick(canvas, key)
    assert told[0].startswith("Patch 7")
    assert "column 1, row 23" in told[1]
    assert "column 2, row 23" in told[2]
    assert told[3] == ""
    canvas.cell_pointed.disconnect(told.append)


def test_the_mouse_takes_over(canvas: Canvas, qtbot: QtBot) -> None:
    qtbot.keyClick(canvas, Key.Key_Return)
    before = canvas.view
    steps = iter(range(1000))

    def arrows_move_the_photo_again() -> bool:
        # Qt merges moves of a mouse that a busy machine is late with: move until it was seen.
        qtbot.mouseMove(canvas, QPoint(400 + next(steps) % 40, 300))
        qtbot.keyClick(canvas, Key.Key_Right)
        return canvas.view != before

    qtbot.waitUntil(arrows_move_the_photo_again)


def test_the_eye_is_open_while_e_is_held_and_not_when_the_focus_goes(
    canvas: Canvas, qtbot: QtBot
) -> None:
    held: list[bool] = []
    canvas.eye_held.connect(held.append)
    qtbot.keyPress(canvas, Key.Key_E)
    no_key = Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):  # as the system repeats it
        QApplication.sendEvent(canvas, QKeyEvent(kind, Key.Key_E, no_key, "e", autorep=True))
    assert held == [True]
    qtbot.keyRelease(canvas, Key.Key_E)
    assert held == [True, False]
    qtbot.keyPress(canvas, Key.Key_E)
    canvas.clearFocus()
    assert held == [True, False, True, False]
    canvas.eye_held.disconnect(held.append)


def test_the_open_eye_paints_and_tells_what_the_model_gets(canvas: Canvas) -> None:
    image = QImage(1056, 1408, QImage.Format.Format_RGB32)
    image.fill(QColor("orange"))
    middle = canvas.rect().center() + QPoint(3, 3)
    canvas.set_grid_visible(False)
    canvas.show_seen(with_levels(image), "1056×1408 of 1800×2400 pixels")
    assert canvas.grab().toImage().pixelColor(middle) == QColor("teal")
    canvas.set_eye(True)
    assert canvas.grab().toImage().pixelColor(middle) == QColor("orange")
    told = "As the model receives it: 1056×1408 of 1800×2400 pixels."
    assert told in canvas.accessibleDescription()
    canvas.set_eye(False)
    assert canvas.grab().toImage().pixelColor(middle) == QColor("teal")
    assert told not in canvas.accessibleDescription()
