"""Asking a `Rogue` from the command line; the picture is a file id, so that no child is needed."""

import asyncio

from tests.cli.program import PATIENCE_S, Done, Word, run
from tests.client.recorded import events
from tests.client.rogue import Handler, Peer, Received, Rogue, chunked, sse, stream_head

ASK = ("ask", "file-abc", "--prompt", "What is this?", "--model", "gpt-5-mini")
EVENTS = events("responses_stream")


def first(count: int, **headers: str) -> bytes:
    """Return the head of a stream and its first events."""
    return stream_head(**headers) + b"".join(chunked(sse(e)) for e in EVENTS[:count])


class Silence:
    """A handler that sends ``data`` and then nothing until the client goes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._begun = asyncio.Event()

    async def __call__(self, _: Received, peer: Peer) -> None:
        await peer.send(self._data)
        self._begun.set()
        await peer.gone()

    async def begun(self) -> None:
        """Wait until the client hears nothing any more."""
        await asyncio.wait_for(self._begun.wait(), PATIENCE_S)


def then_cut(data: bytes) -> Handler:
    """Return a handler that sends ``data`` and hangs up."""

    async def handle(_: Received, peer: Peer) -> None:
        await peer.send(data)

    return handle


def leading_to(rogue: Rogue) -> dict[str, str]:
    """Return the environment in which calls go to ``rogue``."""
    return {
        "OPENAI_BASE_URL": f"http://127.0.0.1:{rogue.port}/v1",
        "OPENAI_API_KEY": "sk-test-0123456789abcdef",
    }


async def ask(rogue: Rogue, *argv: Word, **more: str) -> Done:
    """Ask ``rogue`` one question and return how the command ended."""
    return await run(*ASK, *argv, env=leading_to(rogue) | more)
