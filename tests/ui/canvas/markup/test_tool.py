"""The pen in the hand: drawing, choosing, moving, undoing, by mouse and by keys."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tessera.core.geometry import Size
from tessera.core.markup import Mark, MarkKind, Markup, Point
from tessera.core.markup_json import from_json
from tessera.ui.canvas.markup.layer import MarkupLayer
from tessera.ui.canvas.markup.model import MarkupModel
from tessera.ui.canvas.markup.tool import MarkupTool
from tessera.ui.canvas.tools.tool import Touch
from tessera.ui.canvas.work import PhotoWork

NO_KEY = Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def touch(x: float, y: float, modifiers: Qt.KeyboardModifier = NO_KEY) -> Touch:
    at = QPointF(x, y)
    return Touch(at=at, on_screen=at, modifiers=modifiers)


class Bench:
    """A pen in the hand over one photo."""

    def __init__(self, host: QWidget) -> None:
        self.host = host
        self.work = PhotoWork("some-photo", Size(1200, 800))
        self.model = MarkupModel(self.work)
        self.tool = MarkupTool(MarkupLayer(host), host)
        self.tool.set_model(self.model)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self.model.markup.marks

    def draw(
        self, kind: MarkKind | None, *places: tuple[float, float],
        modifiers: Qt.KeyboardModifier = NO_KEY,
    ) -> None:  # fmt: skip
        """Press at the first place, lead the hand over the others, let go at the last."""
        self.tool.take_kind(kind)
        assert self.tool.press(touch(*places[0]))
        for place in places[1:]:
            self.tool.move(touch(*place, modifiers))
        self.tool.release(touch(*places[-1], modifiers))

    def press_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY) -> bool:
        return self.tool.key(QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    host = QWidget()
    qtbot.addWidget(host)
    return Bench(host)


def test_each_kind_is_drawn_kept_and_undone_in_one_step(bench: Bench) -> None:
    bench.draw(MarkKind.ARROW, (100, 100), (200, 150), (300, 100))
    bench.draw(MarkKind.BOX, (400, 100), (500, 200))
    bench.draw(MarkKind.CIRCLE, (600, 100), (700, 200))
    bench.draw(MarkKind.FREEHAND, (100, 400), (120, 420), (140, 400), (160, 430))
    assert [mark.kind for mark in bench.marks] == list(MarkKind)[:4]
    assert bench.marks[0].points == (Point(100, 100), Point(300, 100))
    assert len(bench.marks[3].points) == 4
    assert from_json(bench.work.markup_json) == bench.model.markup
    kept = bench.model.markup
    for left in (3, 2, 1, 0):
        bench.work.stack.undo()
        assert len(bench.model.markup) == left
    for _ in range(4):
        bench.work.stack.redo()
    assert bench.model.markup == kept
    assert bench.work.stack.undo_title == "Freehand line"


def test_a_press_without_a_drag_draws_no_box(bench: Bench) -> None:
    bench.draw(MarkKind.BOX, (400, 100), (400, 100))
    assert bench.marks == ()
    assert not bench.work.stack.can_undo
    bench.draw(MarkKind.FREEHAND, (400, 100))
    assert len(bench.marks) == 1


def test_shift_makes_squares_and_straight_arrows(bench: Bench) -> None:
    bench.draw(MarkKind.BOX, (100, 100), (200, 160), modifiers=SHIFT)
    bench.draw(MarkKind.ARROW, (300, 300), (500, 310), modifiers=SHIFT)
    bench.draw(MarkKind.ARROW, (300, 500), (400, 590), modifiers=SHIFT)
    assert [mark.points[1] for mark in bench.marks] == [(200, 200), (500, 300), (400, 600)]


def test_the_pointer_takes_a_mark_and_moves_it(bench: Bench) -> None:
    bench.draw(MarkKind.BOX, (400, 100), (500, 200))
    bench.draw(None, (450, 102), (470, 132))
    assert bench.marks[0].points == (Point(420, 130), Point(520, 230))
    assert bench.work.stack.undo_title == "Box move"
    bench.tool.press(touch(900, 700))
    assert bench.model.chosen == -1
    assert bench.model.markup.marks[0].points[0] == (420, 130)


def test_a_handle_of_a_chosen_mark_is_dragged_by_itself(bench: Bench) -> None:
    bench.draw(MarkKind.ARROW, (100, 100), (300, 100))
    bench.draw(None, (300, 100), (350, 180))
    assert bench.marks[0].points == (Point(100, 100), Point(350, 180))
    assert bench.work.stack.undo_title == "Arrow change"


def test_esc_forgets_a_mark_in_the_hand_then_the_choice(bench: Bench) -> None:
    bench.tool.take_kind(MarkKind.BOX)
    bench.tool.press(touch(10, 10))
    bench.tool.move(touch(90, 90))
    assert bench.tool.is_under_way
    assert len(bench.model.shown) == 1
    assert bench.tool.cancel()
    assert (len(bench.model.shown), bench.work.markup_json) == (0, "")
    bench.draw(MarkKind.BOX, (10, 10), (90, 90))
    assert bench.tool.cancel()
    assert bench.model.chosen == -1
    assert not bench.tool.cancel()


def test_a_mark_is_made_by_keys_alone(bench: Bench, qtbot: QtBot) -> None:
    bench.press_key(Qt.Key.Key_S)
    assert bench.tool.has_key_cursor
    assert bench.tool.set_point(touch(100, 100)) == "Box begun"
    bench.tool.move(touch(164, 148))
    with qtbot.waitSignal(bench.tool.said) as told:
        assert bench.tool.set_point(touch(164, 148)) == "Box ended"
    assert told.args == ["Box at 100, 100, 64×48 pixels"]
    bench.press_key(Qt.Key.Key_V)
    bench.press_key(Qt.Key.Key_N)
    assert not bench.tool.has_key_cursor
    bench.press_key(Qt.Key.Key_Right)
    bench.press_key(Qt.Key.Key_Down, ALT)
    bench.press_key(Qt.Key.Key_Up, SHIFT)
    assert bench.marks[0].points == (Point(116, 99), Point(180, 163))


def test_keys_go_through_the_marks_and_take_one_away(bench: Bench) -> None:
    bench.draw(MarkKind.BOX, (10, 10), (90, 90))
    bench.draw(MarkKind.ARROW, (100, 100), (300, 100))
    bench.press_key(Qt.Key.Key_N)
    assert bench.model.chosen == 0
    bench.press_key(Qt.Key.Key_N, SHIFT)
    assert bench.model.chosen == 1
    bench.press_key(Qt.Key.Key_Delete)
    assert [mark.kind for mark in bench.marks] == [MarkKind.BOX]
    bench.work.stack.undo()
    assert len(bench.marks) == 2


def test_colour_and_pen_are_for_the_next_mark_and_for_the_chosen_one(bench: Bench) -> None:
    bench.draw(MarkKind.BOX, (10, 10), (90, 90))
    bench.tool.take_colour("#1f7ae0")
    bench.press_key(Qt.Key.Key_BracketRight)
    assert (bench.marks[0].colour, bench.marks[0].width) == ("#1f7ae0", 16)
    bench.work.stack.undo()
    assert bench.marks[0].width == 8
    bench.draw(MarkKind.CIRCLE, (200, 200), (300, 300))
    assert bench.marks[1].colour == "#1f7ae0"


def test_a_text_is_asked_for_where_the_hand_was_and_can_be_changed(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.tool.take_kind(MarkKind.TEXT)
    with qtbot.waitSignal(bench.tool.text_wanted) as told:
        bench.tool.press(touch(70, 90))
    mark, place = told.args or (None, 0)
    assert isinstance(mark, Mark)
    assert (mark.points, place) == ((Point(70, 90),), -1)
    bench.model.add(Mark(MarkKind.TEXT, (Point(70, 90),), text="here"), "Text")
    bench.tool.take_kind(None)
    with qtbot.waitSignal(bench.tool.text_wanted) as told:
        assert bench.tool.double_click(touch(80, 70))
    assert (told.args or [])[1] == 0


def test_a_markup_that_cannot_be_read_is_none_and_is_not_overwritten(bench: Bench) -> None:
    bench.work.set_markup('{"marks": 7}')
    assert bench.model.markup == Markup()
    assert bench.work.markup_json == '{"marks": 7}'
