"""A question takes its turn among all paid calls: it says that it waits, and can be taken back."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tessera.core.errors import NoCredit
from tessera.core.estimates import Bill
from tessera.core.words import BillStatus
from tessera.ui.make.runner import Ordered
from tessera.ui.make.works import Calls, GenerateWork, Outcome
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


@dataclass(frozen=True, slots=True)
class TwoSteps(GenerateWork):
    """A work of two calls; another call of the program meets an end of the credit meanwhile."""

    begun: list[int] = field(default_factory=list)

    async def run(self, calls: Calls) -> Outcome:
        async with calls.turn():
            self.begun.append(1)
            calls.studio.queue.heed(NoCredit("No credit is left."))
        async with calls.turn():
            self.begun.append(2)
        return Outcome((), self.estimate, Bill(0, 0, None, BillStatus.UNKNOWN))


def test_what_is_pressed_after_a_failure_tries_and_its_next_step_is_held_by_another(
    portrait: Path,
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        maker, queue = Maker(person), person.window.studio.queue
        await maker.opens("Generate")
        await maker.writes("A red kite")
        await person.sees(lambda: maker.button.isEnabled(), "it can be ordered")
        makes = person.window.desks.makes
        plan, profile = makes.plan, makes.known.profile
        assert plan is not None
        assert plan.estimate is not None
        assert profile is not None
        work = makes.modes.source(makes.mode).work(plan.order, plan.estimate)
        assert isinstance(work, GenerateWork)
        steps = TwoSteps(work.make, work.estimate, work.booking)
        queue.heed(NoCredit("No credit is left."))
        makes.orders.order(Ordered(steps, plan.estimate, profile))
        await person.sees(lambda: steps.begun, "the first step tries")
        await person.sees(lambda: queue.state.running == 0, "it has ended")
        await person.sees(lambda: queue.state.waiting or len(steps.begun) > 1, "the next step came")
        assert steps.begun == [1]
        await queue.go_on()
        await person.sees(lambda: not makes.is_running, "it went on")
        assert steps.begun == [1, 2]

    live(script)
