"""A question takes its turn among all paid calls: it says that it waits, and can be taken back."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.client.rogue import Peer, Received, as_json, streamed
from tests.journeys.gateway import Gateway, story_of
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

QUESTION = "What stands there?"


def line(person: Person) -> QWidget | None:
    return person.window.findChild(QWidget, "chatQueue")


def waits_for(person: Person) -> str:
    """Return what the line above the composer says."""
    shown = line(person)
    if shown is None or not shown.isVisible():
        return ""
    label = shown.findChild(QLabel, "queueWords")
    assert label is not None
    return label.text()


async def sends(person: Person, text: str = "") -> None:
    """Write a question and press Enter."""
    person.composer.setFocus()
    await person.types(text)
    await person.presses("Return")


async def pictures_never_end(received: Received, peer: Peer) -> None:
    """Say nothing to an order until the client goes; answer questions."""
    if received.target.startswith("/v1/images"):
        await peer.gone()
    else:
        await peer.send(streamed(story_of("A kite.")))


@pytest.fixture(autouse=True)
def one_at_a_time(data_home: Path) -> None:
    data_home.mkdir()
    (data_home / "settings.json").write_text(json.dumps({"version": 1, "calls_at_once": 1}))


def test_a_question_waits_behind_a_picture_and_can_be_taken_back(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        maker = Maker(person)
        await maker.opens("Generate")
        await maker.writes("A red kite")
        await person.sees(lambda: maker.button.isEnabled(), "it can be ordered")
        await person.clicks(maker.button)
        await person.sees(lambda: person.window.desks.is_making, "it is being made")
        await maker.opens("Ask")
        await sends(person, QUESTION)
        await person.sees(lambda: "as many calls run at once" in waits_for(person), "it says so")
        assert gateway.questions == []
        assert person.composer.toPlainText() == QUESTION, "what was written stays"
        await person.clicks(person.window.parts.chat.stop_button)
        await person.sees(lambda: not waits_for(person), "it is taken back")
        assert person.composer.toPlainText() == QUESTION
        assert len(person.window.studio.library.ledger.rows()) == 1, "nothing of it was booked"
        await sends(person)
        await person.sees(lambda: waits_for(person), "it waits again")
        person.window.desks.makes.stop()
        await person.sees(lambda: person.turns[-1:] == ["A kite."], "its turn came")
        assert not waits_for(person)

    gateway = Gateway(pictures_never_end)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)
        assert len(gateway.questions) == 1


def test_without_credit_the_queue_is_paused_and_a_question_tries_whether_that_is_over(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await sends(person, QUESTION)
        await person.sees(lambda: "Paused." in waits_for(person), "the queue is paused")
        await person.sees(lambda: not person.window.desk.state.is_asking, "the call is over")
        await sends(person)
        await person.sees(lambda: person.turns[-1:] == ["A kite."], "the next one is answered")
        await person.sees(lambda: not waits_for(person), "and the queue goes on")

    broke = {"error": {"message": "no credit", "type": "insufficient_quota", "code": "x"}}
    replies = [as_json(broke, 429), streamed(story_of("A kite."))]

    async def in_turn(_: Received, peer: Peer) -> None:
        await peer.send(replies.pop(0))

    gateway = Gateway(in_turn)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)


def test_a_pause_by_hand_holds_a_question_until_it_is_let_go_on(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.window.studio.queue.pause()
        await sends(person, QUESTION)
        await person.sees(lambda: "1 waiting" in waits_for(person), "it waits")
        shown = line(person)
        assert shown is not None
        go_on = shown.findChild(QPushButton, "queueGoOn")
        assert go_on is not None
        await person.clicks(go_on)
        await person.sees(lambda: person.turns[-1:] == ["A kite."], "its turn came")

    gateway = Gateway(streamed(story_of("A kite.")))
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        live(script)
