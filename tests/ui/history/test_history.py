"""The list of sessions: pages, search, names, and what was deleted by mistake."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tessera.ui.history.model import HistoryModel
from tessera.ui.history.pane import HistoryPane
from tessera.ui.history.session_row import SessionRow


def _rows(first: int, count: int) -> list[SessionRow]:
    numbers = range(first, first + count)
    return [SessionRow(f"s{n}", f"Session {n}", "14:05", "$0.0042") for n in numbers]


def _ids(model: HistoryModel) -> list[str]:
    return [model.session(row).id for row in range(model.rowCount())]


@pytest.fixture
def pane(qtbot: QtBot) -> HistoryPane:
    made = HistoryPane()
    qtbot.addWidget(made)
    made.resize(260, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def model(pane: HistoryPane) -> HistoryModel:
    return pane.model


def test_it_keeps_the_contract_of_item_models(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = HistoryModel()
    qtmodeltester.check(model, force_py=True)
    model.set_rows(_rows(0, 3), has_more=True)
    model.add_page(_rows(3, 3), has_more=False)
    model.raise_to_top("s4")
    model.put(SessionRow("new", ""))
    model.put(SessionRow("s1", "Other"))
    model.remove("s2")
    qtmodeltester.check(model, force_py=True)


def test_it_is_the_item_view_that_others_look_for(pane: HistoryPane) -> None:
    assert isinstance(pane.view, QAbstractItemView)
    assert pane.view.objectName() == "history"


def test_a_session_is_listed_by_its_title(model: HistoryModel) -> None:
    model.set_rows([SessionRow("a", "Harbour"), SessionRow("b", "")], has_more=False)
    shown = [model.data(model.index(row)) for row in range(2)]
    assert shown == ["Harbour", "New session"]


def test_the_next_page_is_asked_for_once_and_only_if_there_is_one(
    model: HistoryModel, qtbot: QtBot
) -> None:
    model.set_rows(_rows(0, 2), has_more=True)
    asked: list[str] = []
    model.more_wanted.connect(_noting(asked))
    qtbot.wait(20)  # the list is not full, so it asks by itself
    model.fetchMore(QModelIndex())
    assert asked == ["more"]
    model.add_page(_rows(1, 3), has_more=False)
    assert _ids(model) == ["s0", "s1", "s2", "s3"]
    assert not model.canFetchMore(QModelIndex())


def _noting(into: list[str]) -> object:
    def note() -> None:
        into.append("more")

    return note


def test_scrolling_to_the_end_asks_for_more(pane: HistoryPane, qtbot: QtBot) -> None:
    pane.model.set_rows(_rows(0, 50), has_more=True)
    with qtbot.waitSignal(pane.model.more_wanted):
        pane.view.scrollToBottom()


def test_a_new_session_comes_first_and_a_used_one_moves_up(model: HistoryModel) -> None:
    model.set_rows(_rows(0, 3), has_more=False)
    model.put(SessionRow("new", "New"))
    model.raise_to_top("s2")
    model.raise_to_top("s2")
    model.raise_to_top("unknown")
    assert _ids(model) == ["s2", "new", "s0", "s1"]


def test_a_deleted_session_can_be_put_back_where_it_was(model: HistoryModel) -> None:
    model.set_rows(_rows(0, 4), has_more=False)
    row = model.session(2)
    at = model.remove("s2")
    assert _ids(model) == ["s0", "s1", "s3"]
    model.put(row, at=at)
    assert _ids(model) == ["s0", "s1", "s2", "s3"]
    assert model.remove("unknown") == -1


def test_f2_renames_in_place(pane: HistoryPane, qtbot: QtBot) -> None:
    pane.model.set_rows(_rows(0, 3), has_more=False)
    pane.view.setCurrentIndex(pane.model.index(1))
    qtbot.keyClick(pane.view, Qt.Key.Key_F2)
    editor = pane.view.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.setText("  The   harbour ")
    with qtbot.waitSignal(pane.model.renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed.args == ["s1", "The harbour"]
    assert pane.model.session(1).title == "The harbour"


def test_an_empty_or_equal_name_changes_nothing(model: HistoryModel, qtbot: QtBot) -> None:
    model.set_rows(_rows(0, 1), has_more=False)
    with qtbot.assertNotEmitted(model.renamed):
        assert not model.setData(model.index(0), "   ")
        assert not model.setData(model.index(0), "Session 0")
        assert not model.setData(model.index(0), 5)


def test_delete_asks_for_the_current_session(pane: HistoryPane, qtbot: QtBot) -> None:
    pane.model.set_rows(_rows(0, 3), has_more=False)
    pane.view.setCurrentIndex(pane.model.index(2))
    with qtbot.waitSignal(pane.view.delete_wanted) as wanted:
        qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    assert wanted.args == ["s2"]


def test_a_click_opens_a_session(pane: HistoryPane, qtbot: QtBot) -> None:
    pane.model.set_rows(_rows(0, 3), has_more=False)
    place = pane.view.visualRect(pane.model.index(1)).center()
    with qtbot.waitSignal(pane.view.opened) as opened:
        qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.args == ["s1"]
    assert pane.view.current_id() == "s1"


def test_the_open_session_is_marked_without_opening_it(pane: HistoryPane, qtbot: QtBot) -> None:
    pane.model.set_rows(_rows(0, 3), has_more=False)
    with qtbot.assertNotEmitted(pane.view.opened):
        pane.view.show_current("s2")
    assert pane.view.current_id() == "s2"
    pane.view.show_current("unknown")
    assert pane.view.current_id() == ""


def test_a_search_is_told_soon_after_the_last_key(pane: HistoryPane, qtbot: QtBot) -> None:
    told: list[str] = []
    pane.search_changed.connect(told.append)
    qtbot.keyClicks(pane.search, "boat")
    qtbot.waitUntil(_has(told, 1))
    assert told == ["boat"]
    pane.search.clear()
    qtbot.waitUntil(_has(told, 2))
    assert told == ["boat", ""]


def _has(items: list[str], count: int) -> object:
    def check() -> bool:
        return len(items) >= count

    return check


def test_the_empty_list_says_what_it_is_for(pane: HistoryPane) -> None:
    empty = pane.view.grab().toImage()
    pane.model.set_rows(_rows(0, 1), has_more=False)
    assert pane.view.grab().toImage() != empty


def test_a_thumbnail_appears_when_it_comes(pane: HistoryPane) -> None:
    pane.model.set_rows([SessionRow("a", "A", thumbnail="sha")], has_more=False)
    before = pane.view.grab().toImage()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    pane.model.set_thumbnail("sha", image)
    assert pane.view.grab().toImage() != before
    assert pane.model.thumbnail("other") is None


def test_a_screen_reader_hears_name_time_and_cost(model: HistoryModel) -> None:
    model.set_rows(_rows(7, 1), has_more=False)
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.index(0), role) == "Session 7, 14:05, $0.0042"


def test_a_tip_says_a_name_that_has_no_room_and_reads_nothing_as_rich_text(
    model: HistoryModel,
) -> None:
    long = "A question that is much too long for the narrow list of sessions"
    model.set_rows([SessionRow("a", long), SessionRow("b", "<b>bold</b>")], has_more=False)
    tips = [model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert tips[0] == long
    assert "<b>" not in tips[1]
    assert "&lt;b&gt;bold" in tips[1]
