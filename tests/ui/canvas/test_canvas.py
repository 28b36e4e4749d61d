"""The canvas under real events: drop, wheel, mouse, keys; and what it says to those who listen."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Orientation, Size
from tessera.core.grid import Grid
from tessera.ui.accessible import install_roles
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.view_transform import View

SIZE = Size(1800, 2400)
GUIDE = Grid(SIZE, Size(1056, 1408), 33, 44, 32)
COPY = Qt.DropAction.CopyAction
BOTH = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def photo(size: Size = SIZE, orientation: Orientation = Orientation.UPRIGHT) -> ShownPhoto:
    image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return ShownPhoto((image,), size, orientation)


def preview(size: Size = SIZE) -> ShownPhoto:
    image = QImage(size.width // 8, size.height // 8, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return ShownPhoto((image,), size)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    widget = Canvas()
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    widget.hide()


def view_of(canvas: Canvas) -> View:
    assert canvas.view is not None
    return canvas.view


def drop(canvas: Canvas, mime: QMimeData) -> QDropEvent:
    at = QPoint(400, 300)
    entered = QDragEnterEvent(at, BOTH, mime, LEFT, NO_KEY)
    QApplication.sendEvent(canvas, entered)
    event = QDropEvent(QPointF(at), BOTH, mime, LEFT, NO_KEY)
    if entered.isAccepted():
        QApplication.sendEvent(canvas, event)
    return event


def turn_wheel(canvas: Canvas, notches: float, at: QPointF) -> None:
    event = QWheelEvent(
        at,
        canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        NO_KEY,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_dropped_files_are_told_in_order(canvas: Canvas, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(f"/photos/{name}.jpg") for name in "cab"])
    with qtbot.waitSignal(canvas.files_dropped) as told:
        event = drop(canvas, mime)
    assert told.args == [[Path("/photos/c.jpg"), Path("/photos/a.jpg"), Path("/photos/b.jpg")]]
    assert event.dropAction() == COPY


def test_a_dropped_picture_is_told_as_its_bytes(canvas: Canvas, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setData("image/png", b"\x89PNG")
    mime.setUrls([QUrl("https://example.com/a.png")])
    with qtbot.waitSignal(canvas.image_dropped) as told:
        drop(canvas, mime)
    assert told.args == [b"\x89PNG"]


def test_a_dropped_address_is_told(canvas: Canvas, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.com/a.png")])
    with qtbot.waitSignal(canvas.url_dropped) as told:
        drop(canvas, mime)
    assert told.args == ["https://example.com/a.png"]


def test_a_drop_that_holds_nothing_is_answered_with_a_sentence(
    canvas: Canvas, qtbot: QtBot
) -> None:
    mime = QMimeData()
    mime.setText("just words")
    with qtbot.waitSignal(canvas.offered_nothing) as told:
        drop(canvas, mime)
    assert told.args
    assert "not a picture" in str(told.args[0])


def test_pasting_takes_the_same_way_as_dropping(canvas: Canvas, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/a.jpg")])
    with qtbot.waitSignal(canvas.files_dropped):
        assert canvas.offer(mime)
    with qtbot.waitSignal(canvas.offered_nothing):
        assert not canvas.offer(QMimeData())


def test_a_drag_is_answered_before_it_is_dropped(canvas: Canvas) -> None:
    canvas.show_photo(photo())
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/a.jpg")])
    before = canvas.grab().toImage()
    QApplication.sendEvent(canvas, QDragEnterEvent(QPoint(400, 300), BOTH, mime, LEFT, NO_KEY))
    during = canvas.grab().toImage()
    QApplication.sendEvent(canvas, QDragLeaveEvent())
    assert during != before
    assert canvas.grab().toImage() == before


def test_the_empty_canvas_says_what_to_do(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_welcome("The sandbox answers without a key.")
    buttons = {button.text(): button for button in canvas.findChildren(QPushButton)}
    for text, signal in (
        ("Open…", canvas.open_requested),
        ("Try the sample picture", canvas.sample_requested),
        ("Connect a key…", canvas.connect_requested),
    ):
        assert buttons[text].isVisible()
        assert buttons[text].focusPolicy() & Qt.FocusPolicy.TabFocus
        with qtbot.waitSignal(signal):
            qtbot.keyClick(buttons[text], Qt.Key.Key_Space)


def test_the_welcome_goes_when_a_photo_comes_and_returns_when_it_goes(canvas: Canvas) -> None:
    open_button = canvas.findChild(QPushButton, "openButton")
    assert isinstance(open_button, QPushButton)
    canvas.show_photo(photo())
    assert not open_button.isVisible()
    canvas.show_photo(None)
    assert open_button.isVisible()
    assert canvas.photo is None


def test_with_a_photo_the_canvas_gives_way_to_what_stands_below(canvas: Canvas) -> None:
    welcome = canvas.minimumHeight()
    canvas.show_photo(photo())
    assert canvas.minimumHeight() < welcome
    canvas.show_photo(None)
    assert canvas.minimumHeight() == welcome


def test_a_drop_on_the_welcome_reaches_the_canvas(canvas: Canvas) -> None:
    child = canvas.childAt(400, 300)
    assert child is not None
    assert not child.acceptDrops()
    assert canvas.acceptDrops()


def test_the_wheel_zooms_at_the_cursor(canvas: Canvas) -> None:
    canvas.show_photo(photo())
    at = QPointF(430, 270)
    before = view_of(canvas)
    turn_wheel(canvas, 2, at)
    after = view_of(canvas)
    assert after.zoom > before.zoom * 1.4
    assert after.to_photo(430, 270) == pytest.approx(before.to_photo(430, 270), abs=4)


def test_a_fine_wheel_adds_up_to_a_step(canvas: Canvas) -> None:
    canvas.show_photo(photo())
    before = view_of(canvas).zoom
    turn_wheel(canvas, 0.5, QPointF(400, 300))
    assert view_of(canvas).zoom == before
    turn_wheel(canvas, 0.5, QPointF(400, 300))
    assert view_of(canvas).zoom > before


def test_dragging_pulls_the_photo_along(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    canvas.show_actual_pixels()
    left, top = view_of(canvas).origin
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
        qtbot.mousePress(canvas, button, pos=QPoint(400, 300))
        qtbot.mouseMove(canvas, QPoint(430, 320))
        qtbot.mouseRelease(canvas, button, pos=QPoint(430, 320))
    assert view_of(canvas).origin == (left + 60, top + 40)


def test_keys_zoom_fit_and_move(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    fitted = view_of(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_1)
    assert view_of(canvas).zoom == 1.0
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert view_of(canvas).zoom == pytest.approx(2**0.5)
    left = view_of(canvas).left
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert view_of(canvas).left < left
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert view_of(canvas).zoom == pytest.approx(1.0)
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert view_of(canvas) == fitted


def test_commands_are_left_to_the_window(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    before = view_of(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert view_of(canvas) == before


def test_a_double_click_toggles_between_fit_and_pixel_for_pixel(
    canvas: Canvas, qtbot: QtBot
) -> None:
    canvas.show_photo(photo())
    qtbot.mouseDClick(canvas, LEFT, pos=QPoint(400, 300))
    assert view_of(canvas).zoom == 1.0
    qtbot.mouseDClick(canvas, LEFT, pos=QPoint(400, 300))
    assert view_of(canvas).fits


def test_the_zoom_is_told_when_it_changes(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    with qtbot.waitSignal(canvas.zoom_changed) as told:
        canvas.show_actual_pixels()
    assert told.args == [1.0]
    with qtbot.assertNotEmitted(canvas.zoom_changed):
        canvas.show_actual_pixels()


def test_the_whole_photo_replaces_its_preview_without_a_jump(canvas: Canvas) -> None:
    canvas.show_preview(preview())
    canvas.zoom_in()
    seen = view_of(canvas)
    canvas.show_photo(photo())
    assert view_of(canvas) == seen
    canvas.show_photo(photo())
    assert view_of(canvas).fits  # another photo of that size starts anew


def test_a_turned_photo_is_shown_upright(canvas: Canvas) -> None:
    canvas.show_photo(photo(Size(2400, 1800), Orientation.QUARTER_RIGHT))
    assert view_of(canvas).photo == SIZE


def test_the_cell_under_the_mouse_is_told(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    canvas.show_grid(GUIDE)
    x, y = view_of(canvas).to_widget(60, 60)
    with qtbot.waitSignal(canvas.cell_pointed) as told:
        qtbot.mouseMove(canvas, QPoint(round(x), round(y)))
    assert told.args
    assert str(told.args[0]).startswith("Patch 35 of 1,452 · column 2, row 2")
    with qtbot.waitSignal(canvas.cell_pointed) as told:
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert told.args == [""]


def test_a_hidden_grid_is_not_painted_and_not_forgotten(canvas: Canvas) -> None:
    canvas.show_photo(photo())
    bare = canvas.grab().toImage()
    canvas.show_grid(GUIDE)
    assert canvas.grab().toImage() != bare
    canvas.set_grid_visible(False)
    assert canvas.grab().toImage() == bare
    assert canvas.grid == GUIDE


def test_a_rejected_picture_is_red_and_says_why(canvas: Canvas) -> None:
    canvas.show_photo(photo())
    canvas.show_grid(GUIDE, rejected=True, reason="It needs more than 30,000 patches.")
    canvas.set_grid_visible(False)  # its lines are in the way of reading a colour
    x, y = view_of(canvas).to_widget(200, 2000)
    seen = canvas.grab().toImage().pixelColor(round(x), round(y))
    assert seen.red() > QColor("teal").red() + 40
    assert seen.green() < QColor("teal").green()
    assert "It needs more than 30,000 patches." in canvas.accessibleDescription()
    canvas.show_grid(GUIDE)
    assert "30,000" not in canvas.accessibleDescription()


def test_what_takes_long_is_said_and_what_is_quick_is_not(canvas: Canvas, qtbot: QtBot) -> None:
    def says() -> str:
        notice = canvas.findChild(QLabel, "busyNotice")
        return notice.text() if isinstance(notice, QLabel) and notice.isVisible() else ""

    def is_said() -> bool:
        return says() == "Opening a.jpg…"

    canvas.show_busy("Opening a.jpg…")
    assert says() == ""
    qtbot.waitUntil(is_said, timeout=2000)
    canvas.show_busy("Opening b.jpg…")
    assert says() == "Opening b.jpg…"
    canvas.show_photo(photo())
    assert says() == ""


def test_a_screen_reader_learns_what_is_shown(canvas: Canvas) -> None:
    install_roles()  # the program does so right after its first paint
    assert canvas.accessibleName() == "Canvas, no photo"
    canvas.show_photo(photo(), title="beach.jpg")
    canvas.show_grid(GUIDE)
    assert canvas.accessibleName() == "Canvas, beach.jpg, 1800×2400 pixels"
    assert canvas.accessibleDescription() == (
        "Shown at 23 %. The model sees 1,452 patches, 33 columns by 44 rows, on 1056×1408 pixels. "
        "Enter walks over the cells, E held shows what the model receives."
    )
    interface = QAccessible.queryAccessibleInterface(canvas)
    assert interface.role() == QAccessible.Role.Canvas
    assert interface.text(QAccessible.Text.Name) == canvas.accessibleName()


def test_the_grip_asks_for_the_file(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    grip = canvas.findChild(QWidget, "dragGrip")
    assert grip is not None
    qtbot.mousePress(grip, LEFT, pos=QPoint(12, 12))
    with qtbot.waitSignal(canvas.drag_out_requested):
        qtbot.mouseMove(grip, QPoint(60, 60))
    qtbot.mouseRelease(grip, LEFT, pos=QPoint(60, 60))


def test_alt_and_a_drag_ask_for_the_file_too(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.show_photo(photo())
    canvas.show_actual_pixels()
    before = view_of(canvas)
    qtbot.mousePress(canvas, LEFT, Qt.KeyboardModifier.AltModifier, QPoint(400, 300))
    with qtbot.waitSignal(canvas.drag_out_requested):
        qtbot.mouseMove(canvas, QPoint(450, 330))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(450, 330))
    assert view_of(canvas) == before


def test_a_canvas_that_is_closed_is_gone(qtbot: QtBot) -> None:
    canvas = Canvas()
    canvas.resize(400, 300)
    canvas.show()
    canvas.show_photo(photo())
    canvas.show_grid(GUIDE, rejected=True)
    QAccessible.queryAccessibleInterface(canvas).role()
    QApplication.processEvents()
    watched = weakref.ref(canvas)
    canvas.deleteLater()
    del canvas
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert watched() is None
