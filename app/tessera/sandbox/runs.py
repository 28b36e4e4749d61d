"""A run: one response while it is made, as numbered events that anybody may follow.

Events are encoded when they happen, because the response they show goes on changing. A follower
may come late, start after a sequence number, and leave without disturbing the run.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine

import msgspec

Json = dict[str, object]

SORRY = "The sandbox failed while it made this response; nothing was charged."


class Run:
    """One response. ``response`` is its object as it stands; ``is_logged`` keeps the events."""

    def __init__(self, response: Json, *, is_logged: bool, background: bool) -> None:
        self.response = response
        self.id = str(response["id"])
        self.background = background
        self.is_logged = is_logged
        self.ended = False
        self.error: BaseException | None = None
        self._number = 0
        self._events: list[bytes] = []
        self._log_bytes = 0
        self._news = asyncio.Event()
        self._done = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def size_bytes(self) -> int:
        """Return how much memory the event log and the pictures of the output take."""
        output = self.response.get("output")
        results = (item.get("result") for item in output) if isinstance(output, list) else ()
        return self._log_bytes + sum(len(result) for result in results if isinstance(result, str))

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Begin; the run owns its task."""
        self._task = asyncio.create_task(work, name=self.id)
        self._task.add_done_callback(self._on_done)

    def emit(self, kind: str, payload: Json) -> None:
        """Add an event with the next sequence number."""
        if self.is_logged:
            event = {"type": kind, "sequence_number": self._number, **payload}
            line = b"event: %b\ndata: %b\n\n" % (kind.encode(), msgspec.json.encode(event))
            self._events.append(line)
            self._log_bytes += len(line)
            self._wake()
        self._number += 1

    def emit_response(self, kind: str) -> None:
        """Add an event that shows the whole response as it stands."""
        self.emit(kind, {"response": self.response})

    async def follow(self, *, after: int = -1) -> AsyncIterator[bytes]:
        """Yield the events after sequence number ``after`` until the run has ended."""
        at = after + 1
        while True:
            news = self._news
            while at < len(self._events):
                yield self._events[at]
                at += 1
            if self.ended:
                return
            await news.wait()

    async def finished(self) -> None:
        """Wait until the run has ended in whatever way."""
        await self._done.wait()

    def stop(self) -> None:
        """Cancel what is still being made."""
        if self._task is not None:
            self._task.cancel()

    def cancel(self) -> None:
        """Stop a background run for good; what has ended stays as it is."""
        if self.ended:
            return
        self.response["status"] = "cancelled"
        self._end()
        self.stop()

    def _on_done(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            self.response["status"] = "cancelled"
        elif (error := task.exception()) is not None:
            self.error = error
            self.response["status"] = "failed"
            self.response["error"] = {"code": "server_error", "message": SORRY}
            self.emit_response("response.failed")
        self._end()

    def _end(self) -> None:
        self.ended = True
        self._done.set()
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
