"""The desk: one thread, in order, and nothing handed in is ever left out."""

import asyncio
import threading
import time

import pytest

from tessera.core.errors import DiskFull
from tessera.store.desk import Desk


async def test_jobs_run_in_one_thread_in_the_order_they_came() -> None:
    desk = Desk()
    story: list[tuple[str, str]] = []

    def note(what: str) -> str:
        story.append((what, threading.current_thread().name))
        return what

    desk.post(lambda: story.append(("posted", threading.current_thread().name)))
    results = await asyncio.gather(desk.run(note, "a"), desk.run(note, "b"))
    await desk.close()
    assert list(results) == ["a", "b"]
    assert [what for what, _ in story] == ["posted", "a", "b"]
    assert len({thread for _, thread in story}) == 1
    assert threading.current_thread().name not in {thread for _, thread in story}


async def test_the_event_loop_goes_on_while_the_disk_works() -> None:
    desk = Desk()
    job = asyncio.create_task(desk.run(time.sleep, 0.2), name="slow disk")
    turns = 0
    while not job.done():
        await asyncio.sleep(0.005)
        turns += 1
    await desk.close()
    assert turns > 5


async def test_an_error_reaches_whoever_asked() -> None:
    desk = Desk()

    def fail() -> None:
        raise DiskFull("There is no room left.")

    with pytest.raises(DiskFull, match="no room left"):
        await desk.run(fail)
    await desk.close()


async def test_a_job_whose_caller_was_cancelled_still_runs() -> None:
    desk, gate = Desk(), threading.Event()
    done: list[bool | str] = []
    desk.post(lambda: done.append(gate.wait(5)))
    job = asyncio.create_task(desk.run(done.append, "settled"), name="settle")
    await asyncio.sleep(0.01)
    job.cancel()
    gate.set()
    await desk.close()
    assert job.cancelled()
    assert done == [True, "settled"]


async def test_closing_finishes_what_waits() -> None:
    desk, done = Desk(), []
    for number in range(100):
        desk.post(lambda number=number: done.append(number))  # type: ignore[misc]
    await desk.close()
    assert done == list(range(100))
    await desk.close()


@pytest.mark.expects_log("a posted job failed: no room")
async def test_a_posted_job_that_fails_is_said_and_stops_nothing() -> None:
    desk = Desk()
    done: list[str] = []

    def fail() -> None:
        raise DiskFull("no room")

    desk.post(fail)
    await desk.run(done.append, "next")
    await desk.close()
    assert done == ["next"]
