"""Asking: whatever a provider does, turn, ledger and journal tell one and the same story."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from tessera.core.errors import (
    OutcomeUnknown,
    OverLimit,
    PictureRejected,
    Refused,
    RequestError,
    ServiceError,
    StoreError,
)
from tessera.core.geometry import Size
from tessera.core.profiles import GPT_PROTO
from tessera.core.replies import Ending, Finished, RefusalDelta, Reply, StoredFile, TextDelta, Usage
from tessera.core.requests import Ask, Pixels
from tessera.core.words import BillStatus
from tessera.store.drafts import Draft
from tessera.store.intents import IntentState
from tessera.store.ledger import LedgerRow
from tessera.store.settings_table import Settings
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.asking import Answered
from tessera.studio.bookkeeping import CUT_BY_FILTER, CUT_BY_LENGTH, Booking, Started
from tessera.studio.course import BROKE_OFF, STOPPED, STOPPED_EARLY, STOPPED_WAITING
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.studio.scripted import (
    ACCEPTED,
    FINISHED,
    LATER,
    MODEL,
    SENT,
    WHOLE,
    ScriptedProvider,
    Step,
    estimate,
    question,
)

MAY = OutcomeUnknown("The connection broke.", may_be_charged=True, request_id="req_9")
NO = Refused("The provider declined.", request_id="req_9")


@dataclass
class Case:
    """A studio with a session in which questions are asked of scripts."""

    studio: Studio
    clock: FixedClock
    session_id: str
    replies: list[Reply] = field(default_factory=list)

    async def start(self, ask: Ask | None = None) -> Started:
        """Note a question."""
        where = Booking(self.session_id)
        profile = ScriptedProvider(()).profile
        return await self.studio.asking.start(ask or question(), estimate(), profile, where)

    async def ask(self, *script: Step) -> Answered:
        """Ask a provider that follows ``script``."""
        return await self.run(await self.start(), ScriptedProvider(script))

    async def run(self, started: Started, provider: ScriptedProvider) -> Answered:
        """Follow a noted question."""
        return await self.studio.asking.run(started, question(), provider, self.replies.append)

    async def refused(self, *script: Step) -> BaseException:
        """Ask, and return what was raised."""
        with pytest.raises((ServiceError, RequestError, StoreError, ZeroDivisionError)) as caught:
            await self.ask(*script)
        return caught.value

    @property
    def turn(self) -> SavedTurn:
        """Return the answer as the library has it."""
        return self.studio.library.turns.of_session(self.session_id)[-1]

    @property
    def entry(self) -> LedgerRow:
        """Return the only entry of the ledger."""
        (entry,) = self.studio.library.ledger.rows()
        return entry

    @property
    def state(self) -> IntentState:
        """Return where the journal has the call."""
        found = self.studio.library.journal.get(self.entry.intent_id or "")
        assert found is not None
        return found.state

    @property
    def story(self) -> tuple[str, str, str]:
        """Return the states of turn, ledger and journal."""
        return self.turn.state.value, self.entry.state.value, self.state.value

    @property
    def raw(self) -> list[bytes]:
        """Return what lies in the inbox."""
        return [path.read_bytes() for path in self.studio.home.inbox.iterdir()]


@pytest_asyncio.fixture
async def case(data_home: object) -> AsyncIterator[Case]:
    """Give an open studio with an empty session."""
    clock = FixedClock()
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, clock)
    yield Case(studio, clock, studio.library.sessions.create().id)
    await studio.close()


async def test_an_answer_is_kept_and_billed_by_its_own_usage(case: Case) -> None:
    answered = await case.ask(*WHOLE)
    assert answered.turn.text == "A red kite."
    assert answered.request_id == "req_1"
    assert (answered.bill.status, answered.bill.input_tokens) == (BillStatus.SETTLED, 1000)
    assert answered.trouble == ""
    assert case.story == ("complete", "settled", "done")
    assert case.turn.bill == answered.bill == case.entry.bill
    assert case.entry.request_id == "req_1"
    assert case.raw == []


async def test_every_reply_is_handed_on_in_order(case: Case) -> None:
    await case.ask(*WHOLE)
    assert case.replies == [step for step in WHOLE if not isinstance(step, bytes | type(SENT))]


async def test_the_question_names_the_session_and_the_draft_is_gone(case: Case) -> None:
    library = case.studio.library
    library.drafts.save(case.session_id, Draft("What is this?"))
    await case.ask(*WHOLE)
    assert library.sessions.get(case.session_id).title == "What is this?"
    assert library.drafts.of(case.session_id).is_empty


async def test_the_price_factor_of_the_profile_is_in_the_bill(case: Case) -> None:
    whole = (await case.run(await case.start(), ScriptedProvider(WHOLE))).bill.usd
    reduced = (await case.run(await case.start(), ScriptedProvider(WHOLE, GPT_PROTO))).bill.usd
    assert whole is not None
    assert reduced == whole * Decimal("0.7")


@pytest.mark.parametrize(
    ("ending", "note"),
    [(Ending.CUT_BY_LENGTH, CUT_BY_LENGTH), (Ending.CUT_BY_FILTER, CUT_BY_FILTER)],
)
async def test_a_cut_answer_is_billed_and_says_why(case: Case, ending: Ending, note: str) -> None:
    answered = await case.ask(SENT, ACCEPTED, TextDelta("A"), Finished(ending, Usage(9, 1), MODEL))
    assert (answered.turn.state, answered.turn.note) == (TurnState.CUT, note)
    assert case.entry.state.value == "settled"


async def test_without_usage_the_bill_is_unknown(case: Case) -> None:
    answered = await case.ask(SENT, ACCEPTED, TextDelta("A"), Finished(Ending.COMPLETE, None))
    assert answered.bill.status is BillStatus.UNKNOWN
    assert case.story == ("complete", "unknown", "done")


async def test_a_refusal_of_the_model_is_kept_as_one(case: Case) -> None:
    await case.ask(SENT, ACCEPTED, RefusalDelta("I will not."), FINISHED)
    assert (case.turn.text, case.turn.refused) == ("I will not.", True)


async def test_the_text_of_the_end_replaces_what_was_streamed(case: Case) -> None:
    end = Finished(Ending.COMPLETE, Usage(9, 1), MODEL, whole_text="A blue kite.")
    await case.ask(SENT, ACCEPTED, TextDelta("A red"), end)
    assert case.turn.text == "A blue kite."


EARLY: dict[str, tuple[tuple[Step, ...], tuple[str, str, str]]] = {
    "perhaps bought, nothing came": ((SENT, MAY), ("failed", "unknown", "unknown")),
    "perhaps bought, half came": (
        (SENT, ACCEPTED, b"raw", TextDelta("A red"), MAY),
        ("cut", "unknown", "unknown"),
    ),
    "surely refused": ((SENT, NO), ("failed", "failed", "failed")),
    "limited": ((SENT, OverLimit("Too fast.")), ("failed", "failed", "failed")),
    "never sent": ((MAY,), ("failed", "failed", "failed")),
    "refused here": ((RequestError("Too long."),), ("failed", "failed", "failed")),
    "a picture gone after sending": (
        (SENT, StoreError("A picture is gone.")),
        ("failed", "unknown", "unknown"),
    ),
    "an end without an end": (
        (SENT, ACCEPTED, TextDelta("A red")),
        ("cut", "unknown", "unknown"),
    ),
    "a mistake of ours": ((SENT, ZeroDivisionError()), ("failed", "unknown", "unknown")),
    "a mistake before sending": ((ZeroDivisionError(),), ("failed", "failed", "failed")),
}


@pytest.mark.parametrize(("script", "story"), EARLY.values(), ids=EARLY.keys())
async def test_every_early_end_is_booked_as_what_it_was(
    case: Case, script: tuple[Step, ...], story: tuple[str, str, str]
) -> None:
    error = await case.refused(*script)
    assert case.story == story
    assert case.turn.note == (BROKE_OFF if isinstance(error, ZeroDivisionError) else str(error))
    unknown = story[1] == "unknown"
    assert (case.turn.bill is not None) == unknown


async def test_what_came_before_a_cut_is_kept_as_text_and_raw(case: Case) -> None:
    await case.refused(*EARLY["perhaps bought, half came"][0])
    assert case.turn.text == "A red"
    assert case.raw == [b"raw"]


@pytest.mark.parametrize("error", [MAY, NO])
async def test_the_id_of_a_failure_reaches_the_ledger(case: Case, error: ServiceError) -> None:
    await case.refused(SENT, error)
    assert case.entry.request_id == "req_9"


async def test_a_listener_that_fails_does_not_lose_the_call(case: Case) -> None:
    def broken(_: Reply) -> None:
        raise ZeroDivisionError

    started = await case.start()
    provider = ScriptedProvider(WHOLE)
    with pytest.raises(ZeroDivisionError):
        await case.studio.asking.run(started, question(), provider, broken)
    assert case.story == ("failed", "unknown", "unknown")
    assert provider.is_closed


@pytest.mark.parametrize(
    ("before", "story", "note"),
    [
        pytest.param((), ("stopped", "failed", "failed"), STOPPED_EARLY, id="before-sending"),
        pytest.param((SENT,), ("stopped", "unknown", "unknown"), STOPPED, id="after-sending"),
        pytest.param(
            (SENT, ACCEPTED, TextDelta("A red")),
            ("stopped", "unknown", "unknown"),
            STOPPED,
            id="amid-the-answer",
        ),
        pytest.param(
            (SENT, LATER), ("stopped", "failed", "failed"), STOPPED_WAITING, id="between-two-tries"
        ),
        pytest.param(
            (SENT, LATER, SENT), ("stopped", "unknown", "unknown"), STOPPED, id="amid-the-second"
        ),
        pytest.param(
            (SENT, b"raw", LATER),
            ("stopped", "unknown", "unknown"),
            STOPPED,
            id="waiting-after-an-answer-began",
        ),
    ],
)
async def test_a_stop_is_booked_before_it_goes_on(
    case: Case, before: tuple[Step, ...], story: tuple[str, str, str], note: str
) -> None:
    provider = ScriptedProvider((*before, asyncio.Event()))
    started = await case.start()
    task = asyncio.create_task(case.run(started, provider), name="ask")
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert case.story == story
    assert case.turn.note == note
    assert provider.is_closed


async def test_a_second_stop_does_not_undo_the_booking_of_the_first(case: Case) -> None:
    started = await case.start()
    provider = ScriptedProvider((SENT, asyncio.Event()))
    task = asyncio.create_task(case.run(started, provider), name="ask")
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await case.studio.desk.run(lambda: None)
    assert case.story == ("stopped", "unknown", "unknown")


async def test_a_stop_while_the_call_is_noted_books_it_as_never_sent(case: Case) -> None:
    task = asyncio.create_task(case.start(), name="start")
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert case.story == ("stopped", "failed", "failed")


async def test_a_noted_call_can_be_called_off(case: Case) -> None:
    await case.studio.asking.call_off(await case.start())
    assert case.story == ("stopped", "failed", "failed")
    assert case.turn.note == STOPPED_EARLY


async def test_what_the_model_would_not_take_is_not_even_noted(case: Case) -> None:
    where, profile = Booking(case.session_id), ScriptedProvider(()).profile
    with pytest.raises(PictureRejected, match="too many patches"):
        await case.studio.asking.start(
            question(), estimate(rejected="It has too many patches."), profile, where
        )
    assert case.studio.library.ledger.rows() == ()
    assert case.studio.library.turns.of_session(case.session_id) == ()


@pytest.mark.expects_log("could not be kept")
async def test_an_answer_that_the_disk_refuses_is_handed_out_all_the_same(case: Case) -> None:
    started = await case.start()
    shutil.rmtree(case.studio.home.inbox)
    answered = await case.run(started, ScriptedProvider(WHOLE))
    assert answered.turn.text == "A red kite."
    assert answered.turn.state is TurnState.COMPLETE
    assert "could not be written" in answered.trouble


async def test_the_text_so_far_is_kept_now_and_then(case: Case) -> None:
    pause = asyncio.Event()
    provider = ScriptedProvider(
        (SENT, ACCEPTED, TextDelta("A "), TextDelta("red "), pause, TextDelta("kite."), FINISHED)
    )
    started = await case.start()
    seen: list[str] = []

    def listen(reply: Reply) -> None:
        case.clock.forward(0.2)
        seen.append(case.turn.text)

    task = asyncio.create_task(
        case.studio.asking.run(started, question(), provider, listen), name="ask"
    )
    await asyncio.sleep(0.05)
    await case.studio.desk.run(lambda: None)
    assert case.turn.text == "A red "
    pause.set()
    await task
    assert case.turn.text == "A red kite."


async def test_a_picture_that_was_stored_at_the_provider_is_remembered(case: Case) -> None:
    pixels = Pixels("ab" * 32, Size(9000, 9000), "image/png", 30_000_000)
    stored = StoredFile("file-1", "picture.png", 30_000_000, "vision", 100, 3700)
    provider = ScriptedProvider(((pixels, stored), *WHOLE))
    await case.run(await case.start(), provider)
    await case.studio.desk.run(lambda: None)
    (kept,) = case.studio.library.provider_files.of(provider.profile)
    assert (kept.file_id, kept.sha256) == ("file-1", pixels.sha256)
    assert kept.expires == case.clock.now() + timedelta(seconds=3600)


async def test_who_wants_nothing_stored_meanwhile_is_obeyed_when_the_question_leaves(
    case: Case,
) -> None:
    await case.studio.change_settings(Settings(do_not_store=True))
    for stored in (
        replace(question(), store=True),
        replace(question(), store=True, background=True),
    ):
        with pytest.raises(RequestError, match="Do not store answers was switched on"):
            await case.start(stored)
    assert case.studio.library.ledger.rows() == ()
    await case.start(replace(question(), store=False))
