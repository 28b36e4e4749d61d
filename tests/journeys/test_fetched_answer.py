"""A window that opens after a crash: the answer that went on without it arrives by itself."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tessera.studio.bookkeeping import Booking
from tessera.studio.clock import SystemClock
from tessera.studio.studio import Studio
from tessera.ui.beginning import show_what_was_made
from tests.client.rogue import Handler, Peer, Received, as_json
from tests.journeys.gateway import Gateway, story_of
from tests.journeys.living import live
from tests.journeys.maker import Maker
from tests.journeys.person import Person
from tests.studio.scripted import estimate, question

pytestmark = pytest.mark.journey

ANSWER = "A red kite over the sea."
WHOLE = story_of(ANSWER)[-1]["response"]
AT_WORK = WHOLE | {"status": "in_progress", "output": []}


def fetched_on_the_second_try(models: bytes | Handler) -> Handler:
    """Return what answers a GET: still at work once, then the whole answer; else the models."""
    tries: list[bytes] = [as_json(AT_WORK), as_json(WHOLE)]

    async def answer(received: Received, peer: Peer) -> None:
        if received.target.startswith("/v1/responses/"):
            await peer.send(tries.pop(0))
        elif callable(models):
            await models(received, peer)
        else:
            await peer.send(models)

    return answer


async def ask_and_die(environ: dict[str, str]) -> None:
    """Leave a background answer behind as a killed program does."""
    studio = Studio.open(environ, SystemClock())
    ask = replace(question(), background=True, store=True)
    session = studio.library.sessions.create(title="kite")
    profile = studio.choose_profile(None).profile
    started = await studio.asking.start(ask, estimate(), profile, Booking(session.id))
    started.intent.sent()
    started.intent.identified(request_id=None, response_id="resp_1")
    await studio.desk.run(started.intent.let_go)
    studio.library.window.put("session", session.id)
    await studio.close()


def test_a_background_answer_arrives_in_the_window_that_opens_after_a_crash(
    data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tessera.studio.recover.PAUSES_S", (0.2,))
    gateway = Gateway(b"")
    gateway.models = fetched_on_the_second_try(gateway.models)
    with gateway.open():
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")
        environ = {
            "TESSERA_HOME": str(data_home),
            "OPENAI_BASE_URL": gateway.base_url,
            "OPENAI_API_KEY": "sk-test-0123456789abcdef",
        }
        asyncio.run(ask_and_die(environ))

        async def script(person: Person) -> None:
            await person.reads("you were waiting for when Tessera ended")
            await person.sees(lambda: person.turns[-1] == ANSWER, "the answer is there")

        live(script)
        assert gateway.questions == []


def test_a_fetched_picture_does_not_come_into_a_session_that_was_opened_meanwhile() -> None:
    async def script(person: Person) -> None:
        maker, window = Maker(person), person.window
        await maker.opens("Generate")
        await maker.writes("A red kite")
        await maker.makes()
        made = window.studio.library.versions.get(window.desk.state.current)
        assert made.origin.intent_id is not None
        intent = window.studio.library.journal.get(made.origin.intent_id)
        assert intent is not None
        before = window.desk.state.session_id
        window.sessions.new()
        await person.sees(lambda: window.desk.state.session_id != before, "another one is open")
        await show_what_was_made(window, [intent])
        assert not window.jobs.is_running("open version")
        assert window.desk.state.current == ""

    live(script)
