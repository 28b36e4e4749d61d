"""A call while it runs: what is known of it, who is told, and what an early end means.

Ids and texts are the provider's words, *untrusted*.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from types import TracebackType

from tessera.core.errors import OutcomeUnknown, ServiceError, TesseraError
from tessera.core.replies import (
    Finished,
    PictureArrived,
    PictureElsewhere,
    RefusalDelta,
    Reply,
    TextDelta,
    Wait,
)
from tessera.store.intents import Intent
from tessera.store.turns import TurnState

STOPPED_EARLY = "Stopped before anything was sent. Nothing was charged."
STOPPED_WAITING = "Stopped while waiting to try again. Nothing was charged."
STOPPED = "Stopped. What arrived is kept; the provider may still bill the call."
STOPPED_AT_PROVIDER = "Stopped, here and at the provider. What was made by then may be billed."
STOPPED_TOO_LATE = (
    "Stopped too late: the provider had finished. It is paid for, so it is fetched and kept."
)
BROKE_OFF = "Tessera broke this call off by a mistake of its own. It may have been charged."

OnWait = Callable[[Wait], None]
OnLeft = Callable[[str], None]  # by its intent's id: a call that goes on, to be fetched later


@dataclass(slots=True)
class Course:
    """What is known of a call while it runs. ``kept_until`` is when its text was last kept.

    ``stopped_there``: the provider said that it has stopped a background answer.
    ``has_bytes``: an answer had begun. ``is_waiting``: it waits for its next try.
    ``pictures`` are whole ones; ``previews`` has the last one of each that is not whole yet.
    """

    parts: list[str] = field(default_factory=list)
    refused: bool = False
    was_sent: bool = False
    request_id: str | None = None
    response_id: str | None = None
    finished: Finished | None = None
    kept_until: float = 0.0
    pictures: list[PictureArrived] = field(default_factory=list)
    previews: dict[int, PictureArrived] = field(default_factory=dict)
    elsewhere: list[PictureElsewhere] = field(default_factory=list)
    stopped_there: bool = False
    has_bytes: bool = False
    is_waiting: bool = False

    @property
    def waits_unsold(self) -> bool:
        """Return whether it waits to try again; only what surely cost nothing is tried again."""
        return self.is_waiting and not self.has_bytes and self.response_id is None

    @property
    def text(self) -> str:
        """Return the answer as far as it came."""
        return "".join(self.parts)

    @property
    def public_id(self) -> str | None:
        """Return the id to quote to the provider: of the request, else of the response."""
        return self.request_id or self.response_id

    def take(self, reply: Reply) -> None:
        """Remember what came."""
        match reply:
            case TextDelta(text):
                self.parts.append(text)
            case RefusalDelta(text):
                self.parts.append(text)
                self.refused = True
            case PictureArrived(place=place, partial=None):
                self.pictures.append(reply)
                self.previews.pop(place, None)
            case PictureArrived(place=place):
                self.previews[place] = reply
            case PictureElsewhere():
                self.elsewhere.append(reply)
            case Finished(whole_text=whole, response_id=response_id):
                self.finished = reply
                self.parts = self.parts if whole is None else [whole]
                self.response_id = response_id or self.response_id


def noting_waits(course: Course, on_wait: OnWait | None) -> OnWait:
    """Return what hears of each second of a wait: notes it, and passes it on."""

    def hear(wait: Wait) -> None:
        course.is_waiting = True
        if on_wait is not None:
            on_wait(wait)

    return hear


class Witness:
    """The call's `Sink`: passes everything on to the journal and remembers what it has seen."""

    def __init__(self, intent: Intent, course: Course) -> None:
        self._intent = intent
        self._course = course

    def sent(self) -> None:
        """Note that the first byte left."""
        self._course.was_sent = True
        self._course.is_waiting = False
        self._intent.sent()

    def identified(self, *, request_id: str | None, response_id: str | None) -> None:
        """Note the provider's ids."""
        self._course.request_id = request_id or self._course.request_id
        self._course.response_id = response_id or self._course.response_id
        self._intent.identified(request_id=request_id, response_id=response_id)

    def received(self, chunk: bytes) -> None:
        """Keep bytes as they came."""
        self._course.has_bytes = True
        self._intent.received(chunk)


@dataclass(frozen=True, slots=True)
class EarlyEnd:
    """How a call without an answer is booked; ``note`` is the sentence about it."""

    state: TurnState
    note: str
    perhaps_charged: bool


def early_end(course: Course, error: BaseException) -> EarlyEnd:
    """Return what ``error`` means for a call. What was never sent is never charged."""
    if isinstance(error, asyncio.CancelledError):
        if course.waits_unsold:
            return EarlyEnd(TurnState.STOPPED, STOPPED_WAITING, perhaps_charged=False)
        note = STOPPED if course.was_sent else STOPPED_EARLY
        if course.stopped_there:
            note = STOPPED_AT_PROVIDER
        return EarlyEnd(TurnState.STOPPED, note, course.was_sent)
    state = TurnState.CUT if course.parts else TurnState.FAILED
    note = str(error) if isinstance(error, TesseraError) else BROKE_OFF
    surely_free = isinstance(error, ServiceError) and not error.may_be_charged
    return EarlyEnd(state, note, course.was_sent and not surely_free)


def is_left_there(course: Course, error: BaseException) -> bool:
    """Return whether only the listening has ended: the provider finishes what can be fetched."""
    goes_on = isinstance(error, OutcomeUnknown) and error.goes_on
    return goes_on and course.response_id is not None


class BookedHowever:
    """Whatever ends the block under it early is booked before it goes on its way, even a stop."""

    def __init__(self, book: Callable[[BaseException], Coroutine[object, None, None]]) -> None:
        self._book = book

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and not isinstance(error, GeneratorExit):
            await asyncio.shield(asyncio.create_task(self._book(error), name="book an end"))
