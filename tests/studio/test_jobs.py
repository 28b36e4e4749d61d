"""Jobs have owners: a new one replaces the old, closing ends all, errors arrive in one place."""

import asyncio

from tessera.studio.jobs import JobScope


class Errors:
    """Collects what the scope reports."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, BaseException]] = []

    def __call__(self, purpose: str, error: BaseException) -> None:
        self.seen.append((purpose, error))


async def test_a_new_job_cancels_the_old_one_with_its_purpose() -> None:
    finished: list[str] = []

    async def work(name: str) -> None:
        await asyncio.sleep(0.01)
        finished.append(name)

    jobs = JobScope(Errors())
    jobs.start("open photo", work("first"))
    second = jobs.start("open photo", work("second"))
    assert second is not None
    await second
    assert finished == ["second"]
    assert not jobs.is_running("open photo")


async def test_an_error_is_reported_with_its_purpose() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    errors = Errors()
    task = JobScope(errors).start("describe", fail())
    assert task is not None
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert [(purpose, str(error)) for purpose, error in errors.seen] == [("describe", "broken")]


async def test_closing_waits_until_jobs_have_put_their_things_away() -> None:
    tidied: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            tidied.append(True)

    jobs = JobScope(Errors())
    jobs.start("ask", work())
    await asyncio.sleep(0)
    await jobs.close()
    assert tidied == [True]
    assert jobs.start("ask", work()) is None
