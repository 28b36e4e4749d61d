"""A table is used by mouse and by keyboard alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from tessera.ui.comparison.rows_view import RowsView
from tests.ui.comparison.tables import Line, table

LEFT = Qt.MouseButton.LeftButton
PRICE = 1


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[RowsView[Line]]:
    rows = table()
    made = RowsView(rows, "Fruit", sorted_by=PRICE)
    rows.setParent(made)
    qtbot.addWidget(made)
    made.resize(500, 240)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


def click(
    qtbot: QtBot, view: RowsView[Line], row: int, key: Qt.KeyboardModifier | None = None
) -> None:
    place = view.visualRect(view.model().index(row, 0)).center()
    keys = Qt.KeyboardModifier.NoModifier if key is None else key
    qtbot.mouseClick(view.viewport(), LEFT, keys, place)


def test_it_opens_sorted_by_its_first_column_of_interest(view: RowsView[Line]) -> None:
    assert view.model().index(0, 0).data() == "apple"
    assert view.model().index(2, 0).data() == "quince"


def test_one_click_chooses(view: RowsView[Line], qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.chosen) as chosen:
        click(qtbot, view, 1)
    assert chosen.args is not None
    assert chosen.args[0].name == "pear"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_chooses_the_row_the_keyboard_is_on(
    view: RowsView[Line], qtbot: QtBot, key: Qt.Key
) -> None:
    view.look_at("apple")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, key)
    assert chosen.args is not None
    assert chosen.args[0].name == "pear"


def test_walking_through_the_rows_chooses_nothing_but_tells_where_it_is(
    view: RowsView[Line], qtbot: QtBot
) -> None:
    view.look_at("apple")
    with qtbot.assertNotEmitted(view.chosen), qtbot.waitSignal(view.looked_at) as looked:
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert looked.args is not None
    assert looked.args[0].name == "pear"


def test_ctrl_selects_rows_without_choosing(view: RowsView[Line], qtbot: QtBot) -> None:
    view.look_at("apple")
    with qtbot.assertNotEmitted(view.chosen):
        click(qtbot, view, 2, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in view.selected_rows()] == ["apple", "quince"]


def test_without_a_selection_everything_shown_is_meant(view: RowsView[Line]) -> None:
    view.clearSelection()
    assert [row.name for row in view.selected_rows()] == ["apple", "pear", "quince"]


def test_the_copy_key_asks_for_a_copy(view: RowsView[Line], qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.copy_wanted):
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_a_click_on_a_title_sorts_and_a_second_one_turns_it_round(
    view: RowsView[Line], qtbot: QtBot
) -> None:
    header = view.horizontalHeader()
    assert isinstance(header, QHeaderView)
    place = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    for expected in (["apple", "pear", "quince"], ["quince", "pear", "apple"]):
        qtbot.mouseClick(header.viewport(), LEFT, pos=place)
        shown = [view.model().index(at, 0).data() for at in range(3)]
        assert shown == expected


def test_no_cell_has_a_widget_of_its_own(view: RowsView[Line]) -> None:
    model = view.model()
    cells = [model.index(row, column) for row in range(3) for column in range(3)]
    assert all(view.indexWidget(cell) is None for cell in cells)


def test_tab_leads_out_of_the_table(view: RowsView[Line]) -> None:
    assert not view.tabKeyNavigation()
    assert view.accessibleName() == "Fruit"
