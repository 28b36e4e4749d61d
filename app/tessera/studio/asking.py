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
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from tessera.core.errors import OverBudget, PictureRejected, ServiceError, StoreError, TesseraError
from tessera.core.estimates import Bill, Estimate
from tessera.core.models import Catalogue
from tessera.core.money import plain
from tessera.core.ports import Blobs, Clock, Sink
from tessera.core.profiles import Profile
from tessera.core.replies import (
    Accepted,
    Finished,
    RefusalDelta,
    Reply,
    StoredFile,
    TextDelta,
    Wait,
)
from tessera.core.requests import Ask, Pixels
from tessera.store.desk import Desk
from tessera.store.intents import Intent
from tessera.store.library import Library
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.bookkeeping import Booking, Course, Started, begin, bill_for, end_early, settle

log = logging.getLogger(__name__)

CHECKPOINT_S = 0.25
STOPPED_EARLY = "Stopped before anything was sent. Nothing was charged."
BROKE_OFF = "Tessera broke off this call by a mistake of its own. It may have been charged."
STOPPED = "Stopped. What arrived is kept; the provider may still bill the call."

OnReply = Callable[[Reply], None]
OnWait = Callable[[Wait], None]


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


@dataclass(frozen=True, slots=True)
class Answered:
    """How a call ended in order. ``trouble`` says what could not be kept on the disk."""

    turn: SavedTurn
    estimate: Estimate
    bill: Bill
    request_id: str | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _EarlyEnd:
    """Why a call has no answer. What was never sent is never charged, whatever is said here."""

    note: str
    perhaps_charged: bool
    stopped: bool = False

    def state_of(self, course: Course) -> TurnState:
        """Return how the turn stands after it."""
        if self.stopped:
            return TurnState.STOPPED
        return TurnState.CUT if course.parts else TurnState.FAILED


_NEVER_RUN = _EarlyEnd(STOPPED_EARLY, perhaps_charged=False, stopped=True)
_MISTAKE = _EarlyEnd(BROKE_OFF, perhaps_charged=True)


class _Witness:
    """Passes a reply on to the journal and remembers what it has seen."""

    def __init__(self, intent: Intent, course: Course) -> None:
        self._intent = intent
        self._course = course

    def sent(self) -> None:
        """Note that the first byte left."""
        self._course.was_sent = True
        self._intent.sent()

    def identified(self, *, request_id: str | None, response_id: str | None) -> None:
        """Note the provider's ids."""
        self._course.request_id = request_id or self._course.request_id
        self._course.response_id = response_id or self._course.response_id
        self._intent.identified(request_id=request_id, response_id=response_id)

    def received(self, chunk: bytes) -> None:
        """Keep bytes as they came."""
        self._intent.received(chunk)


