"""Bringing pictures home: onto the disk, then decoded; those that lie elsewhere are fetched."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tessera.core.errors import TesseraError
from tessera.core.geometry import Size
from tessera.core.profiles import Profile
from tessera.core.replies import PictureArrived, PictureElsewhere
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.studio.arrivals import Arrival, landed, looked_at
from tessera.studio.course import Course
from tessera.studio.made import Makes, MayFetch

if TYPE_CHECKING:
    from tessera.imaging.decoder import Decoder

ADDRESS_KEPT = "The picture's address is kept with the reply."
NOT_FETCHED = f"A picture lies at {{host}} and was not fetched. {ADDRESS_KEPT}"


class Landing:
    """Puts what came into the library, without deciding what becomes of it."""

    def __init__(self, library: Library, desk: Desk, decoder: "Callable[[], Decoder]") -> None:
        self._library = library
        self._desk = desk
        self._decoder = decoder

    async def land(
        self, pictures: Sequence[PictureArrived], *, name: str, size: Size | None = None
    ) -> tuple[Arrival, ...]:
        """Put pictures on the disk, then decode them beside the loop.

        ``size`` is what was ordered, for what cannot be measured.
        """
        arrivals = []
        for picture in pictures:
            arrival = await self._desk.run(landed, self._library, picture)
            arrivals.append(
                await asyncio.to_thread(
                    looked_at, arrival, self._decoder(), self._library, name, size
                )
            )
        return tuple(arrivals)


async def fetch_named(
    course: Course, service: Makes, may_fetch: MayFetch | None
) -> tuple[str, ...]:
    """Fetch pictures that were only named; return a sentence for each that was not."""
    missed = []
    for named in course.elsewhere:
        try:
            if not await _is_allowed(named.url, service.profile, may_fetch):
                missed.append(NOT_FETCHED.format(host=_host(named)))
                continue
            data = await service.fetch_elsewhere(named.url, has_agreed=True)
        except TesseraError as error:
            missed.append(f"{error.what} {ADDRESS_KEPT}")  # the order itself is paid for
            continue
        course.pictures.append(PictureArrived(named.place, data))
    course.elsewhere.clear()
    course.pictures.sort(key=_place)
    return tuple(missed)


async def _is_allowed(url: str, profile: Profile, may_fetch: MayFetch | None) -> bool:
    """Return whether a picture may be fetched: always from the profile's own origin."""
    from tessera.client.elsewhere import is_own

    if is_own(url, profile):
        return True
    return may_fetch is not None and await may_fetch(url)


def _host(named: PictureElsewhere) -> str:
    try:
        return urlsplit(named.url).hostname or "an address that makes no sense"
    except ValueError:
        return "an address that makes no sense"


def _place(picture: PictureArrived) -> int:
    return picture.place
