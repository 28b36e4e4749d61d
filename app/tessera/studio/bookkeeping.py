"""What is written down around a call: before it is sent, and however it ends.

Every function here runs in the desk's thread and is one transaction: turn, ledger and journal
never tell different stories.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tessera.core.budget import SpendingCaps
from tessera.core.estimates import Bill, Estimate
from tessera.core.models import Catalogue
from tessera.core.pricing import usage_bill
from tessera.core.profiles import Profile
from tessera.core.replies import Ending, Finished
from tessera.core.requests import Ask, Picture, Pixels
from tessera.core.words import BillStatus, Role
from tessera.store.asks import ask_to_json
from tessera.store.intents import Intent
from tessera.store.library import Library
from tessera.store.makes import settings_value
from tessera.store.new_call import NewCall
from tessera.store.recovery import end_as_not_bought, end_as_unknown
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.answer_pictures import (
    NO_PICTURES,
    AnswerPictures,
    drop_unreadable_pictures,
    keep_answer_pictures,
)
from tessera.studio.course import Course, EarlyEnd

TITLE_LENGTH = 60
CUT_BY_LENGTH = "The answer reached the longest length you allow and was cut."
CUT_BY_FILTER = "The provider's content filter cut the answer."


@dataclass(frozen=True, slots=True)
class Booking:
    """Where a question belongs: its session and the photos its pictures show.

    ``is_draft`` says that it is what was being written there, which is then no longer unsent.
    """

    session_id: str
    photo_ids: tuple[str | None, ...] = ()
    is_draft: bool = True


@dataclass(frozen=True, slots=True)
class Started:
    """A call that is noted and may be sent."""

    question: SavedTurn
    answer: SavedTurn
    intent: Intent
    estimate: Estimate


def begin(
    library: Library,
    ask: Ask,
    estimate: Estimate,
    profile: Profile,
    booking: Booking,
    caps: SpendingCaps,
) -> Started:
    """Note the question, reserve its worst case, note the intent and an empty answer.

    Raises `OverBudget` where a cap would be passed; then nothing is noted.
    """
    newest = ask.turns[-1]
    call = _new_call(ask, estimate, profile, booking)
    with library.transaction():
        question = library.turns.add(
            booking.session_id,
            Role.USER,
            newest.text,
            pictures=_pairs(newest.pictures, booking.photo_ids),
            model=ask.model,
            profile=profile.id,
        )
        intent = library.begin_call(call, caps=caps)
        answer = library.turns.add(
            booking.session_id,
            Role.ASSISTANT,
            "",
            state=TurnState.STREAMING,
            model=ask.model,
            profile=profile.id,
            estimate=estimate,
            intent_id=intent.id,
            ledger_id=intent.ledger_id,
        )
        _note_session(library, booking, newest.text)
    return Started(question, answer, intent, estimate)


def _new_call(ask: Ask, estimate: Estimate, profile: Profile, booking: Booking) -> NewCall:
    return NewCall(
        kind="ask",
        model=ask.model,
        profile=profile,
        estimate=estimate,
        request=ask_to_json(ask),
        summary=summary_of(ask, estimate),
        inputs=_hashes(ask),
        session_id=booking.session_id,
        background=ask.is_background,  # only then can it be fetched by its id
    )


def _note_session(library: Library, booking: Booking, prompt: str) -> None:
    """Note that the session was used; a first question names it, and is no draft any more."""
    session_id = booking.session_id
    if booking.is_draft:
        library.drafts.clear(session_id)
    library.sessions.touch(session_id)
    if not library.sessions.get(session_id).title:
        library.sessions.rename(session_id, title_from(prompt))


def settle(
    library: Library,
    started: Started,
    course: Course,
    bill: Bill,
    pictures: AnswerPictures = NO_PICTURES,
) -> SavedTurn:
    """Book an answer that ended in order; its raw bytes are on the disk before."""
    assert course.finished is not None
    started.intent.close()
    pictures.check_taken()
    state, note = ending_of(course.finished.ending)
    with library.transaction():
        turn = _finish_turn(library, started, course, state, note, bill)
        keep_answer_pictures(library, turn.session_id, pictures)
        if started.intent.ledger_id is not None:
            library.ledger.settle(started.intent.ledger_id, bill, request_id=course.public_id)
        started.intent.done(keep_raw=not pictures.are_readable)
    drop_unreadable_pictures(library, pictures)
    return turn


def end_early(
    library: Library,
    started: Started,
    course: Course,
    end: EarlyEnd,
    pictures: AnswerPictures = NO_PICTURES,
) -> SavedTurn:
    """Book a call that failed or was stopped: as perhaps charged, or as surely not bought."""
    pictures.check_taken()
    perhaps_charged = end.perhaps_charged or bool(pictures.arrivals)
    bill = Bill(None, None, None, BillStatus.UNKNOWN) if perhaps_charged else None
    with library.transaction():
        turn = _finish_turn(library, started, course, end.state, end.note, bill)
        keep_answer_pictures(library, turn.session_id, pictures)
        book = end_as_unknown if perhaps_charged else end_as_not_bought
        book(library, started.intent, end.note)
    drop_unreadable_pictures(library, pictures)
    return turn


def leave_there(library: Library, started: Started, course: Course, note: str) -> SavedTurn:
    """End the turn with what came, and let the call go: it is fetched by its id later.

    The ledger keeps its reservation until then.
    """
    started.intent.let_go()
    return _finish_turn(library, started, course, TurnState.CUT, note, None)


def bill_for(
    catalogue: Catalogue,
    model_id: str,
    finished: Finished,
    on: date,
    factor: Decimal | None,
    *,
    tool_model_id: str | None = None,
) -> Bill:
    """Return the bill by the reply's own usage; the snapshot that answered decides if known.

    ``factor`` multiplies the list price; None where nobody knows it, and then nobody knows the sum.
    ``tool_model_id`` is the image tool's model.
    """
    model = catalogue.get(finished.model or "") or catalogue.get(model_id)
    bill = usage_bill(
        model,
        finished.usage,
        on=on,
        price_factor=Decimal(1) if factor is None else factor,
        service_tier=finished.service_tier,
        tool_model=None if tool_model_id is None else catalogue.get(tool_model_id),
    )
    return bill if factor is not None else replace(bill, usd=None)


def ending_of(ending: Ending) -> tuple[TurnState, str]:
    """Return how the turn stands after ``ending``, and the sentence about it."""
    match ending:
        case Ending.COMPLETE:
            return TurnState.COMPLETE, ""
        case Ending.CUT_BY_LENGTH:
            return TurnState.CUT, CUT_BY_LENGTH
        case Ending.CUT_BY_FILTER:
            return TurnState.CUT, CUT_BY_FILTER


def title_from(prompt: str) -> str:
    """Return a session's first title: the beginning of its first question."""
    line = " ".join(prompt.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def _finish_turn(
    library: Library,
    started: Started,
    course: Course,
    state: TurnState,
    note: str,
    bill: Bill | None,
) -> SavedTurn:
    return library.turns.finish(
        started.answer.id,
        course.text,
        state,
        bill=bill,
        note=note,
        refused=course.refused,
        request_id=course.request_id,
        response_id=course.response_id,
    )


def _pairs(
    pictures: tuple[Picture, ...], photo_ids: tuple[str | None, ...]
) -> tuple[tuple[Picture, str | None], ...]:
    padded = (*photo_ids, *(None for _ in pictures))
    return tuple(zip(pictures, padded, strict=False))


def _hashes(ask: Ask) -> tuple[str, ...]:
    found = (p.source.sha256 for p in ask.pictures if isinstance(p.source, Pixels))
    return tuple(dict.fromkeys(found))


def pixels_of(ask: Ask) -> int:
    """Return the pixels of all pictures whose size is known."""
    return sum(picture.size.pixels for picture in ask.pictures if picture.size is not None)


def summary_of(ask: Ask, estimate: Estimate) -> str:
    """Return what the ledger keeps for good: no prompt, no picture.

    The text's own count stands there so that a bill can be held against the pictures alone.
    """
    texts = [i.tokens for i in estimate.items if not i.is_picture and i.is_read]
    return json.dumps(
        {
            "turns": len(ask.turns),
            "pictures": [None if p.size is None else str(p.size) for p in ask.pictures],
            "pixels": pixels_of(ask),
            "details": [picture.detail.value for picture in ask.pictures],
            "text_tokens": None if None in texts else sum(filter(None, texts)),
            "texts": len(texts),
            "max_output_tokens": ask.max_output_tokens,
            **_beyond(ask),
        }
    )


def _beyond(ask: Ask) -> dict[str, object]:
    """Return what a question may be billed for beside what it sends."""
    found: dict[str, object] = {"kept": True} if ask.previous_response_id is not None else {}
    if ask.image_tool is not None:
        settings = settings_value(ask.image_tool.settings)
        found["tool"] = {"model": ask.image_tool.model, "settings": settings}
    return found
