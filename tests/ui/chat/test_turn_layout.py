"""A turn that streamed in lies exactly as one that came whole, however it was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from tessera.core.words import Role
from tessera.ui.chat.text_style import Places, TextStyle, showable
from tessera.ui.chat.turn_layout import TurnLayout
from tessera.ui.chat.turns import ChatTurn, TurnPicture, TurnState
from tessera.ui.tokens import LIGHT

MARKED = st.text(alphabet="ab *_`~#-1.>|[](\n\n🌅é", max_size=200)


@pytest.fixture(scope="module")
def style(qapp: QApplication) -> TextStyle:
    return TextStyle(QFont(), LIGHT)


def _answer(text: str, state: TurnState = TurnState.STREAMING) -> ChatTurn:
    return ChatTurn("a", Role.ASSISTANT, text, state=state)


def _tops(layout: TurnLayout) -> list[float]:
    return [layout.text.top(number).y() for number in range(len(layout.text.blocks))]


@given(text=MARKED, step=st.integers(1, 20))
def test_a_streamed_answer_lies_as_a_whole_one(text: str, step: int, style: TextStyle) -> None:
    streamed, whole = TurnLayout(style), TurnLayout(style)
    for at in range(0, len(text) + step, step):
        streamed.update(_answer(text[: at + step]), 400)
    whole.update(_answer(text), 400)
    assert streamed.height == whole.height
    assert _tops(streamed) == _tops(whole)


def test_text_that_is_replaced_is_laid_out_anew(style: TextStyle) -> None:
    layout, fresh = TurnLayout(style), TurnLayout(style)
    layout.update(_answer("one\n\ntwo\n\nthree"), 400)
    layout.update(_answer("something else"), 400)
    fresh.update(_answer("something else"), 400)
    assert [block.text for block in layout.text.blocks] == ["something else"]
    assert layout.height == fresh.height


@pytest.mark.parametrize("width", [40, 120, 300, 5000])
def test_nothing_sticks_out_of_a_row_of_any_width(style: TextStyle, width: int) -> None:
    pictures = tuple(TurnPicture(str(n), "a.jpg", "high") for n in range(7))
    layout = TurnLayout(style)
    layout.update(ChatTurn("q", Role.USER, "word " * 50, pictures), width)
    assert len(layout.thumbnails) == 7
    if width >= 120:
        assert layout.bubble.left() >= 0
        assert layout.bubble.right() <= width
        assert all(layout.bubble.contains(box) for box in layout.thumbnails)


@pytest.mark.parametrize("width", [260, 340, 380, 700])
def test_the_buttons_of_a_cut_answer_stay_inside_their_card(style: TextStyle, width: int) -> None:
    layout = TurnLayout(style)
    layout.update(
        ChatTurn(
            "a",
            Role.ASSISTANT,
            "text",
            state=TurnState.CUT_BY_LENGTH,
            retry_price="up to $0.0049",
            continue_price="up to $0.0049",
        ),
        width,
    )
    boxes = [button.box for button in layout.buttons if button.label]
    assert len(boxes) == 2
    assert not boxes[0].intersects(boxes[1])
    assert all(layout.card.contains(box) for box in boxes)


def test_an_answer_cannot_turn_the_reading_direction_of_what_follows() -> None:
    assert showable("\u202emoc.elpmaxe\u202c") == "\ufffdmoc.elpmaxe\ufffd"
    assert showable("שלום \u200fabc") == "שלום \u200fabc"


def test_a_selection_across_blocks_reads_in_order(style: TextStyle) -> None:
    layout = TurnLayout(style)
    layout.update(_answer("alpha\n\n- beta\n- gamma"), 400)
    assert layout.text.text_between((2, 3), (0, 2)) == "pha\nbeta\ngam"


def test_points_find_the_places_they_are_painted_at(style: TextStyle) -> None:
    layout = TurnLayout(style)
    layout.update(_answer("first line\n\nsecond line"), 400)
    second = layout.text.top(1)
    assert layout.text.place_at(second + QPointF(1, 4)) == (1, 0)
    assert layout.text.place_at(second + QPointF(390, 4)) == (1, len("second line"))
    assert layout.text.place_at(QPointF(0, -50)) == (0, 0)


@given(MARKED)
def test_places_are_found_again_after_qt_counted_them(text: str) -> None:
    places = Places(text)
    for place in range(len(text) + 1):
        assert places.from_qt(places.to_qt(place)) == place
    assert places.to_qt(len(text)) == len(text.encode("utf-16-le")) // 2


@given(st.text(max_size=50))
def test_what_is_drawn_has_as_many_signs_as_the_text(text: str) -> None:
    assert len(showable(text)) == len(text)
