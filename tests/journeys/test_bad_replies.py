"""What a provider can answer instead of an answer: a sentence each, and the question comes back."""

from pathlib import Path

import pytest

from tessera.client import retry
from tests.client.recorded import recorded
from tests.client.rogue import Handler, Peer, Received, as_json, plain, streamed
from tests.journeys.gateway import Gateway, saying, slowly, story_of
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

QUESTION = "What is this?"
GOOD = "A wall with a window in it."


def error(name: str) -> bytes:
    """Return one of the errors that the specification has."""
    found = recorded("errors")["errors"][name]
    return as_json(found["body"], found["status"])


async def hangs_up(_received: Received, peer: Peer) -> None:
    """Close without a word."""
    peer.reset()


BAD: dict[str, tuple[bytes | Handler, str]] = {
    "a wrong key": (error("wrong_key"), "did not accept the key"),
    "no credit": (error("no_credit"), "credit"),
    "an organisation that is not verified": (error("not_verified"), "verif"),
    "a model that is not there": (error("no_model"), "does not offer this model"),
    "a refused picture": (error("patches"), "30000"),
    "a web page": (plain(b"<html><h1>Hello</h1></html>", content_type="text/html"), "web page"),
    "half a JSON": (plain(b'{"id": "resp', content_type="application/json"), "127.0.0.1:"),
    "a stream without text or end": (streamed(story_of("x")[:1]), "cut off"),
    "an internal error": (as_json({"error": {"message": "boom"}}, 500), "127.0.0.1:"),
    "silence": (hangs_up, "127.0.0.1:"),
}


def test_each_bad_reply_gets_a_sentence_and_the_question_comes_back(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: dict[str, str] = {}

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types(QUESTION)
        for name, (answer, _words) in BAD.items():
            gateway.answer = answer
            before = len(person.turns)
            await person.presses("Return")
            await person.sees_turns(before + 2)
            said[name] = person.notice
            assert person.composer.toPlainText() == QUESTION, name
            assert person.chip_names == ["portrait.jpg"], name
            await person.dismisses_notice()
        gateway.answer = saying(GOOD)
        await person.presses("Return")
        await person.sees(lambda: person.turns[-1] == GOOD, "the next call works")
        await person.sees(lambda: person.composer.toPlainText() == "", "the question is gone")
        await person.sees(lambda: "Billed 120 tokens" in person.meter, "the bill is there")

    with Gateway(b"").open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)
        assert len(gateway.questions) == len(BAD) + 1, "nothing was sent twice"
        last = gateway.questions[-1].json["input"]
        assert len(last) == 1, "what failed is not sent again"
    wrong = {name: said[name] for name, (_, words) in BAD.items() if words not in said[name]}
    assert not wrong


def test_a_stream_that_ends_early_keeps_its_text_and_says_what_it_may_have_cost(
    portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks(QUESTION)
        assert person.turns == [QUESTION, "A wall with"]
        assert "It may have been charged" in person.notice
        assert "at most" in person.meter
        gateway.answer = saying(GOOD)
        await person.asks("And now?")
        assert person.turns[3] == GOOD

    with Gateway(slowly("A wall with", ends=False)).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)


def test_a_base_url_where_nobody_answers(portrait: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES_S", (0.01, 0.02))

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.types(QUESTION)
        await person.presses("Return")
        await person.sees(lambda: person.notice, "a sentence is there")
        assert "127.0.0.1" in person.notice
        assert "Nothing was sent" in person.notice
        await person.sees(lambda: person.composer.toPlainText() == QUESTION, "the text is back")
        await person.sees(lambda: person.chip_names == ["portrait.jpg"], "the photo is back")

    with Gateway(b"").open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
    live(script)
