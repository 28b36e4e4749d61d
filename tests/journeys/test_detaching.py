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
from tests.journeys.maker import Maker
from tests.journeys.person import Person
from tests.journeys.test_through_answer import Patient, goes_through

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


def test_a_picture_that_can_be_fetched_is_offered_so_though_a_question_and_an_order_wait(
    data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_home.mkdir()
    save_settings(data_home / "settings.json", Settings(calls_at_once=1))

    async def script(person: Person) -> None:
        maker, window = Maker(person), person.window
        await maker.opens("Generate")
        await maker.writes("A red kite")
        await goes_through(person, maker)
        await person.sees(lambda: maker.button.isEnabled(), "it can be ordered")
        await person.clicks(maker.button)
        await person.sees(lambda: window.studio.making.can_detach, "the provider has begun")
        await maker.writes("A blue kite over the sea")
        await person.sees(lambda: maker.button.isEnabled(), "another can be ordered")
        await person.clicks(maker.button)
        await person.sees(lambda: window.desks.waiting_orders == 1, "it waits")
        await maker.writes("Something else")
        await maker.opens("Ask")
        person.composer.setFocus()
        await person.types("What is a kite?")
        await person.presses("Return")
        await person.sees(lambda: window.asking.queue.is_waiting, "the question waits")
        await person.does("app.quit")
        assert "keeps it for about ten minutes" in person.notice
        assert "1 order waits unsent" in person.notice
        later = person.find(QFrame, "notice").findChild(QPushButton, "close.detach")
        assert later is not None
        await person.clicks(later)
        await person.sees(person.window.isHidden, "it is closed")

    async def next_day(person: Person) -> None:
        kept = [each.name for each in person.window.studio.library.templates.all()]
        assert kept == ["Not sent: A blue kite over the sea"]

    gateway = Gateway(Patient().begins)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)
        live(next_day)
        assert len(gateway.questions) == 1


def test_orders_that_a_pause_holds_are_not_closed_over_without_a_word() -> None:
    async def script(person: Person) -> None:
        maker, window = Maker(person), person.window
        await maker.opens("Generate")
        await maker.writes("A red kite")
        await person.sees(lambda: maker.button.isEnabled(), "it can be ordered")
        await window.studio.queue.pause()
        await person.clicks(maker.button)
        await person.sees(lambda: window.desks.waiting_orders == 1, "it waits")
        await person.does("app.quit")
        assert window.isVisible()
        assert person.notice.startswith("Not everything was sent. 1 order waits unsent.")
        stop = person.find(QFrame, "notice").findChild(QPushButton, "close.stop")
        assert stop is not None
        assert stop.text() == "Close"
        await person.clicks(stop)
        await person.sees(window.isHidden, "it is closed")
        assert window.studio.library.ledger.rows() == ()

    live(script)
