"""A person keeps an eye on the money: caps, what was spent, a prepaid balance, the minute."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QFrame, QLineEdit, QPushButton

from tessera.core.replies import RateLimits
from tessera.store.library import Library
from tessera.ui.spending.calls_page import CallsPage
from tessera.ui.spending.desk import SpendingDesk
from tessera.ui.spending.limits_page import LimitsPage
from tessera.ui.spending.overview import OverviewPage
from tessera.ui.spending.window import CALLS, LIMITS, OVERVIEW, SpendingWindow
from tests.fakes import SystemTime
from tests.journeys.gateway import MODEL, Gateway, saying
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey

QUESTION = "Which colours do you see?"
CAP = "0.0001"


@pytest.fixture
def caps(data_home: Path) -> Path:
    """A cap that any question of the sandbox would pass."""
    data_home.mkdir()
    path = data_home / "settings.json"
    path.write_text(json.dumps({"version": 1, "sandbox_cap_day_usd": CAP}))
    return path


def calls_in(home: Path) -> int:
    """Return how many calls the ledger of a closed library has."""
    library = Library.open(home, SystemTime())
    try:
        return len(library.ledger.rows())
    finally:
        library.close()


def offer(person: Person, name: str) -> QPushButton | None:
    """Return the button that can be seen; those of an earlier notice go a moment later."""
    found = person.find(QFrame, "notice").findChildren(QPushButton, name)
    return next((button for button in found if button.isVisible()), None)


async def sends(person: Person, text: str = "") -> None:
    person.composer.setFocus()
    await person.types(text)
    await person.presses("Return")


async def chooses(person: Person, name: str) -> None:
    await person.sees(lambda: offer(person, name), f"the notice offers {name}")
    button = offer(person, name)
    assert button is not None
    await person.clicks(button)


def test_a_question_over_the_cap_is_asked_about_and_sent_once(
    landscape: Path, caps: Path, data_home: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await sends(person, QUESTION)
        await person.reads(f"your cap for a day is ${CAP}")
        assert person.composer.toPlainText() == QUESTION
        assert person.chip_names == ["landscape.jpg"]
        assert person.turns == []
        await chooses(person, "ask.anyway")
        await person.sees_turns(2)
        assert person.turns[0] == QUESTION
        await sends(person, "And how sharp is it?")
        await person.reads("your cap for a day")
        assert len(person.turns) == 2

    live(script)
    assert calls_in(data_home) == 1


def test_what_changed_since_it_was_asked_about_is_judged_anew(
    landscape: Path, caps: Path, data_home: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await sends(person, QUESTION)
        await person.reads("your cap for a day")
        person.composer.setFocus()
        await person.types(" In each corner, please.")
        await chooses(person, "ask.anyway")
        await person.reads("your cap for a day")
        assert person.turns == []

    live(script)
    assert calls_in(data_home) == 0


def test_where_the_settings_refuse_there_is_only_the_cap_to_raise(
    landscape: Path, caps: Path
) -> None:
    values = json.loads(caps.read_text())
    caps.write_text(json.dumps(values | {"over_cap": "refuse"}))

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await sends(person, QUESTION)
        await person.reads("your cap for a day")
        assert offer(person, "ask.anyway") is None
        await chooses(person, "money.limits")
        await person.sees(lambda: person.dialogs(SpendingWindow), "the limits are open")
        page = person.dialogs(SpendingWindow)[0].page(LIMITS)
        assert isinstance(page, LimitsPage)
        field = page.field("sandbox_cap_day_usd").widget
        assert isinstance(field, QLineEdit)
        assert field.text() == CAP
        field.setText("5")
        await by_hand(lambda: QTest.mouseClick(page.save, Qt.MouseButton.LeftButton))
        await person.sees(lambda: '"5"' in caps.read_text(), "the cap is kept")
        person.dialogs(SpendingWindow)[0].close()
        await sends(person)
        await person.sees_turns(2)

    live(script)


def test_what_was_spent_is_shown_as_it_is_spent_and_can_be_taken_away(
    landscape: Path, tmp_path: Path
) -> None:
    async def script(person: Person) -> None:
        await person.does("money.spending")
        window = person.dialogs(SpendingWindow)[0]
        page = window.page(OVERVIEW)
        assert isinstance(page, OverviewPage)
        await person.sees(
            lambda: page.spent.text() == "$0.00 spent this month, simulated. 0 calls", "nothing yet"
        )
        await person.drop(landscape)
        await person.asks(QUESTION)
        await person.sees(lambda: "1 call" in page.spent.text(), "the call is counted")
        assert MODEL in page.by_model.accessibleDescription()
        assert page.by_kind.accessibleDescription().startswith("Questions: ")
        assert [row.off_percent for row in page.rows.shown_rows()] == [0]
        window.tabs.setCurrentIndex(CALLS)
        table = window.page(CALLS)
        assert isinstance(table, CallsPage)
        await person.sees(lambda: table.rows.rowCount() == 1, "the call has its row")
        (call,) = table.shown_calls()
        for form in ("csv", "json"):
            desk = person.window.findChild(SpendingDesk)
            assert isinstance(desk, SpendingDesk)
            desk.on_export_wanted(form)
            dialog = window.findChildren(QFileDialog)[-1]
            path = tmp_path / f"calls.{form}"
            dialog.fileSelected.emit(str(path))
            dialog.close()
            await person.sees(path.exists, f"{path.name} is written")
        (row,) = csv.DictReader(io.StringIO((tmp_path / "calls.csv").read_text()))
        (value,) = json.loads((tmp_path / "calls.json").read_text(), parse_float=Decimal)
        assert call.bill is not None
        assert Decimal(row["usd_billed"]) == value["bill"]["usd"] == call.bill.usd
        assert value["request"]["pictures"] == ["1800×1200"]

    live(script)


def test_a_request_larger_than_the_minute_says_so_first(landscape: Path, data_home: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        studio = person.window.studio
        sandbox = studio.profile("sandbox")
        assert sandbox is not None
        limits = RateLimits(tokens_limit=1000, tokens_left=1000, tokens_reset_s=1.0)
        studio.spending.rates.note(sandbox, person.model_picker.currentData(), limits)
        person.composer.setFocus()
        await person.types(QUESTION)
        assert "more than the 1,000 that the provider takes in a minute" in person.meter
        await sends(person)
        await person.reads("more than the 1,000 that the provider takes in a minute")
        assert person.turns == []
        settings = replace(studio.settings, sandbox_cap_day_usd=Decimal(0))
        await studio.change_settings(settings)
        await chooses(person, "ask.anyway")
        await person.reads("your cap for a day is $0")
        assert person.turns == [], "the minute was asked about, the cap was not"
        await chooses(person, "ask.anyway")
        await person.sees_turns(2)

    live(script)


def test_the_minutes_limits_are_known_at_the_next_start(landscape: Path) -> None:
    async def first_day(person: Person) -> None:
        await person.drop(landscape)
        await person.asks(QUESTION)

    async def next_day(person: Person) -> None:
        studio = person.window.studio
        sandbox = studio.profile("sandbox")
        assert sandbox is not None
        await person.sees(
            lambda: studio.spending.rates.limits(sandbox, MODEL), "the limits are known"
        )
        known = studio.spending.rates.limits(sandbox, MODEL)
        assert known is not None
        assert known.tokens_limit
        assert known.tokens_left is None, "what was left is a matter of that minute"

    live(first_day)
    live(next_day)


def test_a_prepaid_balance_is_counted_down_and_warns_before_it_is_gone(
    monkeypatch: pytest.MonkeyPatch, data_home: Path
) -> None:
    with Gateway(saying("A picture.")).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            await person.picks(person.model_picker, MODEL)
            status = person.window.parts.status
            await person.does("money.limits")
            window = person.dialogs(SpendingWindow)[0]
            page = window.page(LIMITS)
            assert isinstance(page, LimitsPage)
            await person.sees(lambda: page.usd.isVisible(), "a balance can be noted")
            page.usd.setText("1")
            page.warn_usd.setText("0.99999")
            await by_hand(lambda: QTest.mouseClick(page.save, Qt.MouseButton.LeftButton))
            await person.sees(
                lambda: status._balance.text() == "Prepaid balance: $1.00 left", "it is shown"
            )
            window.close()
            await person.asks("What is a tessera?")
            await person.reads("of the $1.00 prepaid at 127.0.0.1")
            left = await person.window.studio.spending.balance_left("environment")
            assert left is not None
            assert left.usd == 1 - left.spent.settled
            assert left.spent.settled > 0
            await person.dismisses_notice()
            await person.asks("And two?")
            assert person.notice == "", "one warning is enough"

        live(script)
