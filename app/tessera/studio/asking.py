"""Asking: from the request object to the kept answer, so that nothing paid for is lost.

The order is the wall: book and note the call (one transaction), send, follow the reply to disk as
it arrives, then settle turn, ledger and journal together. However a call ends, it is booked as
settled, as surely not bought, or as *unknown*; nothing is ever sent twice from here.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from tessera.core.errors import ServiceError, StoreError
from tessera.core.estimates import Bill, Estimate
from tessera.core.models import Catalogue
from tessera.core.ports import Blobs, Clock, Sink
from tessera.core.profiles import Profile
from tessera.core.replies import Accepted, Reply, StoredFile
from tessera.core.requests import Ask, Pixels
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.turns import SavedTurn
from tessera.studio.bookkeeping import (
    Booking,
    Started,
    begin,
    bill_for,
    end_early,
    ending_of,
    leave_there,
    settle,
    title_from,
)
from tessera.studio.course import (
    STOPPED_TOO_LATE,
    BookedHowever,
    Course,
    OnLeft,
    OnWait,
    Witness,
    early_end,
    is_left_there,
    noting_waits,
)
from tessera.studio.estimating import check_acceptable
from tessera.studio.stored_files import file_keeper

if TYPE_CHECKING:
    from tessera.imaging.decoder import Decoder
    from tessera.store.settings_table import Settings
    from tessera.studio.answer_pictures import AnswerPictures
    from tessera.studio.spending import Spending

log = logging.getLogger(__name__)

CHECKPOINT_S = 0.25
BREATH_S = 0.005  # a provider may send a thousand words at once; the window paints in between

OnReply = Callable[[Reply], None]


class Asks(Protocol):
    """What is needed of a provider; `tessera.client.service.Service` is one."""

    profile: Profile

    def ask(
        self,
        ask: Ask,
        blobs: Blobs,
        sink: Sink,
        on_wait: OnWait | None = None,
        *,
        on_stored: Callable[[Pixels, StoredFile], None] | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Send a question and yield the answer as it comes."""

    async def cancel(self, response_id: str) -> str:
        """Stop a background answer; return its status then."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a call ended in order. ``trouble`` says what could not be kept on the disk."""

    turn: SavedTurn
    estimate: Estimate
    bill: Bill
    request_id: str | None
    trouble: str = ""


