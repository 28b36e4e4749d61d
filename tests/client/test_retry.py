"""The retry policy: only what is surely unbilled is sent again without asking."""

import asyncio

import pytest

from tessera.client.deadlines import Countdown, Deadlines
from tessera.client.retry import MOST_WAITS, Ask, Retry, Stop, decide, wait
from tessera.core.errors import OddReply, OutcomeUnknown, OverLimit, ServiceError, Unreachable
from tessera.core.replies import Wait
from tests.fakes import FixedClock


def test_what_never_left_is_tried_twice_more() -> None:
    error = Unreachable("…")
    assert [decide(error, attempt) for attempt in (1, 2, 3)] == [Retry(1.0), Retry(2.0), Stop()]


@pytest.mark.parametrize("status", [409, 429])
def test_a_limit_without_a_wait_is_tried_after_one_and_two_seconds(status: int) -> None:
    error = OverLimit("…", status=status)
    assert [decide(error, attempt) for attempt in (1, 2, 3)] == [Retry(1.0), Retry(2.0), Stop()]


@pytest.mark.parametrize(
    ("after_s", "decision"),
    [(0.0, Retry(0.0)), (0.5, Retry(0.5)), (120.0, Retry(120.0)), (120.5, Stop())],
)
def test_a_wait_of_up_to_two_minutes_is_kept_to(after_s: float, decision: object) -> None:
    assert decide(OverLimit("…", status=429, retry_after_s=after_s), 1) == decision


def test_waiting_has_an_end() -> None:
    error = OverLimit("…", status=429, retry_after_s=1.0)
    assert decide(error, MOST_WAITS) == Retry(1.0)
    assert decide(error, MOST_WAITS + 1) == Stop()


@pytest.mark.parametrize("kind", [OutcomeUnknown, OverLimit, Unreachable, ServiceError])
def test_what_may_have_been_charged_is_asked_about(kind: type[ServiceError]) -> None:
    assert decide(kind("…", status=429, retry_after_s=1.0, may_be_charged=True), 1) == Ask()


def test_an_odd_answer_is_never_sent_again() -> None:
    assert decide(OddReply("…", status=307, may_be_charged=True), 1) == Stop()


def countdown(total_s: float = 60.0) -> Countdown:
    return Countdown(Deadlines(total_s=total_s), FixedClock())


async def test_a_wait_counts_down_in_whole_seconds() -> None:
    told: list[Wait] = []
    error = OverLimit("OpenAI limits the pace of requests.")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await wait(1.1, 1, error, countdown(), told.append)
    assert loop.time() - begun >= 1.1
    assert [round(step.seconds_left, 1) for step in told] == [1.1, 1.0]
    assert {(step.attempt, step.why) for step in told} == {(1, error.what)}


async def test_a_wait_ends_at_once_when_cancelled() -> None:
    waiting = asyncio.create_task(wait(100.0, 1, OverLimit("…"), countdown(900.0), None))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(waiting, 1.0)


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    error = OverLimit("…", retry_after_s=61.0)
    with pytest.raises(OverLimit) as raised:
        await wait(61.0, 1, error, countdown(60.0), None)
    assert raised.value is error
