"""A provider of pictures that follows a script, and small pictures for it to send."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO

from tessera.core.errors import OutcomeUnknown
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.image_requests import Generate, Make, MakeSettings
from tessera.core.ports import Blobs, Sink
from tessera.core.profiles import OPENAI, Profile
from tessera.core.replies import (
    Accepted,
    Ending,
    Finished,
    PictureArrived,
    Reply,
    Usage,
    Wait,
)
from tessera.core.words import Confidence
from tests.pictures import quadrants
from tests.studio.scripted import SENT, Sent, Step

MODEL = "gpt-image-2"
ACCEPTED = Accepted("req_1", None)
USAGE = Usage(40, 1000, image_tokens=0, text_tokens=40)
FINISHED = Finished(Ending.COMPLETE, USAGE, MODEL)
SIZE = Size(1024, 1024)


def png(width: int = 1024, height: int = 1024, form: str = "PNG") -> bytes:
    """Return a picture's file."""
    buffer = BytesIO()
    quadrants(width, height).save(buffer, form)
    return buffer.getvalue()


PNG = png()
OTHER_PNG = png(1024, 1023)


def order(prompt: str = "a red kite", n: int = 1, *, size: Size | None = SIZE) -> Generate:
    """Return an order for pictures."""
    return Generate(MODEL, prompt, MakeSettings(size=size, quality="low", n=n))


def arrived(data: bytes = PNG, place: int = 0, partial: int | None = None) -> PictureArrived:
    """Return the reply that brings a picture, or a preview."""
    return PictureArrived(place, data, partial, "png")


def whole(*data: bytes) -> tuple[Step, ...]:
    """Return the script of a call that goes well."""
    pictures = tuple(arrived(each, place) for place, each in enumerate(data))
    return (SENT, ACCEPTED, b"raw reply", *pictures, FINISHED)


def estimate(usd_max: str | None = "0.05", *, rejected: str | None = None) -> Estimate:
    """Return an estimate with this worst case."""
    most = None if usd_max is None else Decimal(usd_max)
    return Estimate(40, 2000, most, most, most, Confidence.DOCUMENTED, rejected=rejected)


@dataclass
class ScriptedMaker:
    """Implements `tessera.studio.making.Makes`.

    ``lying`` are pictures by their address; ``at_rest`` is set while it waits, and at its end;
    ``status`` is what it says to a stop.
    """

    script: Sequence[Step]
    profile: Profile = OPENAI
    lying: Mapping[str, bytes] = field(default_factory=dict)
    ordered: list[Make] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    status: str = "cancelled"
    at_rest: asyncio.Event = field(default_factory=asyncio.Event)

    async def make(
        self,
        request: Make,
        blobs: Blobs,
        sink: Sink,
        on_wait: Callable[[Wait], None] | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Follow the script."""
        self.ordered.append(request)
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
                    self.at_rest.set()
                    await step.wait()
                case tuple():
                    raise AssertionError("a maker stores no files")
                case _:
                    if isinstance(step, Accepted):
                        sink.identified(request_id=step.request_id, response_id=step.response_id)
                    yield step
        self.at_rest.set()

    async def cancel(self, response_id: str) -> str:
        """Note that an order was stopped where it is made."""
        self.cancelled.append(response_id)
        return self.status

    async def fetch_elsewhere(self, url: str, *, has_agreed: bool = False) -> bytes:
        """Return the picture that lies there."""
        self.fetched.append(url)
        try:
            return self.lying[url]
        except KeyError as error:
            raise OutcomeUnknown("The picture could not be fetched.") from error
