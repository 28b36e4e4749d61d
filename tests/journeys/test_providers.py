"""Who answers: picked, kept, with the models they list themselves; and one window per library."""

import asyncio
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton

from tessera.core.profiles import Capabilities, Profile, Route
from tessera.store.settings import save_settings
from tessera.store.settings_table import Settings
from tessera.ui.dialogs.connect import ConnectDialog
from tests.client.rogue import as_json
from tests.journeys.gateway import Gateway, saying
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

GOOD = "A wall with a window in it."
RETIRED, UNKNOWN = "gpt-4-turbo", "llama-that-sees"


def own_profile(gateway: Gateway) -> Profile:
    """Return a server of the person's own, such as one on their machine."""
    return Profile(
        "mine",
        "My server",
        gateway.base_url,
        needs_key=False,
        price_factor=Decimal(0),
        capabilities=Capabilities(route=Route.CHAT, files=False, links=False, input_tokens=False),
    )


def test_a_provider_is_picked_used_and_kept(portrait: Path, data_home: Path) -> None:
    body = {
        "id": "chat-1",
        "object": "chat.completion",
        "model": UNKNOWN,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": GOOD},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 8, "total_tokens": 908},
    }

    async def script(person: Person) -> None:
        await person.drop(portrait)
        assert person.profile_picker.currentData() == "sandbox"
        await person.picks(person.profile_picker, "mine")
        await person.sees(
            lambda: person.model_picker.findData(UNKNOWN) >= 0, "its models are listed"
        )
        await person.picks(person.model_picker, UNKNOWN)
        assert "Sandbox" not in person.meter
        person.composer.setFocus()
        await person.asks("What is this?")
        assert person.turns[1] == GOOD

    async def next_day(person: Person) -> None:
        assert person.profile_picker.currentData() == "mine"
        assert person.model_picker.currentData() == UNKNOWN

    with Gateway(as_json(body), models=[UNKNOWN]).open() as gateway:
        save_settings(data_home / "settings.json", Settings(profiles=(own_profile(gateway),)))
        live(script)
        live(next_day)
        sent = [r for r in gateway.requests if r.method == "POST"]
        assert [request.target for request in sent] == ["/v1/chat/completions"]
        assert sent[0].json["model"] == UNKNOWN
        assert "authorization" not in sent[0].headers


def test_models_that_only_the_gateway_still_lists_are_offered_there(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(person: Person) -> None:
        await person.sees(
            lambda: person.model_picker.findData(RETIRED) >= 0, "the retired one is offered"
        )
        await person.drop(portrait)
        await person.picks(person.model_picker, RETIRED)
        assert person.tokens == 765, "4 tiles of 170 and a base of 85"
        await person.asks("What is this?")
        await person.picks(person.model_picker, UNKNOWN)
        await person.sees(lambda: person.tokens is None, "nobody knows this one's price")
        assert "known after the reply" in person.meter
        person.composer.setFocus()
        await person.asks("And this?")
        assert person.turns[3] == GOOD

    with Gateway(saying(GOOD), models=["gpt-5.6-luna", RETIRED, UNKNOWN]).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)
        assert [question.json["model"] for question in gateway.questions] == [RETIRED, UNKNOWN]


def test_a_wrong_key_leads_to_the_place_where_it_is_entered(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = as_json({"error": {"message": "Incorrect API key provided", "code": None}}, 401)

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types("What is this?")
        await person.presses("Return")
        await person.reads("did not accept the key")
        connect = person.find(QFrame, "notice").findChild(QPushButton, "app.connect")
        assert connect is not None
        await person.clicks(connect)
        await person.sees(lambda: person.dialogs(ConnectDialog), "the way to a key is open")
        dialog = person.dialogs(ConnectDialog)[0]
        await person.presses_in(dialog, "Esc")
        await person.sees(lambda: not person.dialogs(ConnectDialog), "it can be left")
        assert person.composer.toPlainText() == "What is this?"

    with Gateway(wrong).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong-0123456789")
        live(script)
        assert len(gateway.questions) == 1


def test_openai_without_a_key_sends_nothing_and_says_so(portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.picks(person.profile_picker, "openai")
        await person.drop(portrait)
        person.composer.setFocus()
        await person.types("What is this?")
        await person.presses("Return")
        await person.sees(lambda: "key" in person.notice, "a sentence is there")
        assert "OpenAI" in person.notice
        await person.sees(
            lambda: person.composer.toPlainText() == "What is this?", "the text is there"
        )
        assert person.chip_names == ["portrait.jpg"]
        await person.picks(person.profile_picker, "sandbox")
        person.composer.setFocus()
        await person.presses("Return")
        await person.sees(lambda: "Billed" in person.meter, "the sandbox answers")

    live(script)


def test_a_second_window_on_the_same_library_is_refused_in_one_line() -> None:
    async def script(person: Person) -> None:
        await person.types("still here")
        second = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "tessera"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert second.returncode == 1
        assert second.stdout == ""
        assert second.stderr.startswith("tessera: ")
        assert second.stderr.count("\n") == 1
        assert "another window" in second.stderr.lower()
        meter = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "tessera", "meter", "--size", "100x100", "--json"],
            capture_output=True,
            check=True,
            timeout=30,
        )
        assert json.loads(meter.stdout), "commands share the library with the window"
        assert person.composer.toPlainText() == "still here"

    live(script)
