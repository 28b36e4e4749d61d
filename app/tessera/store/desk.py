"""The desk: one thread in which everything durable happens, in order, beside the event loop.

The only place of this room that knows asyncio. A job once handed in always runs, even if whoever
waited for it was cancelled: half a settlement is worse than a late one.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:  # asyncio and the threads load with the first job, after a window's first paint
    from concurrent.futures import Future, ThreadPoolExecutor

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """A worker thread; started by the first job, ended by `close`."""

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    def post(self, action: Callable[[], None]) -> None:
        """Run ``action`` in the thread, after everything handed in before; returns at once."""
        self._thread.submit(action).add_done_callback(_tell_failure)

    async def run(self, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``action`` in the thread and return its result or raise its error."""
        import asyncio

        job = self._thread.submit(partial(action, *args, **kwargs))
        return await asyncio.shield(asyncio.wrap_future(job))

    async def close(self) -> None:
        """Finish every job handed in, then end the thread. A second call does nothing."""
        with contextlib.suppress(RuntimeError):  # closed before
            await self.run(_nothing)
        self._thread.shutdown()


def _nothing() -> None:
    """Do nothing: once this ran, everything before it has."""


def _tell_failure(job: Future[None]) -> None:
    error = job.exception()
    if error is not None:
        log.error("a posted job failed: %s", error)
