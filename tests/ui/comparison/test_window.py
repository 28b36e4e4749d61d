"""The comparison's window: two pages, each with its filter, its switch and its copies."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tessera.core.comparison import Candidate, NewPicture, Subject, compare
from tessera.core.generation_table import GenerationChoice, generation_rows
from tessera.core.geometry import Size
from tessera.core.models import Model
from tessera.core.words import Detail
from tessera.ui.comparison.window import ASK, MAKE, CompareWindow
from tessera.ui.theme import Scheme, apply
from tessera.ui.tokens import DARK
from tests.core.builders import TODAY, catalogue

ONE = Decimal(1)
PHONE = Size(4032, 3024)


def longest(_model: Model | None) -> int:
    return 500


def candidates(size: Size = PHONE) -> tuple[Candidate, ...]:
    return compare(
        Subject((NewPicture(size),)), catalogue(), on=TODAY, price_factor=ONE, answer_limit=longest
    )


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[CompareWindow]:
    made = CompareWindow()
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def asking(window: CompareWindow, qtbot: QtBot) -> CompareWindow:
    window.ask.show_rows(candidates(), ("gpt-5.4", Detail.HIGH), "A photo.")
    window.open_at(ASK)
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def making(window: CompareWindow, qtbot: QtBot) -> CompareWindow:
    window.open_at(MAKE)
    rows = generation_rows(catalogue(), on=TODAY, price_factor=ONE)
    window.make.show_rows(rows, None, "")
    qtbot.waitExposed(window)
    return window


def test_it_stands_beside_the_window_and_not_in_its_way(asking: CompareWindow) -> None:
    assert asking.isVisible()
    assert not asking.isModal()


def test_the_row_in_force_is_in_sight_when_it_opens(asking: CompareWindow) -> None:
    view = asking.ask.view
    row = asking.ask.rows.row_at(view.currentIndex())
    assert row is not None
    assert (row.model, row.detail) == ("gpt-5.4", Detail.HIGH)
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()))


def test_the_keyboard_goes_from_the_filter_into_the_table_and_chooses(
    asking: CompareWindow, qtbot: QtBot
) -> None:
    page = asking.ask
    assert page.filter.hasFocus()
    qtbot.keyClicks(page.filter, "gpt-5-mini low")
    assert [(row.model, row.detail) for row in page.rows.shown_rows()] == [
        ("gpt-5-mini", Detail.LOW)
    ]
    qtbot.keyClick(page.filter, Qt.Key.Key_Down)
    assert page.view.hasFocus()
    with qtbot.waitSignal(page.chosen) as chosen:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert chosen.args is not None
    assert chosen.args[0].model == "gpt-5-mini"
    assert asking.isVisible()  # Enter closes nothing


def test_escape_clears_the_filter_first_and_closes_then(
    asking: CompareWindow, qtbot: QtBot
) -> None:
    asking.ask.filter.setText("mini")
    qtbot.keyClick(asking.ask.filter, Qt.Key.Key_Escape)
    assert asking.ask.filter.text() == ""
    assert asking.isVisible()
    qtbot.keyClick(asking.ask.filter, Qt.Key.Key_Escape)
    assert not asking.isVisible()


def test_retired_models_are_hidden_until_they_are_wanted(
    asking: CompareWindow, qtbot: QtBot
) -> None:
    page = asking.ask
    assert "gpt-5.2-codex" not in {row.model for row in page.rows.shown_rows()}
    assert page.shown.text() == f"{page.rows.rowCount()} of {page.rows.total} rows"
    qtbot.keyClick(page.offered_only, Qt.Key.Key_Space)
    assert "gpt-5.2-codex" in {row.model for row in page.rows.shown_rows()}
    assert page.shown.text() == f"{page.rows.total} rows"


def test_what_a_cell_cannot_show_in_full_stands_below(asking: CompareWindow) -> None:
    asking.ask.filter.setText("gpt-5-mini low")
    asking.ask.on_table_wanted()
    assert "every detail counts the same" in asking.ask.about.text()


def test_rows_are_copied_as_csv_with_exact_numbers(asking: CompareWindow) -> None:
    asking.ask.filter.setText("gpt-5-mini low")
    asking.findChildren(QPushButton)[0].click()
    header, row = csv.reader(io.StringIO(QGuiApplication.clipboard().text(), newline=""))
    assert header[:5] == ["Model", "Detail", "Tokens", "Input", "At most"]
    assert row[:5] == ["gpt-5-mini", "low", "1743", "0.00043575", "0.001436"]
    assert asking.ask.shown.text() == "Copied 1 row as CSV"


def test_a_stranger_with_a_formula_for_a_name_is_copied_as_text(asking: CompareWindow) -> None:
    rows = compare(
        Subject((NewPicture(PHONE),)), catalogue(), on=TODAY, price_factor=ONE,
        answer_limit=longest, listed=("=cmd()",),
    )  # fmt: skip
    asking.ask.show_rows(rows, None, "")
    asking.ask.filter.setText("=cmd()")
    asking.ask.copy_rows()
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("'=cmd(),auto,")


def test_new_numbers_keep_the_keyboard_where_it_is(asking: CompareWindow) -> None:
    page = asking.ask
    page.view.look_at(("gpt-4.1", Detail.HIGH))
    page.show_rows(candidates(Size(1024, 1024)), ("gpt-5.4", Detail.HIGH), "Another photo.")
    row = page.rows.row_at(page.view.currentIndex())
    assert row is not None
    assert (row.model, row.detail, row.tokens) == ("gpt-4.1", Detail.HIGH, 765)


def test_the_second_page_is_made_when_it_is_first_wanted(
    asking: CompareWindow, qtbot: QtBot
) -> None:
    assert not asking.has_make
    with qtbot.waitSignal(asking.page_shown) as shown:
        qtbot.keyClick(asking.tabs, Qt.Key.Key_Right)
    assert shown.args == [MAKE]
    assert asking.pages.currentWidget() is asking.make


def test_several_pictures_are_priced_together(making: CompareWindow, qtbot: QtBot) -> None:
    page = making.make
    assert page.rows.headerData(5, Qt.Orientation.Horizontal) == "For 1"
    with qtbot.waitSignal(page.count_changed):
        page.pictures.setValue(4)
    assert page.rows.headerData(5, Qt.Orientation.Horizontal) == "For 4"
    cheapest = page.rows.shown_rows()[0]
    assert cheapest.usd_max is not None
    assert page.rows.columns[4].raw(cheapest) == "0.00444"
    assert page.rows.columns[5].raw(cheapest) == "0.01776"


def test_a_range_is_shown_and_copied_as_a_range(making: CompareWindow) -> None:
    page = making.make
    place = page.rows.place_of(("gpt-image-2", Size(1024, 1024), "auto"))
    assert place is not None
    assert page.rows.index(place, 3).data() == "196 – 7,024"
    assert page.rows.index(place, 4).data() == "$0.0059 – $0.21"
    row = page.rows.row_at(page.rows.index(place, 4))
    assert row is not None
    assert page.rows.columns[4].raw(row) == "0.00588 to 0.21072"


def test_a_wanted_size_is_told_when_the_typing_rests(making: CompareWindow, qtbot: QtBot) -> None:
    page = making.make
    with qtbot.waitSignal(page.wanted_changed) as wanted:
        qtbot.keyClicks(page.least, "1920x1080")
    assert wanted.args == [Size(1920, 1080)]


def test_an_odd_size_is_said_and_changes_nothing(making: CompareWindow, qtbot: QtBot) -> None:
    page = making.make
    with qtbot.assertNotEmitted(page.wanted_changed):
        page.least.setText("wide")
        page.on_typing_rests()
    assert page.about.text() == "Write the least size as 1920x1080."
    assert page.rows.rowCount()


def test_a_size_that_nobody_makes_is_said(making: CompareWindow) -> None:
    making.make.wanted = Size(9000, 9000)
    making.make.show_rows((), None, "")
    assert making.make.subject.text() == "No model makes a picture of that size."


def test_a_choice_stands_below_with_its_command_and_can_be_copied(making: CompareWindow) -> None:
    page = making.make
    assert not page.choice.isVisible()
    page.show_choice(GenerationChoice("gpt-image-2", Size(1024, 1024), "low", 4))
    said = "gpt-image-2, 1024×1024, low, 4 pictures: $0.024"
    command = "tessera meter --generate 1024x1024 --quality low --model gpt-image-2"
    assert (page.choice.text(), page.command.text()) == (said, command)
    page.copy_choice.click()
    assert QGuiApplication.clipboard().text() == f"{said}\n{command}"


def test_every_control_says_what_it_is(making: CompareWindow) -> None:
    page = making.make
    for control in (page.filter, page.view, page.least, page.pictures, making.tabs):
        assert control.accessibleName()
    buddies = {label.buddy() for label in page.findChildren(QLabel) if label.buddy()}
    assert buddies == {page.least, page.pictures}


def test_nothing_is_read_as_rich_text(making: CompareWindow) -> None:
    labels = making.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_tables_follow_the_theme(asking: CompareWindow, qapp: QApplication) -> None:
    theme = apply(qapp, Scheme.LIGHT)
    try:
        theme.set_scheme(Scheme.DARK)
        QApplication.processEvents()
        palette = asking.ask.view.palette()
        assert palette.highlight().color().name() == DARK.accent_soft
        assert palette.base().color().name() == DARK.surface_raised
        assert DARK.accent_soft in asking.tabs.styleSheet()
    finally:
        theme.deleteLater()
        qapp.setStyleSheet("")
        qapp.setPalette(qapp.style().standardPalette())
