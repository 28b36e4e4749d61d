"""Closing while a dear answer arrives: it may go on without the window, and be fetched later."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton

from tessera.store.settings import save_settings
from tessera.store.settings_table import Settings
from tests.client.rogue import Handler, Peer, Received, as_json, chunked, sse, stream_head
from tests.journeys.gateway import Gateway, story_of
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

ANSWER = "one two three four five six"
STORY = [event | {"sequence_number": n} for n, event in enumerate(story_of(ANSWER))]


async def begins(_: Received, peer: Peer) -> None:
    """Say the first words, and then nothing until the window has gone."""
    await peer.send(stream_head() + b"".join(chunked(sse(event)) for event in STORY[:4]))
    await peer.gone()


def finished(models: bytes | Handler) -> Handler:
    """Return what answers a GET: the whole answer, else the list of models."""

    async def answer(received: Received, peer: Peer) -> None:
        is_answer = received.target.startswith("/v1/responses/")
        reply = as_json(STORY[-1]["response"]) if is_answer else models
        assert isinstance(reply, bytes)
        await peer.send(reply)

    return answer


def test_a_dear_answer_goes_on_without_the_window_and_is_there_the_next_day(
    portrait: Path, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_home.mkdir()
    dear = Settings(background_above_usd=Decimal("0.0000001"))
    save_settings(data_home / "settings.json", dear)
    monkeypatch.setattr("tessera.studio.recover.PAUSES_S", (0.2,))

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks("What is this?", waits=False)
        await person.sees(lambda: person.turns[1], "some text is there")
        assert "stores question and answer" in person.notice
        await person.does("app.quit")
        assert "keeps it for about ten minutes" in person.notice
        later = person.find(QFrame, "notice").findChild(QPushButton, "close.detach")
        assert later is not None
        await person.clicks(later)
        await person.sees(person.window.isHidden, "it is closed")

    async def next_day(person: Person) -> None:
        await person.sees(lambda: person.turns[-1] == ANSWER, "the answer is there")

    gateway = Gateway(begins)
    gateway.models = finished(gateway.models)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)
        asyncio.run(asyncio.sleep(0))
        live(next_day)
        assert len(gateway.questions) == 1
        assert gateway.questions[0].json["background"] is True
