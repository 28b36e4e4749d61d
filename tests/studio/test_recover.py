"""At the next start: what became of calls that nobody followed to their end."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.profiles import OPENAI, Profile
from tessera.core.words import BillStatus
from tessera.store.ledger import LedgerRow
from tessera.store.turns import SavedTurn
from tessera.studio.bookkeeping import Booking, Started
from tessera.studio.providers import ENVIRONMENT_ID
from tessera.studio.recover import Recovered, resolve
from tessera.studio.studio import Studio
from tests.client.recorded import ANSWER, events
from tests.client.rogue import sse
from tests.fakes import FixedClock
from tests.studio.scripted import estimate, question
from tests.studio.scripted_make import PNG

STREAM = [sse(event) for event in events("responses_stream")]
CHAT = b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in events("chat_stream"))
GONE = Profile("gone", "Gone", "https://gone.example/v1")
ENVIRONMENT = Profile(ENVIRONMENT_ID, "Environment", "http://127.0.0.1:9/v1", needs_key=False)


@pytest_asyncio.fixture
async def studio(data_home: Path) -> AsyncIterator[Studio]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield studio
    await studio.close()


async def begun(studio: Studio, profile: Profile = OPENAI) -> Started:
    """Note a question in a session of its own."""
    where = Booking(studio.library.sessions.create().id)
    return await studio.asking.start(question(), estimate(), profile, where)


async def dead(
    studio: Studio, *received: bytes, profile: Profile = OPENAI, sent: bool = True
) -> Started:
    """Leave a call as a killed program does, after it had received so much."""
    started = await begun(studio, profile)
    if sent:
        started.intent.sent()
        started.intent.identified(request_id="req_1", response_id=None)
    for chunk in received:
        started.intent.received(chunk)
    await studio.desk.run(started.intent.let_go)
    return started


async def dead_with_all_of(studio: Studio, body: bytes, profile: Profile = OPENAI) -> Started:
    """Leave a call as a program does that was killed before it understood a whole reply."""
    started = await begun(studio, profile)
    started.intent.sent()
    started.intent.identified(request_id="req_1", response_id=None)
    started.intent.received(body)
    await studio.desk.run(started.intent.close)
    await studio.desk.run(started.intent.let_go)
    return started


def entry(studio: Studio) -> LedgerRow:
    """Return the only entry of the ledger."""
    (found,) = studio.library.ledger.rows()
    return found


def answer(studio: Studio, started: Started) -> SavedTurn:
    """Return the answer as the library has it."""
    return studio.library.turns.get(started.answer.id)


def ids(found: Recovered) -> tuple[int, int, int]:
    """Return how many were never sent, unknown, settled."""
    return len(found.never_sent), len(found.unknown), len(found.settled)


async def test_without_a_crash_there_is_nothing_to_resolve(studio: Studio) -> None:
    assert ids(await resolve(studio)) == (0, 0, 0)


async def test_a_call_of_which_nothing_left_costs_nothing(studio: Studio) -> None:
    started = await dead(studio, sent=False)
    assert ids(await resolve(studio)) == (1, 0, 0)
    assert entry(studio).state.value == "failed"
    assert answer(studio, started).state.value == "cut"


@pytest.mark.expects_log("without a verdict")
async def test_a_call_cut_amid_its_answer_is_unknown_and_its_bytes_stay(studio: Studio) -> None:
    await dead(studio, *STREAM[:9])
    assert ids(await resolve(studio)) == (0, 1, 0)
    assert (entry(studio).state.value, entry(studio).request_id) == ("unknown", "req_1")
    (unknown,) = studio.library.journal.unknown()
    assert unknown.reply is not None
    assert unknown.reply.read_bytes() == b"".join(STREAM[:9])
    assert ids(await resolve(studio)) == (0, 0, 0)


async def test_a_whole_reply_is_read_and_settled(studio: Studio) -> None:
    started = await dead_with_all_of(studio, b"".join(STREAM))
    assert ids(await resolve(studio)) == (0, 0, 1)
    turn = answer(studio, started)
    assert (turn.text, turn.state.value, turn.request_id) == (ANSWER, "complete", "req_1")
    booked = entry(studio)
    assert booked.state.value == "settled"
    assert booked.bill == turn.bill
    assert booked.bill is not None
    assert booked.bill.usd is not None
    assert list(studio.home.inbox.iterdir()) == []


@pytest.mark.expects_log("without a verdict")
async def test_the_words_that_had_arrived_are_in_the_cut_answer(studio: Studio) -> None:
    started = await dead(studio, *STREAM[:9])
    await resolve(studio)
    turn = answer(studio, started)
    assert turn.state.value == "cut"
    assert 0 < len(turn.text) < len(ANSWER)
    assert ANSWER.startswith(turn.text)
    assert turn.note


@pytest.mark.expects_log("without a verdict")
@pytest.mark.parametrize(
    "body", [b"what?", b"", b"data: {}\n\n", b"".join(STREAM[:9])], ids=range(4)
)
async def test_a_reply_that_says_too_little_is_unknown(studio: Studio, body: bytes) -> None:
    started = await dead_with_all_of(studio, body)
    assert ids(await resolve(studio)) == (0, 1, 0)
    assert entry(studio).state.value == "unknown"
    assert answer(studio, started).state.value == "cut"


async def test_a_profile_that_is_gone_has_an_answer_but_no_price(studio: Studio) -> None:
    for body in (b"".join(STREAM), CHAT):
        started = await dead_with_all_of(studio, body, GONE)
        assert ids(await resolve(studio)) == (0, 0, 1)
        turn = answer(studio, started)
        assert turn.text == ANSWER
        assert turn.bill is not None
        assert turn.bill.usd is None
        assert turn.bill.status is BillStatus.SETTLED


async def test_the_environment_costs_the_list_price_though_it_is_no_longer_set(
    studio: Studio,
) -> None:
    started = await dead_with_all_of(studio, b"".join(STREAM), ENVIRONMENT)
    await resolve(studio)
    bill = answer(studio, started).bill
    assert bill is not None
    assert bill.usd is not None


async def test_a_reply_to_a_session_that_was_deleted_is_billed_all_the_same(
    studio: Studio,
) -> None:
    started = await dead_with_all_of(studio, b"".join(STREAM))
    studio.library.purge(started.answer.session_id)
    assert ids(await resolve(studio)) == (0, 0, 1)
    assert entry(studio).state.value == "settled"


async def test_a_living_call_is_left_alone(studio: Studio) -> None:
    started = await begun(studio)
    assert ids(await resolve(studio)) == (0, 0, 0)
    assert entry(studio).state.value == "open"
    assert answer(studio, started).state.value == "streaming"
    await studio.asking.call_off(started)


@pytest.mark.expects_log("without a verdict")
async def test_a_picture_that_had_come_whole_inside_a_cut_answer_is_a_version(
    studio: Studio,
) -> None:
    item = {
        "type": "image_generation_call",
        "id": "ig_1",
        "status": "completed",
        "result": base64.b64encode(PNG).decode(),
    }
    done = {"type": "response.output_item.done", "output_index": 0, "item": item}
    started = await dead(studio, STREAM[0], sse(done))
    assert ids(await resolve(studio)) == (0, 1, 0)
    (version,) = studio.library.versions.of_intent(started.intent.id)
    assert studio.library.blobs.read(version.photo.blob.sha256) == PNG
