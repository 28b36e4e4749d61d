"""Jobs: every task has an owner and a purpose; a new one with the same purpose replaces the old.

A `JobScope` lives as long as its window. Errors go to one place, so nothing fails in silence.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

Coro = Coroutine[Any, Any, None]


class JobScope:
    """Owns the running tasks of one window and ends them with it."""

    def __init__(self, on_error: Callable[[str, BaseException], None]) -> None:
        self._on_error = on_error
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, purpose: str, work: Coro) -> asyncio.Task[None] | None:
        """Run ``work``, cancelling an unfinished job with the same ``purpose``.

        After `close` nothing starts any more: ``work`` is closed unrun and None returned.
        """
        if self._closed:
            work.close()
            return None
        self.cancel(purpose)
        task = asyncio.get_running_loop().create_task(work, name=purpose)
        self._running[purpose] = task
        task.add_done_callback(self._on_done)
        return task

    def is_running(self, purpose: str) -> bool:
        """Return whether a job with this purpose is unfinished."""
        return purpose in self._running

    def cancel(self, purpose: str) -> None:
        """Cancel the job with this purpose, if there is one."""
        task = self._running.pop(purpose, None)
        if task is not None:
            self._ending.add(task)
            task.cancel()

    async def close(self) -> None:
        """Cancel everything and wait until each job has put its things away."""
        self._closed = True
        for purpose in tuple(self._running):
            self.cancel(purpose)
        if self._ending:
            await asyncio.gather(*self._ending, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if task.cancelled():
            log.debug("job %s was cancelled", task.get_name())
        elif (error := task.exception()) is not None:
            self._on_error(task.get_name(), error)