class Asking:
    """Runs questions for the window and for commands."""

    def __init__(
        self,
        library: Library,
        desk: Desk,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        spending: "Spending",
        decoder: "Callable[[], Decoder]",
        settings: "Callable[[], Settings]",
        on_left: OnLeft,
    ) -> None:
        self._library = library
        self._desk = desk
        self._catalogue = catalogue
        self._clock = clock
        self._spending = spending
        self._decoder = decoder
        self._settings = settings
        self._detached: set[str] = set()
        self._on_left = on_left

    async def start(
        self,
        ask: Ask,
        estimate: Estimate,
        profile: Profile,
        booking: Booking,
        *,
        over_cap: bool = False,
    ) -> Started:
        """Book and note the call; when this returns it may be sent, and must be `run`.

        ``over_cap`` says that the user was asked and wants it sent over a cap, this once. Raises
        `PictureRejected`, `RequestError` or `StoreError`; then nothing is noted and the draft is as
        it was.
        """
        check_acceptable(estimate)
        if ask.store:
            from tessera.studio.ways_through import check_may_store

            check_may_store(self._settings())
        caps = self._spending.caps(profile, over_cap=over_cap)
        noting = asyncio.create_task(
            self._desk.run(begin, self._library, ask, estimate, profile, booking, caps),
            name="note a call",
        )
        try:
            return await asyncio.shield(noting)
        except asyncio.CancelledError:
            await self.call_off(await noting)
            raise

    async def kept_answer(self, ask: Ask, profile: Profile) -> SavedTurn | None:
        """Return the newest whole answer of this provider to an identical question.

        Offered instead of buying it again.
        """
        from tessera.store.asks import ask_to_json
        from tessera.store.journal import request_hash

        identity = request_hash(ask_to_json(ask))
        find = self._library.turns.answer_to
        return await self._desk.run(find, identity, profile.id, profile.origin)

    async def call_off(self, started: Started) -> None:
        """Book a noted call that will not be run after all."""
        await self._book(started, None, None, Course(), asyncio.CancelledError())

    def detach(self, started: Started) -> None:
        """Let a background answer go on at the provider when its task is cancelled.

        The next start fetches it by its id. Before that id came, a cancelled call is stopped.
        """
        self._detached.add(started.intent.id)

    async def run(
        self,
        started: Started,
        ask: Ask,
        service: Asks,
        on_reply: OnReply,
        on_wait: OnWait | None = None,
    ) -> Answered:
        """Send the noted call and follow it to its end; every way to end is booked.

        Raises `TesseraError` when there is no answer. What arrived before stays in the turn.
        """
        course = Course(kept_until=self._clock.monotonic())
        book = partial(self._book, started, ask, service, course)
        async with BookedHowever(book):
            await self._follow(started, ask, service, course, on_reply, on_wait)
        return await self._settle(started, ask, service.profile, course)

    async def _follow(
        self,
        started: Started,
        ask: Ask,
        service: Asks,
        course: Course,
        on_reply: OnReply,
        on_wait: OnWait | None,
    ) -> None:
        keep_file = file_keeper(self._library, self._desk, self._clock, service.profile)
        witness, waits = Witness(started.intent, course), noting_waits(course, on_wait)
        replies = service.ask(ask, self._library.blobs, witness, waits, on_stored=keep_file)
        breath = self._clock.monotonic()
        async with aclosing(replies):
            async for reply in replies:
                course.take(reply)
                if isinstance(reply, Accepted):
                    self._spending.rates.note(service.profile, ask.model, reply.limits)
                self._checkpoint(course, started.answer.id)
                on_reply(reply)
                breath = await self._breathe(breath)
        if course.finished is None:
            raise ServiceError(
                "The answer ended without its end.",
                "What arrived is kept.",
                "Ask again if you need the rest; it may cost again.",
                may_be_charged=True,
            )

    async def _breathe(self, last: float) -> float:
        """Let others run once `BREATH_S` have passed since ``last``; return when that was."""
        if self._clock.monotonic() - last < BREATH_S:
            return last
        await asyncio.sleep(0)
        return self._clock.monotonic()

    def _checkpoint(self, course: Course, turn_id: str) -> None:
        """Keep the text so far, at most four times a second."""
        now = self._clock.monotonic()
        if not course.parts or now - course.kept_until < CHECKPOINT_S:
            return
        course.kept_until = now
        text = course.text
        self._desk.post(lambda: self._library.turns.update_text(turn_id, text))

    async def _settle(
        self, started: Started, ask: Ask, profile: Profile, course: Course
    ) -> Answered:
        assert course.finished is not None
        bill = bill_for(
            self._catalogue(),
            ask.model,
            course.finished,
            self._clock.today(),
            profile.price_factor,
            tool_model_id=None if ask.image_tool is None else ask.image_tool.model,
        )
        trouble = ""
        try:
            pictures = await self._pictures(started, ask, profile.id, course, bill)
            turn = await self._desk.run(settle, self._library, started, course, bill, pictures)
        except StoreError as error:
            # The answer is paid for: hand it out although the disk did not take all of it.
            log.warning("the answer could not be kept: %s", error)
            trouble = str(error)
            # Whoever starts next reads what the disk did take.
            await self._desk.run(started.intent.let_go)
            state, note = ending_of(course.finished.ending)
            turn = replace(started.answer, text=course.text, state=state, note=note, bill=bill)
        return Answered(turn, started.estimate, bill, course.public_id, trouble)

    async def _pictures(
        self, started: Started, ask: Ask, profile_id: str, course: Course, bill: Bill | None
    ) -> "AnswerPictures":
        """Put the pictures that came inside the answer on the disk; most answers have none."""
        from tessera.studio.answer_pictures import NO_PICTURES, AnswerPictures, answer_origin

        if not (course.pictures or course.previews):
            return NO_PICTURES
        from tessera.studio.landing import Landing

        is_whole = course.finished is not None
        await self._desk.run(partial(started.intent.secure, is_whole=is_whole))
        landing = Landing(self._library, self._desk, self._decoder)
        name = title_from(ask.turns[-1].text)
        arrivals = await landing.land(course.pictures, name=name)
        previews = await landing.land(tuple(course.previews.values()), name=name)
        origin = answer_origin(
            ask,
            profile_id,
            intent_id=started.intent.id,
            request_id=course.public_id,
            bill=bill,
            count=len(arrivals),
        )
        photo_ids = tuple(picture.photo_id for picture in started.question.pictures)
        return AnswerPictures(arrivals, previews, origin, photo_ids)

    async def _book(
        self,
        started: Started,
        ask: Ask | None,
        service: Asks | None,
        course: Course,
        error: BaseException,
    ) -> None:
        """Book an early end. A disk that refuses leaves the call to the next start."""
        from tessera.studio.answer_pictures import NO_PICTURES

        goes_on = ask is not None and ask.is_background and course.response_id is not None
        if isinstance(error, asyncio.CancelledError) and goes_on:
            if started.intent.id in self._detached:
                await self._desk.run(started.intent.let_go)
                return
            assert service is not None
            if await self._is_too_late(service, course):
                await self._leave_there(started, course, STOPPED_TOO_LATE)
                return
        if isinstance(error, ServiceError):
            Witness(started.intent, course).identified(
                request_id=error.request_id, response_id=None
            )
        try:
            end = early_end(course, error)
            if is_left_there(course, error):
                await self._leave_there(started, course, end.note)
                return
            pictures = NO_PICTURES
            if ask is not None and service is not None:
                pictures = await self._pictures(started, ask, service.profile.id, course, None)
            await self._desk.run(end_early, self._library, started, course, end, pictures)
        except StoreError as trouble:
            log.warning("the end of a call could not be booked: %s", trouble)
            await self._desk.run(started.intent.let_go)

    async def _leave_there(self, started: Started, course: Course, note: str) -> None:
        """End the turn, and leave the call to whoever fetches it by its id."""
        try:
            await self._desk.run(leave_there, self._library, started, course, note)
        except StoreError as trouble:
            log.warning("the end of a turn could not be kept: %s", trouble)
        self._on_left(started.intent.id)

    async def _is_too_late(self, service: Asks, course: Course) -> bool:
        """Stop a background answer where it is made; return whether it had ended by then."""
        from tessera.studio.in_background import Stop, stop_there

        assert course.response_id is not None
        stop = await stop_there(service.cancel(course.response_id))
        course.stopped_there = stop is Stop.STOPPED
        return stop is Stop.TOO_LATE
