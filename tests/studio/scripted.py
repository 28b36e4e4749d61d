"""A provider that follows a script, and a desk to ask it from: the port `Asks`, without a network.

A step of a script is what happens next: `SENT`, raw bytes, a reply, an error to raise, a file that
was stored, or an `asyncio.Event` to wait for.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tessera.core.estimates import Estimate
from tessera.core.ports import Blobs, Sink
from tessera.core.profiles import OPENAI, Profile
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    Reply,
    StoredFile,
    TextDelta,
    Usage,
    Wait,
)
from tessera.core.requests import Ask, Link, Picture, Pixels, Turn
from tessera.core.words import Confidence, Role

MODEL = "gpt-5-mini"


class Sent:
    """The step at which the first byte leaves."""


SENT = Sent()
LATER = Wait(seconds_left=20, attempt=1, why="Too many requests.")
Step = Sent | bytes | Wait | Reply | BaseException | asyncio.Event | tuple[Pixels, StoredFile]

ACCEPTED = Accepted("req_1", "resp_1")
FINISHED = Finished(Ending.COMPLETE, Usage(1000, 200), MODEL, response_id="resp_1")
WHOLE: tuple[Step, ...] = (
    *(SENT, ACCEPTED, b"raw one ", TextDelta("A red "), b"raw two", TextDelta("kite."), FINISHED),
)


@dataclass
class ScriptedProvider:
    """Implements `tessera.studio.asking.Asks`. ``status`` is what it says to a stop."""

    script: Sequence[Step]
    profile: Profile = OPENAI
    asked: list[Ask] = field(default_factory=list)
    is_closed: bool = False
    cancelled: list[str] = field(default_factory=list)
    status: str = "cancelled"

    async def cancel(self, response_id: str) -> str:
        """Note that an answer was to be stopped."""
        self.cancelled.append(response_id)
        return self.status

    async def ask(
        self,
        ask: Ask,
        blobs: Blobs,
        sink: Sink,
        on_wait: Callable[[Wait], None] | None = None,
        *,
        on_stored: Callable[[Pixels, StoredFile], None] | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Follow the script."""
        self.asked.append(ask)
        try:
            for step in self.script:
                match step:
                    case Sent():
                        sink.sent()
                    case bytes():
                        sink.received(step)
                    case Wait():
                        assert on_wait is not None
                        on_wait(step)
                    case BaseException():
                        raise step
                    case asyncio.Event():
                        await step.wait()
                    case (pixels, stored):
                        assert on_stored is not None
                        on_stored(pixels, stored)
                    case _:
                        if isinstance(step, Accepted):
                            sink.identified(
                                request_id=step.request_id, response_id=step.response_id
                            )
                        yield step
        finally:
            self.is_closed = True


def question(text: str = "What is this?", *pictures: Picture) -> Ask:
    """Return a question; without pictures it shows a link."""
    shown = pictures or (Picture(Link("https://example.com/kite.png")),)
    return Ask(MODEL, (Turn(Role.USER, text, shown),))


def estimate(usd_max: str | None = "0.02", *, rejected: str | None = None) -> Estimate:
    """Return an estimate with this worst case."""
    most = None if usd_max is None else Decimal(usd_max)
    return Estimate(1000, 4096, most, most, most, Confidence.DOCUMENTED, rejected=rejected)
