"""The queue: so many at once, so many a minute, and a pause that everybody can see."""

import asyncio
from dataclasses import replace

import pytest

from tessera.core.errors import NoCredit, OverLimit, Refused, ServiceError
from tessera.store.settings_table import Settings
from tessera.studio.queue import CallQueue, QueueState
from tests.fakes import FixedClock


class Case:
    """A queue, and calls that take a turn and wait to be let go."""

    def __init__(self, *, at_once: int = 2, per_minute: int = 0) -> None:
        self.settings = replace(Settings(), calls_at_once=at_once, calls_per_minute=per_minute)
        self.clock = FixedClock()
        self.queue = CallQueue(lambda: self.settings, self.clock)
        self.begun: list[int] = []
        self.ends = [asyncio.Event() for _ in range(10)]
        self.states: list[QueueState] = []
        self.queue.listen(self.states.append)

    def call(
        self, number: int, error: ServiceError | None = None, *, is_trial: bool = False
    ) -> "asyncio.Task[None]":
        """Start a call that takes a turn."""

        async def work() -> None:
            async with self.queue.turn(is_trial=is_trial):
                self.begun.append(number)
                await self.ends[number].wait()
                if error is not None:
                    raise error

        return asyncio.create_task(work(), name=f"call {number}")


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_no_more_run_at_once_than_allowed() -> None:
    case = Case(at_once=2)
    tasks = [case.call(number) for number in range(3)]
    await settle()
    assert case.begun == [0, 1]
    assert (case.queue.state.running, case.queue.state.waiting) == (2, 1)
    case.ends[1].set()
    await settle()
    assert case.begun == [0, 1, 2]
    for end in case.ends:
        end.set()
    await asyncio.gather(*tasks)
    assert case.queue.state == QueueState()


async def test_no_more_begin_in_a_minute_than_allowed() -> None:
    case = Case(at_once=9, per_minute=2)
    tasks = [case.call(number) for number in range(3)]
    await settle()
    assert case.begun == [0, 1]
    case.clock.forward(61)
    await case.queue.go_on()  # any change makes it look again
    await settle()
    assert case.begun == [0, 1, 2]
    for end in case.ends:
        end.set()
    await asyncio.gather(*tasks)


async def test_a_pause_lets_nothing_begin_and_what_runs_go_on() -> None:
    case = Case(at_once=9)
    first = case.call(0)
    await settle()
    await case.queue.pause("The account has no credit.")
    second = case.call(1)
    case.ends[0].set()
    await first
    assert case.begun == [0]
    assert case.queue.state == QueueState(0, 1, is_paused=True, why="The account has no credit.")
    assert case.states[-1] == case.queue.state
    await case.queue.go_on()
    case.ends[1].set()
    await second
    assert case.begun == [0, 1]


@pytest.mark.parametrize(
    ("error", "paused"),
    [
        pytest.param(NoCredit("No credit is left."), True, id="no-credit"),
        pytest.param(OverLimit("Wait.", retry_after_s=600), True, id="a-long-wait"),
        pytest.param(OverLimit("Wait.", retry_after_s=5), False, id="a-short-wait"),
        pytest.param(Refused("No."), False, id="a-refusal-of-one-call"),
    ],
)
async def test_a_failure_that_all_would_meet_pauses_the_queue(
    error: ServiceError, paused: bool
) -> None:
    case = Case()
    task = case.call(0, error)
    case.ends[0].set()
    with pytest.raises(ServiceError):
        await task
    assert case.queue.state.is_paused is paused
    assert (case.queue.state.why == str(error)) is paused


async def test_one_that_stops_waiting_leaves_its_place() -> None:
    case = Case(at_once=1)
    first, second, third = (case.call(number) for number in range(3))
    await settle()
    second.cancel()
    await settle()
    case.ends[0].set()
    case.ends[2].set()
    await asyncio.gather(first, third)
    assert case.begun == [0, 2]
    assert case.queue.state == QueueState()


async def test_whoever_stops_listening_hears_nothing_more() -> None:
    case = Case()
    case.queue.stop_listening(case.states.append)
    case.states.clear()
    await case.queue.pause()
    assert case.states == []


async def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    case = Case(at_once=1)
    tasks = [case.call(0), case.call(1)]
    await settle()
    case.ends[0].set()  # its place is free, and one who comes this very moment waits behind
    tasks.append(case.call(2))
    await settle()
    assert case.begun == [0, 1]
    for end in case.ends:
        end.set()
    await asyncio.gather(*tasks)
    assert case.begun == [0, 1, 2]