class Asking:
    """Runs questions for the window and for commands."""

    def __init__(
        self, library: Library, desk: Desk, catalogue: Callable[[], Catalogue], clock: Clock
    ) -> None:
        self._library = library
        self._desk = desk
        self._catalogue = catalogue
        self._clock = clock

    async def start(
        self, ask: Ask, estimate: Estimate, profile: Profile, booking: Booking
    ) -> Started:
        """Book and note the call; when this returns it may be sent, and must be `run`.

        Raises `PictureRejected`, `OverBudget` or `StoreError`; then nothing is noted and the
        draft is as it was.
        """
        check_acceptable(estimate)
        noting = asyncio.create_task(
            self._desk.run(begin, self._library, ask, estimate, profile, booking),
            name="note a call",
        )
        try:
            return await asyncio.shield(noting)
        except asyncio.CancelledError:
            await self.call_off(await noting)
            raise

    async def call_off(self, started: Started) -> None:
        """Book a noted call that will not be run after all."""
        await self._book(started, Course(), _NEVER_RUN)

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
        end: _EarlyEnd | None = _MISTAKE  # holds unless something better is known
        try:
            await self._follow(started, ask, service, course, on_reply, on_wait)
            end = None
        except asyncio.CancelledError:
            note = STOPPED if course.was_sent else STOPPED_EARLY
            end = _EarlyEnd(note, perhaps_charged=True, stopped=True)
            raise
        except TesseraError as error:
            perhaps = error.may_be_charged if isinstance(error, ServiceError) else True
            end = _EarlyEnd(str(error), perhaps_charged=perhaps)
            raise
        finally:
            if end is not None:
                booking = self._book(started, course, end)
                await asyncio.shield(asyncio.create_task(booking, name="book an early end"))
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
        keep_file = self._file_keeper(service.profile)
        replies = service.ask(
            ask,
            self._library.blobs,
            _Witness(started.intent, course),
            on_wait,
            on_stored=keep_file,
        )
        async with aclosing(replies):
            async for reply in replies:
                self._take(reply, course, started.answer.id)
                on_reply(reply)
        if course.finished is None:
            raise ServiceError(
                "The answer ended without its end.",
                "What arrived is kept.",
                "Ask again if you need the rest; it may cost again.",
                may_be_charged=True,
            )

    def _take(self, reply: Reply, course: Course, turn_id: str) -> None:
        match reply:
            case TextDelta(text):
                course.parts.append(text)
                self._checkpoint(course, turn_id)
            case RefusalDelta(text):
                course.parts.append(text)
                course.refused = True
            case Finished():
                course.finished = reply
                if reply.whole_text is not None:
                    course.parts = [reply.whole_text]
                course.response_id = reply.response_id or course.response_id
            case Accepted():
                log.info("accepted: request %s", reply.request_id)

    def _checkpoint(self, course: Course, turn_id: str) -> None:
        """Keep the text so far, at most four times a second."""
        now = self._clock.monotonic()
        if now - course.kept_until < CHECKPOINT_S:
            return
        course.kept_until = now
        text = course.text
        self._desk.post(lambda: self._library.turns.update_text(turn_id, text))

    def _file_keeper(self, profile: Profile) -> Callable[[Pixels, StoredFile], None]:
        def keep(pixels: Pixels, stored: StoredFile) -> None:
            expires = _expiry(stored, self._clock)
            self._desk.post(
                lambda: _add_file(self._library, profile, stored.id, pixels.sha256, expires)
            )

        return keep

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
        )
        trouble = ""
        try:
            turn = await self._desk.run(settle, self._library, started, course, bill)
        except StoreError as error:
            # The answer is paid for: hand it out although the disk did not take all of it.
            log.warning("the answer could not be kept: %s", error)
            trouble = str(error)
            # Whoever starts next reads what the disk did take.
            await self._desk.run(started.intent.let_go)
            turn = replace(started.answer, text=course.text, state=TurnState.COMPLETE, bill=bill)
        return Answered(turn, started.estimate, bill, course.public_id, trouble)

    async def _book(self, started: Started, course: Course, end: _EarlyEnd) -> None:
        """Book an early end. A disk that refuses leaves the call to the next start."""
        try:
            await self._desk.run(
                end_early,
                self._library,
                started,
                course,
                end.state_of(course),
                end.note,
                perhaps_charged=end.perhaps_charged and course.was_sent,
            )
        except StoreError as error:
            log.warning("the end of a call could not be booked: %s", error)
            await self._desk.run(started.intent.let_go)


def check_acceptable(estimate: Estimate) -> None:
    """Raise `PictureRejected` if the model would not take the request."""
    if estimate.rejected is not None:
        raise PictureRejected(
            estimate.rejected,
            "Nothing was sent. Your text and pictures are kept.",
            "Choose a lower detail or another model, or send a smaller copy.",
        )


def check_cap(estimate: Estimate, most_usd: Decimal) -> None:
    """Raise `OverBudget` if the worst case is above ``most_usd`` or nobody knows it."""
    if estimate.usd_max is None:
        raise OverBudget(
            "Nobody knows what this call may cost, so the cap on spending cannot be kept.",
            "Nothing was sent.",
            "Choose a model with a known price, or leave the cap out.",
        )
    if estimate.usd_max > most_usd:
        raise OverBudget(
            f"This call may cost up to ${plain(estimate.usd_max)}; the cap is ${plain(most_usd)}.",
            "Nothing was sent.",
            "Raise the cap, or allow a shorter answer or a lower detail.",
        )


def _expiry(stored: StoredFile, clock: Clock) -> datetime | None:
    if stored.expires_at is None:
        return None
    left_s = stored.expires_at - stored.created_at
    return clock.now() + timedelta(seconds=max(0, left_s))


def _add_file(
    library: Library, profile: Profile, file_id: str, sha256: str, expires: datetime | None
) -> None:
    library.provider_files.add(profile, file_id, sha256, expires=expires)
