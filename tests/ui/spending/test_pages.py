"""The pages of the spending window: they show what the ledger says and tell what a person wants."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tessera.core.budget import Share, SpendingCaps
from tessera.core.budget_fold import LedgerState
from tessera.core.projection_calls import SpentCall
from tessera.core.projection_summary import Summary, summarize
from tessera.store.settings_table import OverCap, Settings
from tessera.studio.spending_calls import CSV_HEADER, as_csv, as_json
from tessera.ui.spending.calls_page import HINT, CallsPage
from tessera.ui.spending.limits_page import SAVED, BalanceWish, LimitsPage, Prepaid
from tessera.ui.spending.number_field import NumberField
from tessera.ui.spending.overview import OverviewPage, Shown
from tessera.ui.spending.period import Period, days_of
from tests.core.test_projection import spent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()


def calls() -> list[SpentCall]:
    return [
        replace(spent("0.01", day=date(2026, 11, 2)), id=1, request_id="req_1"),
        replace(spent("0.03", model="gpt-5"), id=2, request='{"turns": 1}'),
        replace(spent(model="=evil()", state=LedgerState.UNKNOWN), id=3),
    ]


def shown(*, period: Period = Period.THIS_MONTH, caps: SpendingCaps | None = None) -> Shown:
    days = days_of(period, TODAY, began=None)
    now = NOW if period is Period.THIS_MONTH else None
    return Shown(
        summarize(calls(), days.first, days.last, month_until=now),
        period,
        False,
        caps or SpendingCaps(),
        Share(settled=Decimal("0.03")),
        Share(settled=Decimal("0.04")),
    )


@pytest.fixture
def overview(qtbot: QtBot) -> OverviewPage:
    page = OverviewPage()
    qtbot.addWidget(page)
    page.show()
    return page


def test_the_sum_says_what_of_it_is_not_sure(overview: OverviewPage) -> None:
    overview.show_spending(shown())
    assert overview.spent.text() == (
        "$0.060 spent this month. 3 calls · $0.020 of it only perhaps charged"
    )


def test_the_month_is_projected_from_its_pace(overview: OverviewPage) -> None:
    overview.show_spending(shown())
    assert overview.projected.text().startswith("$0.092 by the end of the month")
    overview.show_spending(shown(period=Period.LAST_30_DAYS))
    assert overview.projected.isHidden()


def test_caps_are_shown_where_they_hold(overview: OverviewPage) -> None:
    overview.show_spending(shown())
    assert overview.caps.isHidden()
    overview.show_spending(shown(caps=SpendingCaps(month=Decimal(1))))
    assert overview.caps.text() == "Caps: $0.96 left of $1.00 this month"


def test_every_model_that_was_billed_has_its_line(overview: OverviewPage) -> None:
    overview.show_spending(shown())
    assert [row.model for row in overview.rows.shown_rows()] == ["gpt-5", "gpt-5-mini"]
    cells = [
        str(overview.rows.index(1, column).data()) for column in range(overview.rows.columnCount())
    ]
    assert cells == ["gpt-5-mini", "1", "1,000", "1,010", "+1.0 %", "$0.020", "$0.010"]
    overview.show_spending(replace(shown(), summary=Summary()))
    assert overview.accuracy.isHidden()
    assert not overview.no_bills.isHidden()


def test_what_a_chart_is_asked_about_is_said(qtbot: QtBot, overview: OverviewPage) -> None:
    overview.show_spending(shown())
    overview.by_model.setFocus()
    qtbot.keyClick(overview.by_model, Qt.Key.Key_Down)
    assert overview.looked_at.text() == "gpt-5: $0.030, 50 %, 1 call"


@pytest.fixture
def table(qtbot: QtBot) -> CallsPage:
    page = CallsPage()
    qtbot.addWidget(page)
    page.resize(1100, 400)
    page.show()
    page.show_calls(calls())
    return page


def test_the_newest_call_comes_first(table: CallsPage) -> None:
    assert [call.id for call in table.rows.shown_rows()] == [3, 2, 1]
    assert [call.id for call in table.shown_calls()] == [1, 2, 3]


def test_a_filter_leaves_what_it_names(table: CallsPage) -> None:
    table.filter.setText("perhaps")
    assert [call.id for call in table.shown_calls()] == [3]
    assert table.shown.text() == "1 call of 3"
    table.filter.setText("no such call")
    assert not table.csv.isEnabled()


def test_the_call_the_keyboard_is_on_is_told_in_full(qtbot: QtBot, table: CallsPage) -> None:
    assert table.about.text() == HINT
    table.view.setFocus()
    table.view.look_at(1)
    assert "Questions, gpt-5-mini, openai: billed." in table.about.text()
    assert "Billed 1,010 tokens in, 300 out, $0.010." in table.about.text()
    assert "req_1" in table.about.text()


def test_copied_rows_are_csv_that_calculates_nothing(qtbot: QtBot, table: CallsPage) -> None:
    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows[0] == list(CSV_HEADER)
    assert [row[5] for row in rows[1:]] == ["'=evil()", "gpt-5", "gpt-5-mini"]
    assert table.shown.text() == "Copied 3 calls as CSV"


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_is_asked_for(qtbot: QtBot, table: CallsPage, form: str) -> None:
    button = table.csv if form == "csv" else table.json
    with qtbot.waitSignal(table.export_wanted) as wanted:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted.args == [form]


def test_an_export_holds_exact_money_and_what_is_unknown_stays_empty() -> None:
    tiny = replace(spent("0.000000012500000000000001", most="1E-7"), id=7)
    row = dict(zip(CSV_HEADER, list(csv.reader(io.StringIO(as_csv([tiny]))))[1], strict=True))
    assert row["usd_billed"] == "0.000000012500000000000001"
    assert row["usd_at_most"] == "0.0000001"
    assert row["usd_difference"] == "-0.000000087499999999999999"
    assert row["input_tokens_difference"] == "10"
    (value,) = json.loads(as_json([tiny]), parse_float=Decimal)
    assert value["bill"]["usd"] == Decimal("0.000000012500000000000001")
    assert value["difference"] == {
        "input_tokens": 10,
        "usd": Decimal("-0.000000087499999999999999"),
    }
    lost = dict(zip(CSV_HEADER, list(csv.reader(io.StringIO(as_csv(calls()[2:]))))[1], strict=True))
    assert (lost["state"], lost["usd_billed"], lost["usd_difference"]) == ("unknown", "", "")


def test_a_summary_that_cannot_be_read_is_exported_as_nothing() -> None:
    (value,) = json.loads(as_json([replace(calls()[0], request="broken")]))
    assert value["request"] == {}


@pytest.fixture
def limits(qtbot: QtBot) -> LimitsPage:
    page = LimitsPage(Settings(cap_day_usd=Decimal("0.5")))
    qtbot.addWidget(page)
    page.show()
    return page


def write(page: LimitsPage, key: str, text: str) -> None:
    field = page.field(key).widget
    assert isinstance(field, QLineEdit)
    field.setText(text)


def test_limits_are_told_when_saved(qtbot: QtBot, limits: LimitsPage) -> None:
    limits.show_prepaid(Prepaid("openai", "OpenAI"))
    write(limits, "cap_month_usd", "20.00")
    write(limits, "cap_day_usd", "")
    limits.field("over_cap").show(OverCap.REFUSE)
    limits.usd.setText("25")
    with qtbot.waitSignal(limits.saved) as saved:
        qtbot.mouseClick(limits.save, Qt.MouseButton.LeftButton)
    assert saved.args == [
        Settings(cap_month_usd=Decimal(20), over_cap=OverCap.REFUSE),
        BalanceWish("openai", Decimal(25), None, is_afresh=False),
    ]
    assert limits.said.text() == SAVED


@pytest.mark.parametrize("text", ["much", "-1", "NaN"])
def test_an_amount_that_makes_no_sense_is_named_and_nothing_is_saved(
    qtbot: QtBot, limits: LimitsPage, text: str
) -> None:
    write(limits, "cap_day_usd", text)
    with qtbot.assertNotEmitted(limits.saved):
        qtbot.mouseClick(limits.save, Qt.MouseButton.LeftButton)
    assert limits.said.text().startswith("Most that a day may cost: an amount")
    assert limits.said.text().endswith("Nothing was saved.")


def test_a_balance_that_makes_no_sense_is_named(qtbot: QtBot, limits: LimitsPage) -> None:
    limits.show_prepaid(Prepaid("openai", "OpenAI"))
    limits.usd.setText("a lot")
    with qtbot.assertNotEmitted(limits.saved):
        qtbot.mouseClick(limits.save, Qt.MouseButton.LeftButton)
    assert limits.said.text().startswith("Prepaid balance: an amount in dollars")


def test_where_nothing_is_charged_there_is_no_balance(qtbot: QtBot, limits: LimitsPage) -> None:
    limits.show_prepaid(None)
    assert limits.usd.isHidden()
    with qtbot.waitSignal(limits.saved) as saved:
        qtbot.mouseClick(limits.save, Qt.MouseButton.LeftButton)
    assert saved.args == [Settings(cap_day_usd=Decimal("0.5")), None]


def test_what_was_changed_elsewhere_is_shown(limits: LimitsPage) -> None:
    limits.show_settings(Settings(cap_request_usd=Decimal("0.10")))
    assert limits.field("cap_request_usd").value() == "0.1"
    assert limits.field("cap_day_usd").value() == ""


def test_a_number_is_shown_with_separators_and_stepped_with_the_keys(qtbot: QtBot) -> None:
    field = NumberField("Pictures", 9_999_999)
    qtbot.addWidget(field)
    field.set_value(50_000)
    assert (field.text(), field.value()) == ("50,000", 50_000)
    with qtbot.waitSignal(field.value_changed) as told:
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert told.args == [60_000]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    field.clear()
    qtbot.keyClicks(field, "12 0x00")
    assert field.value() == 12_000
    field.set_value(-5)
    assert field.value() == 0
