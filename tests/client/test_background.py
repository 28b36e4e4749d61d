"""Answers that the provider finishes in the background: cut, resumed, fetched, bought once."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import pytest

from tessera.client import background
from tessera.client.deadlines import Deadlines
from tessera.client.service import Service
from tessera.core.errors import KeyRejected, OutcomeUnknown, Refused, ServiceError, TesseraError
from tessera.core.profiles import Profile
from tessera.core.redaction import MARK
from tessera.core.replies import Finished, Reply, TextDelta
from tests.client.calls import KEY, QUICK, Outcome, asked, question, service
from tests.client.recorded import ANSWER, events, recorded
from tests.client.rogue import (
    LAST_CHUNK,
    Handler,
    Peer,
    Received,
    Rogue,
    as_json,
    chunked,
    plain,
    sse,
    stream_head,
    streamed,
)
from tests.fakes import MemoryBlobs, RecordingSink, SystemTime
from tests.journeys.gateway import story_of
from tests.sandbox.processes import running

EVENTS = events("responses_stream")
RESPONSE_ID = EVENTS[0]["response"]["id"]
WHOLE = EVENTS[-1]["response"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, quick_pauses: None) -> None:
    monkeypatch.setattr(background, "PAUSES_S", (0.01,))


def part(start: int, end: int) -> bytes:
    """Return some events in a stream that is still open."""
    return stream_head() + b"".join(chunked(sse(event)) for event in EVENTS[start:end])


def cut(start: int, end: int) -> Handler:
    """Return a handler that sends some events and breaks the connection."""

    async def handle(_: Received, peer: Peer) -> None:
        await peer.send(part(start, end))
        await asyncio.sleep(0.01)
        peer.reset()

    return handle


def torn(end: int) -> Handler:
    """Return a handler whose last event ends in the middle."""

    async def handle(_: Received, peer: Peer) -> None:
        await peer.send(part(0, end) + chunked(sse(EVENTS[end])[:40]))

    return handle


REST = streamed(EVENTS[5:])


async def hear(rogue: Rogue, **more: Any) -> Outcome:
    client = service(rogue, **more)
    try:
        return await asked(client, question(background=True, store=True))
    finally:
        await client.aclose()


def bought(rogue: Rogue) -> int:
    """Return how many requests were paid ones."""
    return sum(request.method == "POST" for request in rogue.requests)


async def test_a_background_question_is_stored_and_streamed() -> None:
    async with Rogue([streamed(EVENTS)]) as rogue:
        outcome = await hear(rogue)
    sent = rogue.requests[0].json
    assert (sent["background"], sent["store"], sent["stream"]) == (True, True, True)
    assert outcome.text == ANSWER
    assert len(rogue.requests) == 1


async def test_what_shall_not_be_stored_is_not_finished_in_the_background() -> None:
    async with Rogue([cut(0, 9)]) as rogue:
        client = service(rogue)
        outcome = await asked(client, question(background=True, store=False))
        await client.aclose()
    (request,) = rogue.requests
    assert request.json["store"] is False
    assert "background" not in request.json
    assert isinstance(outcome.error, OutcomeUnknown)


async def test_a_cut_stream_goes_on_after_the_last_number() -> None:
    async with Rogue([cut(0, 5), REST]) as rogue:
        outcome = await hear(rogue)
    assert outcome.text == ANSWER
    assert outcome.finished.usage is not None
    again = rogue.requests[1]
    number = EVENTS[4]["sequence_number"]
    assert (again.method, again.target) == (
        "GET",
        f"/v1/responses/{RESPONSE_ID}?stream=true&starting_after={number}",
    )
    assert bought(rogue) == 1
    assert outcome.waits[0].why.startswith("The answer from Rogue was cut off")


ENDS: dict[str, list[bytes | Handler]] = {
    "cut at every event": [cut(n, n + 1) for n in range(len(EVENTS) - 1)] + [streamed(EVENTS[-1:])],
    "ended in order too early": [part(0, 5) + LAST_CHUNK, REST],
    "torn within an event": [torn(5), REST],
    "everything said twice": [cut(0, 5), streamed(EVENTS)],
    "shuffled before the cut": [
        stream_head() + b"".join(chunked(sse(EVENTS[n])) for n in (0, 1, 2, 4, 6)) + LAST_CHUNK,
        streamed(EVENTS[3:]),
    ],
    "an error between": [cut(0, 5), as_json({}, 500), plain(b"", 502), REST],
    "a page of the network between": [cut(0, 5), plain(b"<html>Sign in</html>"), REST],
    "a pace limit between": [cut(0, 5), as_json({}, 429, retry_after="0"), REST],
    "no stream the second time": [cut(0, 5), as_json({"error": {}}, 400), as_json(WHOLE)],
    "the whole instead of a stream": [cut(0, 5), as_json(WHOLE)],
    "streams that say nothing": [
        *(cut(0, 5), *([stream_head() + LAST_CHUNK] * 2)),
        *(as_json({**WHOLE, "status": "in_progress", "output": []}), as_json(WHOLE)),
    ],
}


@pytest.mark.parametrize("answers", ENDS.values(), ids=ENDS.keys())
async def test_whatever_happens_to_the_stream_the_answer_is_heard_once_and_bought_once(
    answers: list[bytes | Handler],
) -> None:
    async with Rogue(answers) as rogue:
        outcome = await hear(rogue)
    assert outcome.text == ANSWER
    assert outcome.finished.whole_text is None
    assert outcome.finished.usage is not None
    assert bought(rogue) == 1


def some_cuts(seed: int) -> list[bytes | Handler]:
    """Return streams that each begin where a client would ask and break anywhere, then the rest."""
    chance = random.Random(seed)
    answers: list[bytes | Handler] = []
    start = 0
    while start < len(EVENTS) - 1:
        end = chance.randint(start + 1, len(EVENTS) - 1)
        torn_off = sse(EVENTS[end])[: chance.randrange(len(sse(EVENTS[end])) - 2)]
        answers.append(part(start, end) + (chunked(torn_off) if torn_off else b"") + LAST_CHUNK)
        start = end
        if chance.random() < 0.4:
            break
    return [*answers, streamed(EVENTS[start:])]


@pytest.mark.parametrize("seed", range(25))
async def test_wherever_the_stream_is_cut_the_answer_is_heard_once(seed: int) -> None:
    async with Rogue(some_cuts(seed)) as rogue:
        outcome = await hear(rogue)
    assert outcome.text == ANSWER
    assert outcome.finished.whole_text is None
    assert bought(rogue) == 1


async def test_a_stream_without_numbers_is_fetched_whole_and_not_heard_twice() -> None:
    plain_events = [{k: v for k, v in e.items() if k != "sequence_number"} for e in EVENTS]
    first = stream_head() + b"".join(chunked(sse(event)) for event in plain_events[:6])
    async with Rogue([first + LAST_CHUNK, as_json(WHOLE)]) as rogue:
        outcome = await hear(rogue)
    assert outcome.text == ANSWER
    assert bought(rogue) == 1
    assert "stream" not in rogue.requests[1].target


async def test_a_provider_that_does_not_stream_at_all_is_asked_until_it_has_ended() -> None:
    queued = {**WHOLE, "status": "queued", "output": []}
    async with Rogue([as_json(queued), as_json(queued), as_json(queued), as_json(WHOLE)]) as rogue:
        outcome = await hear(rogue)
    assert outcome.text == ANSWER
    assert outcome.sink.response_id == RESPONSE_ID
    assert bought(rogue) == 1


async def test_a_cut_before_anything_is_known_is_asked_about() -> None:
    async with Rogue([stream_head() + LAST_CHUNK, REST]) as rogue:
        outcome = await hear(rogue)
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged
    assert len(rogue.requests) == 1


async def test_what_the_provider_forgot_is_lost_and_perhaps_charged() -> None:
    gone = as_json({"error": {"message": "Response not found."}}, 404)
    async with Rogue([cut(0, 9), gone]) as rogue:
        outcome = await hear(rogue)
    assert isinstance(outcome.error, OutcomeUnknown)
    assert "no longer keeps it" in outcome.error.what
    assert outcome.error.may_be_charged
    assert outcome.text
    assert bought(rogue) == 1


async def test_a_provider_that_stays_away_is_left_with_the_promise_to_fetch_it_later() -> None:
    async with Rogue([cut(0, 5), as_json({}, 500)]) as rogue:
        outcome = await hear(rogue)
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged
    assert "at the latest at the next start" in outcome.error.next_step
    assert 5 <= len(rogue.requests) <= 12
    assert bought(rogue) == 1


async def test_a_key_that_is_refused_meanwhile_does_not_make_the_answer_free() -> None:
    refused = as_json({"error": {"message": "wrong key"}}, 401)
    async with Rogue([cut(0, 5), refused]) as rogue:
        outcome = await hear(rogue)
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.may_be_charged


async def test_a_response_that_fails_in_the_end_is_said_and_not_asked_for_again() -> None:
    failed = events("responses_failed")[-1]
    answers: list[bytes | Handler] = [
        cut(0, 5),
        streamed([{**failed, "sequence_number": EVENTS[5]["sequence_number"]}]),
    ]
    async with Rogue(answers) as rogue:
        outcome = await hear(rogue)
    assert isinstance(outcome.error, ServiceError)
    assert outcome.error.may_be_charged
    assert len(rogue.requests) == 2


async def test_a_cancelled_response_says_so() -> None:
    empty = stream_head() + LAST_CHUNK
    cancelled = as_json({**WHOLE, "status": "cancelled", "output": []})
    async with Rogue([cut(0, 5), empty, empty, cancelled]) as rogue:
        outcome = await hear(rogue)
    assert isinstance(outcome.error, OutcomeUnknown)
    assert "cancelled" in outcome.error.what


async def test_the_total_deadline_ends_the_waiting() -> None:
    working = as_json({**WHOLE, "status": "in_progress", "output": []})
    empty = stream_head() + LAST_CHUNK
    async with Rogue([cut(0, 5), empty, empty, working]) as rogue:
        outcome = await hear(rogue, deadlines=Deadlines(total_s=0.4, idle_s=0.4))
    assert isinstance(outcome.error, OutcomeUnknown)
    assert "at the latest at the next start" in outcome.error.next_step
    assert outcome.error.may_be_charged
    assert bought(rogue) == 1


async def test_everything_that_came_is_in_the_sink_with_a_seam_at_the_cut() -> None:
    async with Rogue([cut(0, 5), REST]) as rogue:
        outcome = await hear(rogue)
    first = b"".join(sse(event) for event in EVENTS[:5])
    rest = b"".join(sse(event) for event in EVENTS[5:])
    assert outcome.sink.raw == first + b"\n\n" + rest
    assert outcome.sink.times_sent == 1
    assert outcome.sink.response_id == RESPONSE_ID


async def resumed(
    client: Service, after: int | None, response_id: str = RESPONSE_ID
) -> tuple[list[Reply], TesseraError | None]:
    replies: list[Reply] = []
    try:
        async with aclosing(client.resume(response_id, after, RecordingSink())) as found:
            replies += [reply async for reply in found]
    except TesseraError as error:
        return replies, error
    return replies, None


def text(replies: list[Reply]) -> str:
    return "".join(reply.text for reply in replies if isinstance(reply, TextDelta))


async def test_a_fresh_start_hears_the_answer_from_its_beginning() -> None:
    async with Rogue([streamed(EVENTS)]) as rogue:
        client = service(rogue)
        replies, error = await resumed(client, None)
        await client.aclose()
    assert error is None
    assert text(replies) == ANSWER
    assert rogue.requests[0].target == f"/v1/responses/{RESPONSE_ID}?stream=true"


async def test_a_start_after_a_number_hears_the_rest_and_gets_the_whole_text_at_the_end() -> None:
    async with Rogue([streamed(EVENTS[7:])]) as rogue:
        client = service(rogue)
        replies, error = await resumed(client, EVENTS[6]["sequence_number"])
        await client.aclose()
    assert error is None
    last = replies[-1]
    assert isinstance(last, Finished)
    assert last.whole_text == ANSWER
    assert ANSWER.endswith(text(replies))


@pytest.mark.parametrize("status", [401, 403, 404, 500])
async def test_a_resumption_that_fails_says_that_the_answer_may_be_charged(status: int) -> None:
    async with Rogue([as_json({"error": {"message": "no"}}, status)]) as rogue:
        client = service(rogue)
        replies, error = await resumed(client, None)
        await client.aclose()
    assert replies == []
    assert isinstance(error, ServiceError)
    assert error.may_be_charged
    assert bought(rogue) == 0


async def test_an_id_of_the_server_cannot_leave_its_place_in_the_path() -> None:
    async with Rogue([streamed(EVENTS)]) as rogue:
        client = service(rogue)
        await resumed(client, None, "../models?x=1")
        await client.aclose()
    assert rogue.requests[0].target.startswith("/v1/responses/%2E%2E%2Fmodels%3Fx%3D1?stream=true")


async def test_a_response_is_retrieved_as_it_stands() -> None:
    working = {**WHOLE, "status": "in_progress", "output": []}
    async with Rogue([as_json(working), as_json(WHOLE)]) as rogue:
        client = service(rogue)
        first = await client.retrieve(RESPONSE_ID)
        second = await client.retrieve(RESPONSE_ID)
        await client.aclose()
    assert (first.is_unfinished, first.replies) == (True, ())
    assert (second.status, text(list(second.replies))) == ("completed", ANSWER)


async def test_a_response_that_failed_is_retrieved_with_its_trouble() -> None:
    failed = events("responses_failed")[-1]["response"]
    async with Rogue([as_json(failed), as_json({**WHOLE, "status": "cancelled"})]) as rogue:
        client = service(rogue)
        first = await client.retrieve(RESPONSE_ID)
        second = await client.retrieve(RESPONSE_ID)
        await client.aclose()
    assert (first.status, first.replies) == ("failed", ())
    assert first.trouble is not None
    assert first.trouble.may_be_charged
    assert (second.status, second.replies, second.trouble) == ("cancelled", (), None)


async def test_a_response_that_is_gone_cannot_be_retrieved() -> None:
    async with Rogue([as_json({"error": {"message": "not found"}}, 404)]) as rogue:
        client = service(rogue)
        with pytest.raises(Refused):
            await client.retrieve(RESPONSE_ID)
        await client.aclose()


async def test_a_response_is_cancelled_by_its_id() -> None:
    async with Rogue([as_json({**WHOLE, "status": "cancelled"})]) as rogue:
        client = service(rogue)
        assert await client.cancel(RESPONSE_ID) == "cancelled"
        await client.aclose()
    (request,) = rogue.requests
    assert (request.method, request.target) == ("POST", f"/v1/responses/{RESPONSE_ID}/cancel")
    assert request.body == b""


async def test_cancelling_with_a_wrong_key_is_said() -> None:
    async with Rogue([as_json(recorded("errors")["errors"]["wrong_key"]["body"], 401)]) as rogue:
        client = service(rogue)
        with pytest.raises(KeyRejected):
            await client.cancel(RESPONSE_ID)
        await client.aclose()


@pytest.fixture(scope="module")
def slow() -> Iterator[str]:
    """Give the base URL of a sandbox that takes its time."""
    with running(as_of="2026-11-20", pace_s=0.03) as url:
        yield url


@pytest.fixture
async def house(slow: str) -> AsyncIterator[Service]:
    """Give the real client of that sandbox."""
    client = Service(Profile("s", "Sandbox", slow), KEY, clock=SystemTime(), deadlines=QUICK)
    yield client
    await client.aclose()


def sandbox_question(**more: Any) -> Any:
    ask = question(text="Hello, who are you?", background=True, store=True, **more)
    return type(ask)(**{**{s: getattr(ask, s) for s in ask.__slots__}, "model": "gpt-5-mini"})


async def begun(client: Service) -> str:
    """Begin an answer in the background, leave it, and return its id."""
    sink = RecordingSink()
    async with aclosing(client.ask(sandbox_question(), MemoryBlobs(), sink)) as replies:
        async for reply in replies:
            if isinstance(reply, TextDelta):
                break
    assert sink.response_id is not None
    return sink.response_id


async def test_the_sandbox_goes_on_without_us_and_tells_the_rest(house: Service) -> None:
    response_id = await begun(house)
    replies, error = await resumed(house, 6, response_id)
    assert error is None
    last = replies[-1]
    assert isinstance(last, Finished)
    assert last.usage is not None
    retrieved = await house.retrieve(response_id)
    assert text(list(retrieved.replies)) == last.whole_text


async def test_the_sandbox_stops_what_is_cancelled(house: Service) -> None:
    response_id = await begun(house)
    assert await house.cancel(response_id) == "cancelled"
    assert (await house.retrieve(response_id)).status == "cancelled"
    _, error = await resumed(house, 6, response_id)
    assert isinstance(error, OutcomeUnknown)


def _about_the_key() -> list[dict[str, Any]]:
    """Return the events of an answer that says the key in two pieces, the fourth is the second."""
    story = story_of(f"It is {KEY[:11]} {KEY[11:]} now")
    story[4]["delta"] = story[4]["delta"].strip()
    return [event | {"sequence_number": at} for at, event in enumerate(story)]


@pytest.mark.parametrize("rest", ["streamed", "fetched"])
async def test_a_key_that_is_cut_in_the_middle_is_not_said_by_the_two_parts(rest: str) -> None:
    story = _about_the_key()
    ended = story[-1]["response"]
    ended["output"][0]["content"][0]["text"] = f"It is {KEY} now"
    first = stream_head() + b"".join(chunked(sse(event)) for event in story[:4]) + LAST_CHUNK
    later = streamed(story[4:]) if rest == "streamed" else as_json(ended)
    async with Rogue([first, later]) as rogue:
        outcome = await hear(rogue)
    assert outcome.error is None
    assert outcome.text == f"It is {MARK} now"