async def test_who_waits_hears_why_and_behind_how_many() -> None:
    case, heard = Case(at_once=1), list[tuple[str, int]]()
    tasks = [case.call(0), case.call(1)]
    await settle()

    async def listens() -> None:
        async with case.queue.turn(lambda held, before: heard.append((held.value, before))):
            heard.append(("begun", 0))

    tasks.append(asyncio.create_task(listens()))
    await settle()
    assert heard[-1] == ("at_once", 1)
    await case.queue.pause()
    assert heard[-1] == ("pause", 1)
    await case.queue.go_on()
    case.ends[0].set()
    await settle()
    assert heard[-1] == ("at_once", 0)
    case.ends[1].set()
    await asyncio.gather(*tasks)
    assert heard[-1] == ("begun", 0)


async def test_the_first_that_gives_up_lets_the_next_one_through() -> None:
    case = Case(at_once=1, per_minute=0)
    await case.queue.pause()
    first, second = case.call(0), case.call(1)
    await settle()
    first.cancel()
    await case.queue.go_on()
    await settle()
    assert case.begun == [1]
    case.ends[1].set()
    await second
    assert first.cancelled()


async def test_what_is_sent_after_a_failure_tries_whether_that_is_over() -> None:
    case = Case()
    failed = case.call(0, NoCredit("No credit is left."))
    case.ends[0].set()
    with pytest.raises(NoCredit):
        await failed
    held = case.call(1)
    await settle()
    assert case.begun == [0]
    async with case.queue.turn(is_trial=True):
        assert case.queue.state.is_paused, "one trial proves nothing before its end"
    case.ends[1].set()
    await held
    assert case.begun == [0, 1]
    assert case.queue.state == QueueState()


async def test_a_trial_waits_where_a_person_made_the_pause() -> None:
    case = Case()
    await case.queue.pause()

    async def tries() -> None:
        async with case.queue.turn(is_trial=True):
            case.begun.append(9)

    task = asyncio.create_task(tries())
    await settle()
    assert case.begun == []
    await case.queue.go_on()
    await task
    assert case.begun == [9]


async def paused_by_a_failure(case: Case, number: int = 0) -> None:
    """Let a call fail in a way that pauses the queue."""
    failed = case.call(number, NoCredit("No credit is left."))
    case.ends[number].set()
    with pytest.raises(NoCredit):
        await failed


async def test_a_call_that_began_before_the_failure_does_not_lift_the_pause() -> None:
    case = Case()
    before = case.call(1, is_trial=True)
    await settle()
    await paused_by_a_failure(case)
    held = case.call(2)
    case.ends[1].set()
    await before
    await settle()
    assert case.queue.state.is_paused
    assert case.begun == [1, 0]
    held.cancel()


async def test_what_waited_before_the_failure_is_held_by_it() -> None:
    case = Case(at_once=1)
    failed = case.call(0, NoCredit("No credit is left."))
    waits = case.call(1, is_trial=True)
    await settle()
    case.ends[0].set()
    with pytest.raises(NoCredit):
        await failed
    await settle()
    assert case.begun == [0]
    waits.cancel()


async def test_a_trial_of_one_pause_does_not_lift_the_next() -> None:
    case = Case()
    await paused_by_a_failure(case)
    trial = case.call(1, is_trial=True)
    await settle()
    await case.queue.go_on()
    await paused_by_a_failure(case, 2)
    case.ends[1].set()
    await trial
    assert case.begun == [0, 1, 2]
    assert case.queue.state.is_paused


async def test_a_trial_that_ends_well_leaves_a_pause_that_a_person_made_since() -> None:
    case = Case()
    await paused_by_a_failure(case)
    trial = case.call(1, is_trial=True)
    await settle()
    await case.queue.pause()
    case.ends[1].set()
    await trial
    assert case.queue.state == QueueState(is_paused=True)


async def test_a_trial_behind_one_that_is_held_begins_when_the_minute_is_over() -> None:
    case = Case(per_minute=1)
    await paused_by_a_failure(case)
    held = case.call(1)
    await settle()
    case.clock.forward(59.99)
    trial = case.call(2, is_trial=True)
    await settle()
    assert case.begun == [0]
    case.clock.forward(1)  # nobody else moves
    case.ends[2].set()
    await asyncio.wait_for(trial, 5)
    assert case.begun == [0, 2]
    held.cancel()
