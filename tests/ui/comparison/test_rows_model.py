"""The Qt model of a table keeps Qt's contract, sorts by keys, and keeps who is selected."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tessera.ui.comparison.rows_model import RowsModel
from tessera.ui.tokens import LIGHT
from tests.ui.comparison.tables import COLUMNS, LINES, Line, names, table

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
NAME, PRICE, GRADE = 0, 1, 2
Role = Qt.ItemDataRole


@pytest.fixture
def rows(qapp: QApplication) -> RowsModel[Line]:
    return table()


def test_the_models_contract_holds_through_everything(
    rows: RowsModel[Line], qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    rows.set_tokens(LIGHT)
    qtmodeltester.check(rows)
    rows.sort(PRICE, DOWN)
    rows.set_filter("a", offered_only=False)
    rows.set_rows(LINES[:2])
    rows.set_columns(COLUMNS)
    rows.set_rows(())
    rows.set_rows(LINES)


def test_what_nobody_offers_is_hidden_until_it_is_wanted(rows: RowsModel[Line]) -> None:
    assert names(rows) == ["apple", "pear", "quince"]
    rows.set_filter("", offered_only=False)
    assert names(rows) == ["apple", "medlar", "pear", "quince"]
    assert rows.total == 4


def test_a_click_on_a_title_sorts_by_its_keys(rows: RowsModel[Line]) -> None:
    rows.sort(PRICE, UP)
    assert names(rows) == ["apple", "pear", "quince"]
    rows.sort(PRICE, DOWN)
    assert names(rows) == ["pear", "apple", "quince"]  # what nobody knows stays last


def test_a_tool_tip_shows_a_name_sign_by_sign(rows: RowsModel[Line]) -> None:
    rows.set_rows((Line('<img src="file:///etc/hostname">x'),))
    tip = rows.data(rows.index(0, NAME), Role.ToolTipRole)
    assert tip == '<p>&lt;img src="file:///etc/hostname"&gt;x</p>'


def test_the_filter_looks_at_words_and_not_at_numbers(rows: RowsModel[Line]) -> None:
    rows.set_filter("PEA", offered_only=True)
    assert names(rows) == ["pear"]
    rows.set_filter("0.2", offered_only=True)
    assert names(rows) == []


def test_the_title_sorted_by_has_an_arrow(rows: RowsModel[Line]) -> None:
    def titles() -> list[object]:
        return [rows.headerData(at, Qt.Orientation.Horizontal) for at in range(3)]

    assert titles() == ["Name ▴", "Price", "Confidence"]
    rows.sort(PRICE, DOWN)
    assert titles() == ["Name", "▾ Price", "Confidence"]


def test_who_holds_a_row_keeps_it_through_sorting_and_new_values(rows: RowsModel[Line]) -> None:
    held = QPersistentModelIndex(rows.index(0, 0))
    rows.sort(PRICE, DOWN)
    assert rows.row_at(held) == LINES[1]
    dearer = replace(LINES[1], usd=Decimal(5))
    rows.set_rows((LINES[0], dearer, *LINES[2:]))
    assert rows.row_at(held) == dearer
    assert names(rows)[0] == "apple"


def test_a_row_that_is_gone_is_held_by_nobody(rows: RowsModel[Line]) -> None:
    held = QPersistentModelIndex(rows.index(0, 0))
    rows.set_rows((replace(LINES[1], is_offered=False), LINES[0]))
    rows.set_rows((LINES[0],))
    assert not held.isValid()


def test_a_row_that_stops_being_offered_leaves_with_its_holders(rows: RowsModel[Line]) -> None:
    held = QPersistentModelIndex(rows.index(0, 0))
    gone = replace(LINES[1], is_offered=False)
    rows.set_rows((LINES[0], gone, *LINES[2:]))
    assert not held.isValid()
    assert names(rows) == ["pear", "quince"]


def test_the_row_in_force_is_bold_and_what_stands_back_is_quiet(rows: RowsModel[Line]) -> None:
    rows.set_tokens(LIGHT)
    rows.set_filter("", offered_only=False)
    rows.set_rows(LINES, current="pear")
    at = {name: place for place, name in enumerate(names(rows))}
    font = rows.data(rows.index(at["pear"], NAME), Role.FontRole)
    assert isinstance(font, QFont)
    assert font.bold()
    assert rows.data(rows.index(at["apple"], NAME), Role.FontRole) is None
    assert rows.data(rows.index(at["medlar"], NAME), Role.ForegroundRole) == QColor(
        LIGHT.text_quiet
    )
    assert rows.data(rows.index(at["apple"], NAME), Role.ForegroundRole) is None


def test_a_grade_has_its_mark_and_numbers_stand_at_the_right(rows: RowsModel[Line]) -> None:
    rows.set_tokens(LIGHT)
    mark = rows.data(rows.index(0, GRADE), Role.DecorationRole)
    assert isinstance(mark, QIcon)
    assert not mark.isNull()
    side = rows.data(rows.index(0, PRICE), Role.TextAlignmentRole)
    assert side == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
