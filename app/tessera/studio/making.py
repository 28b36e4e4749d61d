"""Making pictures: from the request object to versions in the library; nothing paid for is lost.

The order is `asking`'s: book and note the call (one transaction), send, follow the reply to disk as
it arrives, then pictures, ledger and journal together. A picture that came whole is kept however
the call ends; of one that did not, the last preview is kept as what it is. Nothing is ever sent
twice from here.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tessera.core.errors import RequestError, ServiceError, StoreError, TesseraError
from tessera.core.estimates import Estimate
from tessera.core.image_requests import Make
from tessera.core.ports import Clock
from tessera.core.profiles import Profile
from tessera.core.replies import Accepted, PictureArrived
from tessera.imaging.decoder import Decoder
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.arrivals import Arrival
from tessera.studio.bookkeeping import bill_for, title_from
from tessera.studio.course import (
    BookedHowever,
    Course,
    OnLeft,
    Witness,
    early_end,
    is_left_there,
    noting_waits,
)
from tessera.studio.landing import Landing, fetch_named
from tessera.studio.made import Made, Makes, MayFetch, OnReply, OnWait, handed_out
from tessera.studio.make_bookkeeping import (
    begin_make,
    end_make_early,
    origin_of,
    remarks_on,
    settle_make,
)
from tessera.studio.make_orders import MakeBooking, MakeStarted, identity_of, price_models

if TYPE_CHECKING:
    from tessera.core.models import Catalogue
    from tessera.store.settings_table import Settings
    from tessera.studio.spending import Spending

log = logging.getLogger(__name__)


class Making:
    """Runs orders for pictures, for the window and for commands."""

    def __init__(
        self,
        library: Library,
        desk: Desk,
        decoder: Callable[[], Decoder],
        catalogue: "Callable[[], Catalogue]",
        clock: Clock,
        spending: "Spending",
        settings: "Callable[[], Settings]",
        on_left: OnLeft,
    ) -> None:
        self._library = library
        self._desk = desk
        self._landing = Landing(library, desk, decoder)
        self._catalogue = catalogue
        self._clock = clock
        self._spending = spending
        self._settings = settings
        self._on_left = on_left
        self._in_flight: dict[str, tuple[Make, Course]] = {}
        self._detached: set[str] = set()

    @property
    def can_detach(self) -> bool:
        """Return whether every call in flight would go on at its provider by itself."""
        flying = self._in_flight.values()
        return bool(flying) and all(_goes_on(request, course) for request, course in flying)

    def detach(self) -> None:
        """Let the calls in flight go on at the provider when their tasks are cancelled.

        The next start fetches them by their ids and puts them where they belong.
        """
        self._detached.update(self._in_flight)

    async def start(
        self,
        request: Make,
        estimate: Estimate,
        profile: Profile,
        booking: MakeBooking,
        *,
        over_cap: bool = False,
    ) -> MakeStarted:
        """Book and note the call; when this returns it may be sent, and must be `run`.

        ``over_cap`` says that the user was asked and wants it sent over a cap, this once. Raises
        `RequestError`, `OverBudget` or `StoreError`; then nothing is noted.
        """
        self.check(request, estimate)
        if request.through is not None:
            from tessera.studio.ways_through import check_may_store

            check_may_store(self._settings())
        caps = self._spending.caps(profile, over_cap=over_cap)
        noting = asyncio.create_task(
            self._desk.run(begin_make, self._library, request, estimate, profile, booking, caps),
            name="note an order",
        )
        try:
            return await asyncio.shield(noting)
        except asyncio.CancelledError:
            await self.call_off(await noting, request)
            raise

    def check(self, request: Make, estimate: Estimate | None = None) -> None:
        """Raise `RequestError` where the model would not take the request."""
        from tessera.core.image_legal import problems

        model = self._catalogue().get(request.model)
        if model is not None and model.image is None:
            raise _illegal(f"the model {request.model} makes no pictures")
        found = problems(request, None if model is None else model.image)
        if request.through is not None:
            from tessera.core.through_answer import unsayable

            found += unsayable(request)
        if found:
            raise _illegal("; ".join(found))
        if estimate is not None and estimate.rejected is not None:
            raise _illegal(estimate.rejected.rstrip("."))

    async def kept_answer(self, request: Make, profile: Profile) -> tuple[SavedVersion, ...]:
        """Return what an identical order to this provider made before, newest first.

        Offered instead of buying it again; the same words make another picture each time.
        """
        identity = identity_of(request, profile.id)
        return await self._desk.run(self._library.versions.of_request, identity)

    async def call_off(self, started: MakeStarted, request: Make) -> None:
        """Book a noted call that will not be run after all."""
        await self._book(started, request, None, Course(), None, asyncio.CancelledError())

    async def run(
        self,
        started: MakeStarted,
        request: Make,
        service: Makes,
        on_reply: OnReply,
        on_wait: OnWait | None = None,
        *,
        may_fetch: MayFetch | None = None,
    ) -> Made:
        """Send the noted call and follow it to its end; every way to end is booked.

        A picture that lies at another host than the provider's is fetched only if ``may_fetch``
        says so. Raises `TesseraError` when the call did not end in order; what came whole is in
        the library all the same (`Versions.of_intent`).
        """
        course = Course(kept_until=self._clock.monotonic())
        book = partial(self._book, started, request, service, course, may_fetch)
        self._in_flight[started.intent.id] = (request, course)
        try:
            async with BookedHowever(book):
                await self._follow(started, request, service, course, on_reply, on_wait)
        finally:
            del self._in_flight[started.intent.id]
        return await self._settle(started, request, service, course, may_fetch)

    async def _follow(
        self,
        started: MakeStarted,
        request: Make,
        service: Makes,
        course: Course,
        on_reply: OnReply,
        on_wait: OnWait | None,
    ) -> None:
        witness, waits = Witness(started.intent, course), noting_waits(course, on_wait)
        replies = service.make(request, self._library.blobs, witness, waits)
        async with aclosing(replies):
            async for reply in replies:
                course.take(reply)
                if isinstance(reply, Accepted):
                    self._spending.rates.note(service.profile, request.model, reply.limits)
                on_reply(reply)
        if course.finished is None:
            raise ServiceError(
                "The reply ended without its end.",
                "What arrived whole is kept.",
                "Order it again if you need the rest; it may cost again.",
                may_be_charged=True,
            )

    async def _settle(
        self,
        started: MakeStarted,
        request: Make,
        service: Makes,
        course: Course,
        may_fetch: MayFetch | None,
    ) -> Made:
        """Keep the pictures and book the bill. Once paid, even a stop does not come between."""
        settling = asyncio.create_task(
            self._settled(started, request, service, course, may_fetch), name="keep pictures"
        )
        try:
            return await asyncio.shield(settling)
        except asyncio.CancelledError:
            await settling
            raise

    async def _settled(
        self,
        started: MakeStarted,
        request: Make,
        service: Makes,
        course: Course,
        may_fetch: MayFetch | None,
    ) -> Made:
        assert course.finished is not None
        await self._desk.run(partial(started.intent.secure, is_whole=True))
        missed = await fetch_named(course, service, may_fetch)
        billed, tool = price_models(request)
        bill = bill_for(
            self._catalogue(),
            billed,
            course.finished,
            self._clock.today(),
            service.profile.price_factor,
            tool_model_id=tool,
        )
        arrivals = await self._land(course.pictures, request, started)
        origin = origin_of(request, service.profile.id, started, course, bill, len(arrivals))
        trouble = ""
        versions: tuple[SavedVersion, ...] = ()
        try:
            versions, trouble = await self._desk.run(
                settle_make, self._library, started, arrivals, origin, bill, course.public_id,
                keep_raw=bool(missed or course.finished.left_over),
            )  # fmt: skip
        except StoreError as error:
            # The pictures are paid for: hand them out although the disk did not take them.
            log.warning("the pictures could not be kept: %s", error)
            trouble = str(error)
            # Whoever starts next reads what the disk did take.
            await self._desk.run(started.intent.let_go)
        notes = (*remarks_on(request, arrivals, course), *missed)
        return Made(
            pictures=handed_out(arrivals, versions),
            estimate=started.estimate,
            bill=bill,
            request_id=course.public_id,
            trouble=trouble,
            notes=notes,
            unreadable=sum(1 for arrival in arrivals if arrival.is_unreadable),
        )

    async def _land(
        self, pictures: Sequence[PictureArrived], request: Make, started: MakeStarted
    ) -> tuple[Arrival, ...]:
        name = started.booking.name or title_from(request.prompt)
        return await self._landing.land(pictures, name=name, size=request.settings.size)

    async def _book(
        self,
        started: MakeStarted,
        request: Make,
        service: Makes | None,
        course: Course,
        may_fetch: MayFetch | None,
        error: BaseException,
    ) -> None:
        """Book an early end, and keep what came. A disk that refuses leaves it to the next start.

        ``error`` learns what was kept, so that its sentence is true.
        """
        if isinstance(error, asyncio.CancelledError) and _goes_on(request, course):
            if started.intent.id in self._detached:
                await self._desk.run(started.intent.let_go)
                return
            if await _is_too_late(service, course):
                await self._leave_there(started)
                return
        if isinstance(error, ServiceError):
            Witness(started.intent, course).identified(
                request_id=error.request_id, response_id=None
            )
        if is_left_there(course, error):
            await self._leave_there(started)
            return
        if course.was_sent:
            await self._desk.run(partial(started.intent.secure, is_whole=False))
        if course.was_sent and not course.pictures:
            await self._desk.run(_take_from_the_bytes, started, request, course)
        missed: tuple[str, ...] = ()
        if service is not None and not isinstance(error, asyncio.CancelledError):
            missed = await fetch_named(course, service, may_fetch)
        arrivals = await self._land(course.pictures, request, started)
        previews = await self._land(tuple(course.previews.values()), request, started)
        profile = "" if service is None else service.profile.id
        origin = origin_of(request, profile, started, course, None, len(arrivals))
        end = early_end(course, error)
        if arrivals or previews:
            end = replace(end, perhaps_charged=True)
        try:
            versions = await self._desk.run(
                end_make_early, self._library, started, arrivals, previews, origin, end
            )
        except StoreError as trouble:
            log.warning("the end of a call could not be booked: %s", trouble)
            await self._desk.run(started.intent.let_go)
            return
        _tell(error, versions, missed)

    async def _leave_there(self, started: MakeStarted) -> None:
        """Leave the call to whoever fetches it by its id."""
        await self._desk.run(started.intent.let_go)
        self._on_left(started.intent.id)


def _goes_on(request: Make, course: Course) -> bool:
    """Return whether the provider finishes a call by itself, under an id that is known."""
    return request.through is not None and course.response_id is not None


async def _is_too_late(service: Makes | None, course: Course) -> bool:
    """Stop an order where it is made; return whether it had been made by then."""
    from tessera.studio.in_background import Stop, stop_there

    if service is None or course.response_id is None:
        return False
    stop = await stop_there(service.cancel(course.response_id))
    course.stopped_there = stop is Stop.STOPPED
    return stop is Stop.TOO_LATE


def _take_from_the_bytes(started: MakeStarted, request: Make, course: Course) -> None:
    """Take pictures that stand whole in a reply which was cut before it could be understood."""
    from tessera.studio.replaying_make import said_in

    try:
        body = started.intent.body()
    except StoreError:  # what the disk refuses now is found by the next start
        return
    for reply in said_in(body, request):
        if isinstance(reply, PictureArrived) and reply.partial is None:
            course.take(reply)


def _illegal(clauses: str) -> RequestError:
    return RequestError(
        f"{clauses[:1].upper()}{clauses[1:]}.",
        "Nothing was sent. Your words and pictures are kept.",
        "Change that and order again.",
    )


def _tell(error: BaseException, versions: Sequence[SavedVersion], missed: Sequence[str]) -> None:
    """Say in the error what was kept."""
    whole = sum(1 for version in versions if version.kind is not VersionKind.PARTIAL)
    if not isinstance(error, TesseraError):
        return
    said = [error.kept]
    if whole:
        came = "1 picture had come and is" if whole == 1 else f"{whole} pictures had come and are"
        said.append(f"{came} in the library.")
    elif versions:
        said.append("Its last preview is in the library.")
    error.kept = " ".join(filter(None, (*said, *missed)))
