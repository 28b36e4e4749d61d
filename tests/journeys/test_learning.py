"""The meter learns in the window: a model is calibrated, the rule kept, and counted by at once."""

import json
from base64 import b64encode
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton

from tessera.ui.learning.desk import LearnDesk
from tessera.ui.learning.window import LearnWindow
from tessera.ui.spending.calls_page import CallsPage
from tessera.ui.spending.window import CALLS, SpendingWindow
from tests.client.rogue import as_json
from tests.journeys.gateway import USAGE, Gateway, saying
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person
from tests.pictures import quadrants

pytestmark = pytest.mark.journey

MODEL = "gpt-5-mini"
TWICE, TURN = 5212, 18  # what the gateway bills for a picture of 2,600 tokens; what a turn adds
WRONG = {"model": [{"id": MODEL, "vision": [
    {"rule": "too-dear", "confidence": "documented", "sources": ["guide-2026-09"]}
]}], "rule": {"too-dear": {
    "kind": "patch", "auto": "high", "multiplier": 3,
    "levels": {"low": {"box": 512}, "high": {"box": 2048, "budget": 1536}},
}}}  # fmt: skip


async def learning(person: Person) -> LearnWindow:
    """Open the learning window."""
    await person.does("meter.learn")
    desk = person.window.findChild(LearnDesk)
    assert isinstance(desk, LearnDesk)
    return desk.window


def test_a_wrong_rule_is_found_out_and_replaced_by_what_the_provider_counts(
    landscape: Path, data_home: Path
) -> None:
    data_home.mkdir()
    overlay = data_home / "catalogue.json"
    overlay.write_text(json.dumps(WRONG))

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.picks(person.model_picker, MODEL)
        wrong = person.tokens
        window = await learning(person)
        await person.sees(lambda: window.model.currentText() == MODEL, "the picked model is named")
        assert "at most 24 times" in window.terms.text()
        assert "Nothing leaves this machine" in window.terms.text()
        assert window.none_found.isVisible()
        await person.clicks_in(window, "calibrate")
        await person.sees(window.found.isVisible, "the rule was found")
        assert "Patches of 32 pixels" in window.found.text()
        assert "every count exact" in window.found.text()
        assert "The catalogue counts otherwise" in window.found.text()
        assert person.tokens == wrong
        await person.clicks_in(window, "keepCalibration")
        await person.sees(lambda: "measured here" in window.notice.message(), "it was kept")
        assert person.tokens is not None
        assert wrong is not None
        assert person.tokens < wrong
        assert "measured-gpt-5-mini" in overlay.read_text()

    live(script)


def test_bills_that_differ_are_said_after_three_calls_and_the_factor_is_accepted(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gateway(saying("A wall.")).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            await person.drop(landscape)
            for place, question in enumerate(("What is this?", "And that?", "And what else?")):
                assert "times the count" not in person.notice
                monkeypatch.setitem(USAGE, "input_tokens", TWICE + place * TURN)
                gateway.answer = saying("A wall.")
                await person.asks(question)
            await person.reads("the last 3 calls billed")
            before = person.tokens
            (frame,) = person.window.findChildren(QFrame, "notice")
            (button,) = frame.findChildren(QPushButton, "meter.learn")
            await person.clicks(button)
            desk = person.window.findChild(LearnDesk)
            assert isinstance(desk, LearnDesk)
            window = desk.window
            await person.sees(lambda: window.cards, "the finding is listed")
            assert "Call 3: 1800×1200" in window.cards[0].evidence.text()
            assert person.tokens == before
            await person.clicks_in(window, "acceptFinding")
            await person.sees(lambda: not window.cards, "it is corrected")
            assert "corrected factor" in window.notice.message()
            assert before is not None
            assert person.tokens is not None
            assert 1.9 < person.tokens / before < 2.1

        live(script)


def a_picture(made: int) -> bytes:
    """Return the reply to an order for one square picture, billed for so many tokens."""
    held = BytesIO()
    quadrants(1024, 1024).save(held, "PNG")
    usage = {
        "input_tokens": 12,
        "input_tokens_details": {"text_tokens": 12, "image_tokens": 0},
        "output_tokens": made,
        "total_tokens": 12 + made,
    }
    data = [{"b64_json": b64encode(held.getvalue()).decode()}]
    return as_json({"created": 1, "data": data, "usage": usage})


def test_pictures_that_are_billed_otherwise_are_found_out_too_while_tables_are_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Gateway(a_picture(294), models=("gpt-image-2",)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)

        async def script(person: Person) -> None:
            maker = Maker(person)
            await maker.opens("Generate")
            await person.sees(lambda: maker.model.findData("gpt-image-2") >= 0, "models are listed")
            await maker.picks("makeModel", "gpt-image-2")
            await maker.picks("makeQuality", "low")
            await maker.writes("A red lighthouse")
            await person.does("money.spending")
            spending = person.dialogs(SpendingWindow)[0]
            spending.tabs.setCurrentIndex(CALLS)
            calls = spending.page(CALLS)
            assert isinstance(calls, CallsPage)
            for number in (1, 2, 3):
                await maker.makes()
                await person.sees(partial(has_rows, calls, number), "the call has its row")
            await person.reads("made pictures of medium size at quality low at 1.5 times the count")
            (frame,) = person.window.findChildren(QFrame, "notice")
            (button,) = frame.findChildren(QPushButton, "meter.learn")
            await person.clicks(button)
            desk = person.window.findChild(LearnDesk)
            assert isinstance(desk, LearnDesk)
            await person.sees(lambda: desk.window.cards, "the finding is listed")
            assert desk.window.model.findText("gpt-image-2") < 0, "it looks at no blank pictures"
            before = maker.button.text()
            await person.clicks_in(desk.window, "acceptFinding")
            await person.sees(lambda: maker.button.text() != before, "the button's price follows")

        live(script)


def has_rows(calls: CallsPage, number: int) -> bool:
    """Return whether the open table shows so many calls."""
    return calls.rows.rowCount() == number
