"""The frame in the hand: mouse, modifiers, keys, undo."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tessera.core.frame import margins, whole
from tessera.core.geometry import Rect, Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.ui.canvas.frame.layer import FrameLayer
from tessera.ui.canvas.frame.model import FrameModel, Goal
from tessera.ui.canvas.frame.tool import FrameTool
from tessera.ui.canvas.undo import UndoStack
from tests.ui.canvas.frame.hands import NO_KEY, PHOTO, model, touch

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
OPTIONS = ImageOptions((), SizeRule(16, 3840, 3, 655_360, 8_294_400, 3_686_400), True, ())


class Bench:
    """A tool in the hand over one frame."""

    def __init__(self, host: QWidget) -> None:
        self.host = host
        self.model: FrameModel
        self.stack: UndoStack
        self.model, self.stack = model()
        self.tool = FrameTool(FrameLayer(host), host)
        self.tool.set_model(self.model)

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        modifiers: Qt.KeyboardModifier = NO_KEY,
    ) -> Rect:
        """Drag from one place of the photo to another and let go."""
        assert self.tool.press(touch(*start))
        halfway = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self.tool.move(touch(*halfway, modifiers))
        self.tool.move(touch(*end, modifiers))
        self.tool.release(touch(*end, modifiers))
        return self.model.frame

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY) -> bool:
        return self.tool.key(QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    host = QWidget()
    qtbot.addWidget(host)
    return Bench(host)


def test_an_edge_is_dragged_beyond_the_photo_and_inside(bench: Bench) -> None:
    assert bench.drag((0, 300), (-250, 310)) == Rect(-250, 0, 1450, 800)
    assert bench.drag((1200, 300), (1000, 300)) == Rect(-250, 0, 1250, 800)
    assert margins(bench.drag((-250, 800), (-300, 900)), PHOTO).bottom == 100


def test_each_drag_is_one_step_that_can_be_undone_and_done_again(bench: Bench) -> None:
    bench.drag((0, 300), (-250, 300))
    bench.drag((1200, 300), (1300, 300))
    bench.stack.undo()
    assert bench.model.frame == Rect(-250, 0, 1450, 800)
    bench.stack.undo()
    assert bench.model.is_whole
    assert not bench.stack.can_undo
    bench.stack.redo()
    assert bench.model.work.frame == Rect(-250, 0, 1450, 800)
    assert bench.stack.undo_title == "Frame drag"


def test_an_edge_near_the_photos_edge_stops_there_unless_ctrl_is_held(bench: Bench) -> None:
    bench.drag((0, 300), (-250, 300))
    assert bench.drag((-250, 300), (4, 300)) == whole(PHOTO)
    bench.drag((0, 300), (-250, 300))
    assert bench.drag((-250, 300), (4, 300), CTRL).left == 4


def test_shift_keeps_the_ratio_and_alt_moves_both_sides(bench: Bench) -> None:
    assert bench.drag((1200, 800), (1500, 810), SHIFT) == Rect(0, 0, 1500, 1000)
    bench.stack.undo()
    assert bench.drag((1200, 300), (1350, 300), ALT) == Rect(-150, 0, 1500, 800)


def test_the_inside_moves_the_whole_frame(bench: Bench) -> None:
    bench.drag((1200, 800), (1000, 700))
    assert bench.drag((500, 400), (600, 450)) == Rect(100, 50, 1000, 700)
    assert bench.stack.undo_title == "Frame move"


def test_a_press_beside_the_frame_is_left_to_the_view(bench: Bench) -> None:
    assert not bench.tool.press(touch(2000, 400))


def test_esc_forgets_a_drag_that_was_not_ended(bench: Bench) -> None:
    bench.tool.press(touch(0, 300))
    bench.tool.move(touch(-400, 300))
    assert bench.model.frame.left == -400
    assert bench.tool.cancel()
    assert bench.model.is_whole
    assert not bench.stack.can_undo
    assert not bench.tool.cancel()


def test_an_edge_goes_where_the_arrow_points_and_with_alt_the_opposite_one(
    bench: Bench, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bench.tool.said) as told:
        assert bench.press_key(Qt.Key.Key_Left)
    assert told.args == ["Frame of 1216×800 pixels, 16 beyond the left. 1 % is invented."]
    bench.press_key(Qt.Key.Key_Down, SHIFT)
    bench.press_key(Qt.Key.Key_Left, ALT)
    bench.press_key(Qt.Key.Key_Up)
    assert bench.model.frame == Rect(-16, -16, 1200, 817)
    assert bench.press_key(Qt.Key.Key_Home)
    assert bench.model.is_whole
    assert not bench.press_key(Qt.Key.Key_A)


def test_s_takes_a_legal_size_and_snapping_ends_each_drag_at_one(bench: Bench) -> None:
    bench.tool.goal = Goal("some-model", "high", OPTIONS)
    bench.drag((0, 300), (-251, 300))
    bench.press_key(Qt.Key.Key_S)
    assert bench.model.frame == Rect(-256, 0, 1456, 800)
    bench.stack.undo()
    bench.tool.snaps = True
    assert bench.drag((1200, 300), (1290, 300)).width % 16 == 0


def test_a_hand_over_a_handle_sees_which_way_it_goes(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.tool.cursor_changed):
        bench.tool.hover(touch(0, 0))
    assert bench.tool.cursor == Qt.CursorShape.SizeFDiagCursor
    bench.tool.hover(touch(600, 804))
    assert bench.tool.cursor == Qt.CursorShape.SizeVerCursor
    bench.tool.hover(touch(3000, 804))
    assert bench.tool.cursor == Qt.CursorShape.ArrowCursor


def test_a_frame_from_the_library_is_no_step(bench: Bench) -> None:
    bench.model.work.set_frame(Rect(-100, 0, 1300, 800))
    assert bench.model.frame == Rect(-100, 0, 1300, 800)
    assert not bench.stack.can_undo
    bench.model.work.set_frame(None)
    assert bench.model.is_whole


def test_tiny_photos_have_a_frame_too(qtbot: QtBot) -> None:
    small, _stack = model(Size(3, 2))
    host = QWidget()
    qtbot.addWidget(host)
    tool = FrameTool(FrameLayer(host), host)
    tool.set_model(small)
    assert tool.press(touch(3, 1, zoom=64))
    tool.move(touch(6, 1, zoom=64))
    tool.release(touch(6, 1, zoom=64))
    assert small.frame == Rect(0, 0, 6, 2)
