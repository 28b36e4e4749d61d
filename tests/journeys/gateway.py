"""A provider on loopback that counts what it is asked and answers as a journey says.

It runs in a thread with a loop of its own, so that the window's loop serves nobody but the window.
"""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.client.rogue import (
    LAST_CHUNK,
    Handler,
    Peer,
    Received,
    Rogue,
    as_json,
    chunked,
    sse,
    stream_head,
    streamed,
)

MODEL = "gpt-5.6-luna"
USAGE = {"input_tokens": 120, "output_tokens": 9, "total_tokens": 129}


class Gateway:
    """Answers ``GET /models`` with a list and every question with `answer`."""

    def __init__(self, answer: bytes | Handler, models: Sequence[str] = (MODEL,)) -> None:
        self.answer = answer
        self.models: bytes | Handler = as_json(
            {"object": "list", "data": [{"id": name, "object": "model"} for name in models]}
        )
        self._rogue = Rogue([self._route])
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()

    @property
    def base_url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self._rogue.port}/v1"

    @property
    def requests(self) -> list[Received]:
        """Return everything that came in."""
        return list(self._rogue.requests)

    @property
    def questions(self) -> list[Received]:
        """Return the questions, each of which would have been charged."""
        return [r for r in self.requests if r.method == "POST" and r.target == "/v1/responses"]

    @contextmanager
    def open(self) -> Iterator["Gateway"]:
        """Listen while the block runs."""
        thread = threading.Thread(target=self._run, name="gateway")
        thread.start()
        assert self._ready.wait(10)
        try:
            yield self
        finally:
            assert self._loop is not None
            assert self._stop is not None
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._rogue:
            self._ready.set()
            await self._stop.wait()

    async def _route(self, received: Received, peer: Peer) -> None:
        answer = self.answer if received.method == "POST" else self.models
        if callable(answer):
            await answer(received, peer)
        else:
            await peer.send(answer)


def story_of(text: str) -> list[dict[str, Any]]:
    """Return the events of an answer that says ``text``, a word at a time."""
    words = text.split(" ")
    deltas = [words[0], *(f" {word}" for word in words[1:])]
    where = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    begun = {"id": "resp_1", "status": "in_progress", "model": MODEL, "output": []}
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"type": "message", "id": "msg_1", "role": "assistant", "content": [part]}
    whole = begun | {"status": "completed", "output": [item], "usage": USAGE}
    return [
        {"type": "response.created", "response": begun},
        *({"type": "response.output_text.delta", "delta": delta} | where for delta in deltas),
        {"type": "response.completed", "response": whole},
    ]


def saying(text: str) -> bytes:
    """Return a whole streamed answer that says ``text``."""
    return streamed(story_of(text))


def slowly(text: str, *, word_s: float = 0.01, ends: bool = True) -> Handler:
    """Return an answer whose words come one by one; without its end if it does not ``ends``."""

    async def answer(_received: Received, peer: Peer) -> None:
        *story, last = story_of(text)
        await peer.send(stream_head())
        for event in story:
            await peer.send(chunked(sse(event)))
            await asyncio.sleep(word_s)
        if ends:
            await peer.send(chunked(sse(last)) + LAST_CHUNK)

    return answer
