"""Dialogs on the way: settings that hold at once, a provider connected, closing too early."""

import logging
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QWidget

from tessera.core.profiles import Profile
from tessera.store.settings import save_settings
from tessera.store.settings_table import Settings
from tessera.ui.dialogs.connect import ConnectDialog
from tessera.ui.dialogs.settings import SettingsDialog
from tests.client.rogue import as_json
from tests.journeys.gateway import Gateway, saying, slowly
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

KEY = "sk-journey-0123456789abcdef"


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def most_for_the_answer(person: Person) -> Decimal:
    """Return what the meter says the answer may cost."""
    found = re.search(r"answer up to \$(\d+\.\d+)", person.meter)
    assert found is not None
    return Decimal(found[1])


def test_a_shorter_answer_is_chosen_and_the_price_follows(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        before = most_for_the_answer(person)
        await person.presses("Ctrl+,")
        await person.sees(lambda: person.dialogs(SettingsDialog), "the settings are open")
        dialog = person.dialogs(SettingsDialog)[0]
        choice = dialog.findChild(QComboBox, "max_output_tokens")
        assert choice is not None
        await person.picks(choice, 150)
        await person.clicks_in(dialog, "save")
        await person.sees(lambda: most_for_the_answer(person) < before / 10, "the price follows")

    async def next_day(person: Person) -> None:
        await person.sees(lambda: "answer up to" in person.meter, "the photo is counted")
        assert most_for_the_answer(person) < Decimal("0.0005")

    live(script)
    live(next_day)


def test_testing_without_a_key_says_once_what_is_missing() -> None:
    async def script(person: Person) -> None:
        await person.presses("Ctrl+K")
        await person.sees(lambda: person.dialogs(ConnectDialog), "the way to a key is open")
        dialog = person.dialogs(ConnectDialog)[0]
        assert dialog.current().profile.id == "openai"
        await person.clicks_in(dialog, "test")
        await person.sees(lambda: "A key is missing" in words(dialog.verdict_bar), "it is said")
        said = words(dialog.verdict_bar)
        assert "Paste the key above" in said
        assert "under Connect" not in said
        assert "status page" not in said

    live(script)


def test_a_provider_is_connected_tested_for_free_and_used(
    portrait: Path, data_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def script(person: Person) -> None:
        await person.presses("Ctrl+K")
        await person.sees(lambda: person.dialogs(ConnectDialog), "the way to a key is open")
        dialog = person.dialogs(ConnectDialog)[0]
        choice = dialog.findChild(QComboBox, "provider")
        assert choice is not None
        await person.picks(choice, "mine")
        dialog.key.setFocus()
        await person.types_in(dialog, KEY)
        gateway.models, good = wrong, gateway.models
        await person.clicks_in(dialog, "test")
        await person.sees(lambda: "key" in words(dialog.verdict_bar), "the key is wrong")
        assert gateway.questions == [], "testing costs nothing"
        gateway.models = good
        dialog.key.setFocus()
        await person.types_in(dialog, KEY)
        await person.clicks_in(dialog, "test")
        await person.sees(lambda: "answers" in words(dialog.verdict_bar), "the key is right")
        await person.clicks_in(dialog, "use")
        await person.sees(lambda: person.profile_picker.currentData() == "mine", "it is used")
        person.composer.setFocus()
        await person.drop(portrait)
        await person.asks("What is this?")
        assert person.turns[1] == "A wall."

    wrong = as_json({"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, 401)
    with Gateway(saying("A wall.")).open() as gateway:
        mine = Profile("mine", "My gateway", gateway.base_url, price_factor=Decimal("0.5"))
        save_settings(data_home / "settings.json", Settings(profiles=(mine,)))
        live(script)
        assert gateway.questions[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in caplog.text
    kept = b"".join(path.read_bytes() for path in data_home.rglob("*") if path.is_file())
    assert KEY.encode() not in kept
    assert KEY not in str(os.environ)


def test_closing_while_an_answer_arrives_asks_first(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks("What is this?", waits=False)
        await person.sees(lambda: person.turns[1], "some text is there")
        await person.does("app.quit")
        assert person.window.isVisible()
        assert person.notice.startswith("An answer is still arriving.")
        bar = person.find(QFrame, "notice")
        wait = bar.findChild(QPushButton, "close.wait")
        assert wait is not None
        await person.clicks(wait)
        assert person.is_asking
        await person.does("app.quit")
        await person.dismisses_notice()
        await person.does("app.quit")
        assert person.window.isVisible(), "a question that was put away is asked again"
        stop = bar.findChild(QPushButton, "close.stop")
        assert stop is not None
        await person.clicks(stop)
        await person.sees(person.window.isHidden, "it is closed")

    async def next_day(person: Person) -> None:
        assert person.turns[1].startswith("one")
        assert "Stopped" in person.spoken_turns[1]

    with Gateway(slowly("one two three four five six", word_s=0.5)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)
        live(next_day)
        assert len(gateway.questions) == 1
