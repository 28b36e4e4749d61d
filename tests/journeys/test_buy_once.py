"""A question is bought once, however it is sent; the sent request is the one that was estimated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.journeys.gateway import Gateway, slowly
from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with Gateway(slowly("A wall with a window in it.", word_s=0.05)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        yield gateway


def test_enter_pressed_twice_asks_once(gateway: Gateway, portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types("What is this?")
        handle = person.window.windowHandle()

        def twice() -> None:
            QTest.keyClick(handle, Qt.Key.Key_Return)
            QTest.keyClick(handle, Qt.Key.Key_Return)

        await by_hand(twice)
        await person.sees(lambda: len(person.turns) == 2, "the question is asked")
        await by_hand(twice)
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns == ["What is this?", "A wall with a window in it."]
        await by_hand(twice)

    live(script)
    assert len(gateway.questions) == 1


def test_a_double_click_on_send_asks_once(gateway: Gateway, portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types("What is this?")
        await person.double_clicks(person.send_button)
        await person.sees(lambda: len(person.turns) == 2, "the question is asked")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[1] == "A wall with a window in it."

    live(script)
    assert len(gateway.questions) == 1


def test_what_is_written_while_a_question_is_prepared_stays(
    gateway: Gateway, portrait: Path, landscape: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types("What is this?")
        await person.presses("Return")
        await person.types("And then")
        await person.drop(landscape)
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[0] == "What is this?"
        assert person.composer.toPlainText() == "And then"
        assert person.chip_names == ["landscape.jpg"]

    live(script)
    assert len(gateway.questions[0].json["input"][-1]["content"]) == 2, "one text, one picture"


def test_the_environment_s_provider_is_picked_and_nothing_goes_elsewhere(
    gateway: Gateway, portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")

    async def script(person: Person) -> None:
        assert person.profile_picker.currentData() == "environment"
        await person.drop(portrait)
        assert "Sandbox" not in person.meter
        await person.asks("What is this?")
        assert "Billed 120 tokens and 9 for the answer" in person.meter

    live(script)
    assert {request.target for request in gateway.requests} == {"/v1/models", "/v1/responses"}
    keys = {request.headers["authorization"] for request in gateway.requests}
    assert keys == {"Bearer sk-of-the-environment"}
