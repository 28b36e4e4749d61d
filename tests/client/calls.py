"""Shorthand for asking a `Rogue` a question through the real client."""

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from tessera.client.deadlines import Deadlines
from tessera.client.service import Service
from tessera.core.errors import TesseraError
from tessera.core.profiles import Route
from tessera.core.replies import Finished, Reply, TextDelta, Wait
from tessera.core.requests import Ask, Picture, Pixels, Turn
from tessera.core.words import Role
from tests.client.rogue import Rogue
from tests.fakes import MemoryBlobs, RecordingSink, SystemTime

KEY = "sk-test-0123456789abcdef"
QUICK = Deadlines(total_s=5.0, idle_s=5.0, stream_idle_s=5.0)


@dataclass
class Outcome:
    """What one question brought."""

    replies: list[Reply] = field(default_factory=list)
    error: TesseraError | None = None
    sink: RecordingSink = field(default_factory=RecordingSink)
    waits: list[Wait] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text of the answer as far as it came."""
        return "".join(reply.text for reply in self.replies if isinstance(reply, TextDelta))

    @property
    def finished(self) -> Finished:
        """Return the end of the answer, which must have come."""
        assert self.error is None, self.error
        last = self.replies[-1]
        assert isinstance(last, Finished)
        return last


def question(*pictures: Pixels, text: str = "What is this?", **more: Any) -> Ask:
    """Return a question about ``pictures``."""
    return Ask("m", (Turn(Role.USER, text, tuple(Picture(p) for p in pictures)),), **more)


def service(rogue: Rogue, route: Route = Route.RESPONSES, **more: Any) -> Service:
    """Return the real client for a `Rogue`."""
    deadlines = more.pop("deadlines", QUICK)
    profile = rogue.profile(route, **more.pop("profile", {}))
    return Service(profile, KEY, clock=SystemTime(), deadlines=deadlines, **more)


async def asked(
    client: Service,
    ask: Ask | None = None,
    blobs: MemoryBlobs | None = None,
    sink: RecordingSink | None = None,
    on_reply: Callable[[Reply], None] | None = None,
) -> Outcome:
    """Ask and return everything that came, the error included; closes nothing."""
    outcome = Outcome(sink=sink or RecordingSink())
    replies = client.ask(
        ask or question(), blobs or MemoryBlobs(), outcome.sink, outcome.waits.append
    )
    try:
        async with aclosing(replies):
            async for reply in replies:
                outcome.replies.append(reply)
                if on_reply is not None:
                    on_reply(reply)
    except TesseraError as error:
        outcome.error = error
    return outcome


async def ask_rogue(rogue: Rogue, route: Route = Route.RESPONSES, **more: Any) -> Outcome:
    """Ask one question of a `Rogue` with a client of its own."""
    client = service(rogue, route, **more)
    try:
        return await asked(client)
    finally:
        await client.aclose()
