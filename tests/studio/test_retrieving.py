"""After a crash: a background answer is fetched by its id, and never bought again."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.errors import OutcomeUnknown
from tessera.core.replies import Accepted, TextDelta
from tessera.core.words import BillStatus
from tessera.store.ledger import LedgerRow
from tessera.store.turns import SavedTurn
from tessera.studio.bookkeeping import Booking, Started
from tessera.studio.course import STOPPED_TOO_LATE
from tessera.studio.recover import Recovered, fetch_waiting, resolve
from tessera.studio.retrieving import GONE
from tessera.studio.studio import Studio
from tests.client.recorded import ANSWER, events, recorded
from tests.client.rogue import Rogue, as_json, sse
from tests.fakes import FixedClock
from tests.studio.scripted import SENT, ScriptedProvider, Step, estimate, question
from tests.studio.scripted_make import PNG

WHOLE = events("responses_stream")[-1]["response"]
RESPONSE_ID = WHOLE["id"]
AT_WORK = recorded("responses_whole")["body"] | {"status": "in_progress", "output": []}


class Case:
    """A studio whose provider is a rogue, and a background call that nobody follows."""

    def __init__(self, home: Path) -> None:
        self.rogue = Rogue()
        self.clock = FixedClock()
        self._home = home
        self._studio: Studio | None = None

    @property
    def studio(self) -> Studio:
        """Return the studio, opened once the provider listens."""
        if self._studio is None:
            environ = {
                "TESSERA_HOME": str(self._home),
                "OPENAI_BASE_URL": f"http://127.0.0.1:{self.rogue.port}/v1",
                "OPENAI_API_KEY": "sk-test-0123456789abcdef",
            }
            self._studio = Studio.open(environ, self.clock)
        return self._studio

    async def killed(self, *received: bytes, store: bool = True) -> Started:
        """Leave a background call as a killed program does."""
        studio = self.studio
        ask = replace(question(), background=True, store=store)
        where = Booking(studio.library.sessions.create().id)
        profile = studio.choose_profile(None).profile
        started = await studio.asking.start(ask, estimate(), profile, where)
        started.intent.sent()
        started.intent.identified(request_id=None, response_id=RESPONSE_ID)
        for chunk in received:
            started.intent.received(chunk)
        await studio.desk.run(started.intent.let_go)
        return started

    @property
    def entry(self) -> LedgerRow:
        """Return the only entry of the ledger."""
        (entry,) = self.studio.library.ledger.rows()
        return entry


@pytest_asyncio.fixture
async def case(data_home: Path) -> AsyncIterator[Case]:
    """Give a provider that listens and a studio that calls it."""
    case = Case(data_home)
    async with case.rogue:
        yield case
        await case.studio.close()


def counts(found: Recovered) -> tuple[int, int, int]:
    """Return how many are settled, unknown and waited for."""
    return len(found.settled), len(found.unknown), len(found.waiting)


async def test_an_answer_that_is_ready_is_fetched_and_settled(case: Case) -> None:
    case.rogue.answers = [as_json(WHOLE)]
    started = await case.killed(sse(events("responses_stream")[0]))
    assert counts(await resolve(case.studio)) == (1, 0, 0)
    turn = case.studio.library.turns.get(started.answer.id)
    assert (turn.text, turn.state.value) == (ANSWER, "complete")
    assert case.entry.state.value == "settled"
    assert [request.target for request in case.rogue.requests] == [f"/v1/responses/{RESPONSE_ID}"]
    assert case.rogue.requests[0].method == "GET"


async def test_a_picture_inside_it_is_a_version(case: Case) -> None:
    item = {
        "type": "image_generation_call",
        "id": "ig_1",
        "status": "completed",
        "result": base64.b64encode(PNG).decode(),
    }
    case.rogue.answers = [as_json(WHOLE | {"output": [*WHOLE["output"], item]})]
    started = await case.killed()
    assert counts(await resolve(case.studio)) == (1, 0, 0)
    (version,) = case.studio.library.versions.of_intent(started.intent.id)
    assert case.studio.library.blobs.read(version.photo.blob.sha256) == PNG


async def test_an_answer_still_at_work_is_waited_for_and_fetched_later(case: Case) -> None:
    case.rogue.answers = [as_json(AT_WORK), as_json(WHOLE)]
    started = await case.killed()
    assert counts(await resolve(case.studio)) == (0, 0, 1)
    assert case.entry.state.value == "open"
    assert case.studio.library.turns.get(started.answer.id).state.value == "streaming"
    assert counts(await resolve(case.studio)) == (1, 0, 0)


@pytest.mark.expects_log("without a verdict")
async def test_an_answer_at_work_for_too_long_is_unknown(case: Case) -> None:
    case.rogue.answers = [as_json(AT_WORK)]
    await case.killed()
    case.clock.forward(3600)
    assert counts(await resolve(case.studio)) == (0, 1, 0)
    (unknown,) = case.studio.library.journal.unknown()
    assert unknown.note == GONE


@pytest.mark.expects_log("without a verdict")
async def test_an_answer_that_the_provider_forgot_is_unknown(case: Case) -> None:
    case.rogue.answers = [as_json({"error": {"message": "no such response"}}, 404)]
    await case.killed()
    assert counts(await resolve(case.studio)) == (0, 1, 0)
    assert case.entry.state.value == "unknown"


async def test_a_provider_that_fails_now_is_asked_again_later(case: Case) -> None:
    case.rogue.answers = [as_json({"error": {"message": "boom"}}, 500), as_json(WHOLE)]
    await case.killed()
    found = await resolve(case.studio)
    while found.waiting:
        found = await resolve(case.studio)
    assert counts(found) == (1, 0, 0)
    assert all(request.method == "GET" for request in case.rogue.requests)


@pytest.mark.expects_log("without a verdict")
async def test_what_the_provider_does_not_store_cannot_be_fetched(case: Case) -> None:
    await case.killed(store=False)
    assert counts(await resolve(case.studio)) == (0, 1, 0)
    assert case.rogue.requests == []


async def test_a_window_opens_at_once_and_the_rest_is_done_beside_it(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tessera.studio.recover.PAUSES_S", (0.01,))
    case.rogue.answers = [as_json(AT_WORK), as_json(AT_WORK), as_json(WHOLE)]
    started = await case.killed()
    quick = await resolve(case.studio, is_quick=True)
    assert case.rogue.requests == []
    assert [saved.id for saved in quick.waiting] == [started.intent.id]
    found = await fetch_waiting(case.studio, quick.waiting)
    assert counts(found) == (1, 0, 0)
    assert len(case.rogue.requests) == 3
    assert case.studio.library.turns.get(started.answer.id).text == ANSWER


async def cut(case: Case, *came: Step) -> SavedTurn:
    """Ask in the background until listening gives up; return the turn as it is shown."""
    away = OutcomeUnknown("It is away.", may_be_charged=True)
    away.goes_on = True
    ask = replace(question(), background=True, store=True)
    where = Booking(case.studio.library.sessions.create().id)
    profile = case.studio.choose_profile(None).profile
    started = await case.studio.asking.start(ask, estimate(), profile, where)
    provider = ScriptedProvider((SENT, Accepted(None, RESPONSE_ID), *came, away))
    with pytest.raises(OutcomeUnknown):
        await case.studio.asking.run(started, ask, provider, lambda _: None)
    return case.studio.library.turns.get(started.answer.id)


async def test_an_answer_whose_listening_gives_up_keeps_its_words_and_is_fetched(
    case: Case,
) -> None:
    turn = await cut(case, b"raw", TextDelta("A red"))
    assert (turn.text, turn.state.value, turn.note) == ("A red", "cut", "It is away.")
    assert case.entry.state.value == "open"
    case.rogue.answers = [as_json(WHOLE)]
    assert counts(await resolve(case.studio)) == (1, 0, 0)
    turn = case.studio.library.turns.get(turn.id)
    assert (turn.text, turn.state.value, turn.note) == (ANSWER, "complete", "")
    assert case.entry.state.value == "settled"


@pytest.mark.expects_log("without a verdict")
async def test_a_turn_that_waited_in_vain_says_that_the_answer_is_gone(case: Case) -> None:
    turn = await cut(case, b"raw", TextDelta("A red"))
    case.rogue.answers = [as_json({"error": {"message": "no such response"}}, 404)]
    assert counts(await resolve(case.studio)) == (0, 1, 0)
    turn = case.studio.library.turns.get(turn.id)
    assert (turn.text, turn.state.value, turn.note) == ("A red", "cut", GONE)
    assert turn.bill is not None
    assert turn.bill.status is BillStatus.UNKNOWN


async def test_an_answer_that_ended_before_the_stop_is_fetched_and_kept(case: Case) -> None:
    ask = replace(question(), background=True, store=True)
    where = Booking(case.studio.library.sessions.create().id)
    profile = case.studio.choose_profile(None).profile
    started = await case.studio.asking.start(ask, estimate(), profile, where)
    script = (SENT, Accepted(None, RESPONSE_ID), TextDelta("A red"), asyncio.Event())
    provider, began = ScriptedProvider(script, status="completed"), asyncio.Event()
    run = case.studio.asking.run(started, ask, provider, lambda _: began.set())
    task = asyncio.create_task(run)
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    turn = case.studio.library.turns.get(started.answer.id)
    assert (turn.state.value, turn.note) == ("cut", STOPPED_TOO_LATE)
    assert case.entry.state.value == "open"
    case.rogue.answers = [as_json(WHOLE)]
    assert counts(await resolve(case.studio)) == (1, 0, 0)
    assert case.studio.library.turns.get(turn.id).text == ANSWER
