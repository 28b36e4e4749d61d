"""What is needed of a provider of pictures, and how a call to it ended."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tessera.core.estimates import Bill, Estimate
from tessera.core.image_requests import Make
from tessera.core.ports import Blobs, Sink
from tessera.core.profiles import Profile
from tessera.core.replies import Reply, Wait
from tessera.store.version_rows import SavedVersion
from tessera.studio.arrivals import Arrival

OnReply = Callable[[Reply], None]
OnWait = Callable[[Wait], None]
MayFetch = Callable[[str], Awaitable[bool]]


class Makes(Protocol):
    """What is needed of a provider; `tessera.client.service.Service` is one."""

    profile: Profile

    def make(
        self, request: Make, blobs: Blobs, sink: Sink, on_wait: OnWait | None = None
    ) -> AsyncGenerator[Reply, None]:
        """Order pictures and yield them as they come."""

    async def cancel(self, response_id: str) -> str:
        """Stop an order that goes through an answer; return its status then."""

    async def fetch_elsewhere(self, url: str, *, has_agreed: bool = False) -> bytes:
        """Return a picture that the reply only named; the key goes to its own origin alone."""


@dataclass(frozen=True, slots=True)
class MadePicture:
    """A picture that came, with its bytes; ``version`` None where the disk did not take it."""

    place: int
    data: bytes
    extension: str
    version: SavedVersion | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """How a call ended in order.

    ``pictures`` came whole and can be read. ``unreadable`` counts those that cannot; the raw reply
    then stays in the inbox. ``trouble`` says what the disk did not take, ``notes`` what else is
    worth knowing: fewer or more pictures, another size or format than asked for.
    """

    pictures: tuple[MadePicture, ...]
    estimate: Estimate
    bill: Bill
    request_id: str | None
    trouble: str = ""
    notes: tuple[str, ...] = ()
    unreadable: int = 0

    @property
    def versions(self) -> tuple[SavedVersion, ...]:
        """Return what the library keeps of it."""
        return tuple(each.version for each in self.pictures if each.version is not None)


def handed_out(
    arrivals: Sequence[Arrival], versions: Sequence[SavedVersion]
) -> tuple[MadePicture, ...]:
    """Return the pictures that can be read, each with its version if it has one."""
    by_place = {version.origin.place: version for version in versions}
    return tuple(
        MadePicture(
            arrival.picture.place,
            arrival.picture.data,
            arrival.extension,
            by_place.get(arrival.picture.place),
        )
        for arrival in arrivals
        if not arrival.is_unreadable
    )
