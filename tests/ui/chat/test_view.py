"""The conversation on the screen: what is in sight, what is clicked, what is selected."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from tessera.core.words import Role
from tessera.ui.chat.model import ChatModel
from tessera.ui.chat.turns import ChatTurn, TurnPicture, TurnState
from tessera.ui.chat.view import ChatView
from tessera.ui.theme import Scheme, apply
from tessera.ui.tokens import DARK, LIGHT

LONG = "word " * 120


def _turns(count: int, text: str = LONG) -> list[ChatTurn]:
    roles = (Role.USER, Role.ASSISTANT)
    return [ChatTurn(str(n), roles[n % 2], f"{n}. {text}") for n in range(count)]


@pytest.fixture
def model(qtbot: QtBot) -> ChatModel:
    return ChatModel()


@pytest.fixture
def view(model: ChatModel, qtbot: QtBot) -> ChatView:
    made = ChatView(model)
    qtbot.addWidget(made)
    made.resize(420, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def _bottom(view: ChatView, row: int) -> int:
    return view.visualRect(view.model().index(row, 0)).bottom()


def test_it_is_the_item_view_that_others_look_for(view: ChatView) -> None:
    assert isinstance(view, QAbstractItemView)
    assert view.objectName() == "chat"


def test_a_session_opens_at_its_end(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(50))
    assert view.is_at_end()
    assert _bottom(view, 49) == view.viewport().height() - 1


def test_rows_lie_below_each_other_without_gaps(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(30))
    view.verticalScrollBar().setValue(700)
    for row in range(29):
        assert _bottom(view, row) + 1 == view.visualRect(model.index(row + 1)).top()


def test_every_visible_place_finds_the_row_painted_there(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(30))
    view.verticalScrollBar().setValue(900)
    for y in range(0, 400, 7):
        index = view.indexAt(QPoint(50, y))
        assert view.visualRect(index).contains(QPoint(50, y))


def test_the_end_stays_in_sight_while_text_streams(view: ChatView, model: ChatModel) -> None:
    model.set_turns([*_turns(9), ChatTurn("s", Role.ASSISTANT, state=TurnState.STREAMING)])
    for _ in range(20):
        model.extend_last("more words to read in a row\n\n")
        model.flush()
        assert _bottom(view, 9) == view.viewport().height() - 1


def test_who_scrolled_up_keeps_reading_where_they_were(view: ChatView, model: ChatModel) -> None:
    model.set_turns([*_turns(20), ChatTurn("s", Role.ASSISTANT, state=TurnState.STREAMING)])
    view.verticalScrollBar().setValue(800)
    row = view.indexAt(QPoint(50, 5)).row()
    top = view.visualRect(model.index(row)).top()
    for _ in range(20):
        model.extend_last(LONG)
        model.flush()
    assert not view.is_at_end()
    assert view.visualRect(model.index(row)).top() == top
    view.scroll_to_end()
    assert _bottom(view, 20) == view.viewport().height() - 1


def test_scrolling_up_by_small_steps_never_jumps(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(40))
    bar = view.verticalScrollBar()
    for _ in range(60):
        row = view.indexAt(QPoint(50, 200)).row()
        before = view.visualRect(model.index(row)).top()
        bar.setValue(bar.value() - 40)
        assert view.visualRect(model.index(row)).top() == before + 40


def test_a_narrower_window_keeps_the_row_at_the_top(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(40))
    view.verticalScrollBar().setValue(1500)
    row = view.indexAt(QPoint(50, 1)).row()
    view.resize(300, 400)
    assert view.indexAt(QPoint(50, 1)).row() == row


def test_turns_can_be_taken_back(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(10))
    model.remove_from(3)
    assert _bottom(view, 2) <= view.viewport().height()
    assert view.visualRect(model.index(3)).isEmpty()


def test_older_turns_are_asked_for_once_near_the_top(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    model.set_turns(_turns(30))
    bar = view.verticalScrollBar()
    with qtbot.waitSignal(view.older_wanted):
        bar.setValue(100)
    with qtbot.assertNotEmitted(view.older_wanted):
        bar.setValue(50)


def test_older_turns_appear_above_without_moving_what_is_read(
    view: ChatView, model: ChatModel
) -> None:
    model.set_turns(_turns(30))
    view.verticalScrollBar().setValue(60)
    row = view.indexAt(QPoint(50, 200)).row()
    top = view.visualRect(model.index(row)).top()
    model.prepend([ChatTurn(f"old{n}", Role.USER, LONG) for n in range(40)])
    assert view.visualRect(model.index(row + 40)).top() == top


def test_only_what_is_in_sight_is_laid_out(
    view: ChatView, model: ChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: set[int] = set()
    measured = view.measured

    def noting(row: int) -> int:
        laid_out.add(row)
        return measured(row)

    monkeypatch.setattr(view, "measured", noting)
    model.set_turns(_turns(10_000))
    view.repaint()
    assert 0 < len(laid_out) < 20
    assert max(laid_out) == 9_999


def test_streaming_lays_out_one_row(
    view: ChatView, model: ChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_turns([*_turns(9), ChatTurn("s", Role.ASSISTANT, state=TurnState.STREAMING)])
    laid_out: list[int] = []
    measured = view.measured

    def noting(row: int) -> int:
        laid_out.append(row)
        return measured(row)

    monkeypatch.setattr(view, "measured", noting)
    for _ in range(2000):
        model.extend_last("x ")
    model.flush()
    assert laid_out == [9]


def _click(qtbot: QtBot, view: ChatView, row: int, label: str) -> None:
    box = view.button_box(row, label)
    assert not box.isEmpty(), f"there is no button {label}"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_a_cut_answer_offers_to_continue_with_the_price(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    cut = ChatTurn(
        "a", Role.ASSISTANT, "The sky", state=TurnState.CUT_BY_LENGTH,
        continue_price="up to $0.0041", retry_price="about $0.0012",
    )  # fmt: skip
    model.set_turns([cut])
    with qtbot.waitSignal(view.continue_wanted) as continued:
        _click(qtbot, view, 0, "Continue – up to $0.0041")
    with qtbot.waitSignal(view.retry_wanted) as retried:
        _click(qtbot, view, 0, "Retry – about $0.0012")
    assert (continued.args, retried.args) == (["a"], ["a"])


def test_an_answer_in_order_offers_copy_and_retry_only(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, "*The* sky", retry_price="about $0.01")])
    with qtbot.waitSignal(view.copy_wanted) as copied:
        _click(qtbot, view, 0, "Copy the answer")
    assert copied.args == ["*The* sky"]
    with qtbot.waitSignal(view.retry_wanted):
        _click(qtbot, view, 0, "Ask again; this may cost again, about $0.01")
    assert view.button_box(0, "Continue").isEmpty()


def test_a_link_is_handed_over_with_its_whole_address(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, "https://example.org/chart?x=1")])
    with qtbot.waitSignal(view.link_clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_text_start(view, 0, 30))
    assert clicked.args == ["https://example.org/chart?x=1"]


def test_a_click_beside_a_link_does_nothing(view: ChatView, model: ChatModel, qtbot: QtBot) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, "no https://example.org")])
    with qtbot.assertNotEmitted(view.link_clicked):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 380))
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_text_start(view, 0, 2))


def test_a_picture_is_named_with_its_turn(view: ChatView, model: ChatModel, qtbot: QtBot) -> None:
    model.set_turns([ChatTurn("q", Role.USER, "", (TurnPicture("sha", "a.jpg", "high"),))])
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    model.set_thumbnail("sha", image)
    shot = view.grab().toImage()
    red = [
        QPoint(x, y)
        for x in range(0, shot.width(), 6)
        for y in range(0, shot.height(), 6)
        if shot.pixelColor(x, y) == QColor("red")
    ]
    assert red
    with qtbot.waitSignal(view.picture_clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=red[0])
    assert clicked.args == ["q", "sha"]


def _text_start(view: ChatView, row: int, right: int = 0) -> QPoint:
    layout = view._layout(row)
    top = layout.text.top(0)
    return QPoint(int(top.x()) + right, int(top.y()) + 6 + view.row_top(row))


def _drag(qtbot: QtBot, view: ChatView, start: QPoint, end: QPoint) -> None:
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(port, left, pos=start)
    qtbot.mouseMove(port, start + QPoint(8, 0))
    qtbot.mouseMove(port, end)
    qtbot.mouseRelease(port, left, pos=end)


def test_text_is_selected_with_the_mouse_and_copied_as_shown(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, "**bold** 🌅 words\n\n- entry")])
    start = _text_start(view, 0)
    _drag(qtbot, view, start, start + QPoint(390, 0))
    assert view.selected_text() == "bold 🌅 words"
    with qtbot.waitSignal(view.copy_wanted) as copied:
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == ["bold 🌅 words"]


def test_select_all_takes_the_whole_turn(view: ChatView, model: ChatModel, qtbot: QtBot) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, "one\n\n- two\n- three")])
    view.setFocus()
    view.setCurrentIndex(model.index(0))
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_text() == "one\ntwo\nthree"


def test_a_double_click_selects_a_word(view: ChatView, model: ChatModel, qtbot: QtBot) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, "alpha beta gamma")])
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseDClick(port, left, pos=_text_start(view, 0, 60))
    assert view.selected_text() == "beta"


def test_without_a_selection_the_current_turn_is_copied(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    model.set_turns(_turns(3, "text"))
    view.setCurrentIndex(model.index(1))
    assert view.selected_text() == "1. text"


def test_the_arrow_keys_walk_the_turns_and_return_opens_one_as_text(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    model.set_turns(_turns(12))
    view.setCurrentIndex(model.index(11))
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.currentIndex().row() == 8
    assert view.visualRect(model.index(8)).intersects(view.viewport().rect())
    with qtbot.waitSignal(view.text_wanted) as wanted:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert wanted.args == ["8"]
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.currentIndex().row() == 0


@pytest.mark.parametrize(
    "text", ["\0\x1b[31m", "a\u2028b\u2029c", "\ud800 alone", "🌅" * 3000, "\u202etxt", "a\tb\rc"]
)
def test_odd_signs_are_shown_without_harm(view: ChatView, model: ChatModel, text: str) -> None:
    model.set_turns([ChatTurn("a", Role.ASSISTANT, text), ChatTurn("q", Role.USER, text)])
    view.grab()
    assert model.turn(0).text == text


def test_a_change_of_colours_repaints_everything(
    view: ChatView, model: ChatModel, qapp: QApplication
) -> None:
    theme = apply(qapp, Scheme.LIGHT)
    model.set_turns(_turns(2))
    seen: list[str] = []
    for scheme in (Scheme.LIGHT, Scheme.DARK, Scheme.LIGHT):
        theme.set_scheme(scheme)
        shot = view.grab().toImage()
        seen.append(shot.pixelColor(2, 2).name())
        bubble = QPoint(shot.width() - 40, view.row_top(0) + 20)
        if shot.rect().contains(bubble):
            assert shot.pixelColor(bubble).name() == theme.tokens.accent_soft
    assert seen == [LIGHT.surface, DARK.surface, LIGHT.surface]


def test_the_empty_pane_says_what_to_do(view: ChatView) -> None:
    blank = view.grab().toImage()
    view.set_empty_text("Ask about the photo.")
    assert view.accessibleDescription() == "Ask about the photo."
    assert view.grab().toImage() != blank


def test_a_screen_reader_finds_a_list_with_every_turn(view: ChatView, model: ChatModel) -> None:
    model.set_turns(_turns(3, "said"))
    reader = QAccessible.queryAccessibleInterface(view)
    assert reader.role() == QAccessible.Role.List
    names = [reader.child(at).text(QAccessible.Text.Name) for at in range(reader.childCount())]
    assert "You: 0. said" in names


def test_a_very_long_turn_is_laid_out_from_its_end_and_a_little_at_a_time(
    view: ChatView, model: ChatModel, qtbot: QtBot
) -> None:
    text = "x" * 400_000 + " the end"
    model.set_turns([ChatTurn("a", Role.ASSISTANT, text)])
    column = view._layout(0).text
    exact = [block.is_exact for block in column.blocks]
    assert exact[-1]
    assert not exact[0]
    assert sum(exact) < len(exact) / 4, "the rest waits"
    qtbot.waitUntil(lambda: column.is_exact, timeout=20_000)
    assert all(block.is_exact for block in column.blocks)
    assert view.is_at_end()
    assert _bottom(view, 0) == view.viewport().height() - 1
    tops = [column.top(number).y() for number in range(len(column.blocks))]
    bottoms = [top + block.height for top, block in zip(tops, column.blocks, strict=True)]
    assert tops[1:] == pytest.approx(bottoms[:-1]), "none lies over another"
