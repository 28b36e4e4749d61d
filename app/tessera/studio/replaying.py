"""Settling a call whose whole reply lay in the inbox when the program ended."""

import logging
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tessera.client.keyless import all_without_key
from tessera.client.replay import pictures_in, replies_in, text_in
from tessera.core.errors import StoreError
from tessera.core.profiles import Route
from tessera.core.replies import Finished, PictureArrived, RefusalDelta, Reply, TextDelta
from tessera.core.words import Role
from tessera.store.asks import ask_from_json
from tessera.studio.answer_pictures import (
    NO_PICTURES,
    AnswerPictures,
    answer_origin,
    drop_unreadable_pictures,
    keep_answer_pictures,
)
from tessera.studio.arrivals import landed, looked_at
from tessera.studio.bookkeeping import bill_for, ending_of, title_from
from tessera.studio.providers import ENVIRONMENT_ID

if TYPE_CHECKING:
    from tessera.core.estimates import Bill
    from tessera.store.intents import Intent, SavedIntent
    from tessera.store.turns import SavedTurn
    from tessera.studio.studio import Studio

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A whole answer, as the inbox had it or the provider still has it."""

    text: str
    refused: bool
    finished: Finished


def replay(studio: "Studio", saved: "SavedIntent", intent: "Intent") -> bool:
    """Settle turn, ledger and journal from the kept bytes; False where they say too little."""
    body = intent.body()
    redact = studio.logbook.redact.redactor
    found = (replies_in(body, route) for route in _routes(studio, saved))
    shown = (tuple(all_without_key(replies, redact)) for replies in found)
    return any(settle_from(studio, saved, intent, replies) for replies in shown)


def settle_from(
    studio: "Studio", saved: "SavedIntent", intent: "Intent", replies: tuple[Reply, ...]
) -> bool:
    """Settle a call from all that its provider said; False where that has no end.

    Raises `StoreError` where the disk does not take a picture; then nothing is settled.
    """
    kept = _kept(replies)
    if kept is None:
        return False
    turn = turn_of(studio, saved)
    bill = _bill(studio, saved, kept, turn)
    pictures = _pictures(studio, saved, replies, bill)
    state, note = ending_of(kept.finished.ending)
    with studio.library.transaction():
        if turn is not None:
            studio.library.turns.finish(
                turn.id, kept.text, state, bill=bill, note=note, refused=kept.refused,
                request_id=saved.request_id, response_id=saved.response_id,
            )  # fmt: skip
        keep_answer_pictures(studio.library, saved.session_id or "", pictures)
        if saved.ledger_id is not None:
            request_id = saved.request_id or saved.response_id
            studio.library.ledger.settle(saved.ledger_id, bill, request_id=request_id)
        intent.done(keep_raw=not pictures.are_readable)
    drop_unreadable_pictures(studio.library, pictures)
    log.info("settled a call from its kept reply: %s", kept.finished.ending.value)
    return True


def _pictures(
    studio: "Studio", saved: "SavedIntent", replies: tuple[Reply, ...], bill: "Bill | None"
) -> AnswerPictures:
    """Put the pictures of an answer into the library."""
    whole = [r for r in replies if isinstance(r, PictureArrived) and r.partial is None]
    if not whole:
        return NO_PICTURES
    ask = ask_from_json(saved.request)
    name = title_from(ask.turns[-1].text) if ask.turns else "picture"
    arrivals = []
    for picture in whole:
        arrival = landed(studio.library, picture)
        if arrival.blob is None:
            raise StoreError(arrival.trouble)
        arrivals.append(looked_at(arrival, studio.decoder, studio.library, name, None))
    origin = answer_origin(
        ask,
        saved.profile,
        intent_id=saved.id,
        request_id=saved.request_id or saved.response_id,
        bill=bill,
        count=len(arrivals),
    )
    return AnswerPictures(tuple(arrivals), origin=origin)


def keep_partial(studio: "Studio", saved: "SavedIntent") -> None:
    """Give a cut answer the text that lies in the inbox, where that is more than was kept.

    Pictures that came whole become versions.
    """
    turn = turn_of(studio, saved)
    if turn is None or saved.reply is None:
        return
    try:
        body = saved.reply.read_bytes()
    except OSError as error:
        log.warning("the kept reply of a cut call cannot be read: %s", error)
        return
    whole = max((pictures_in(body, route) for route in _routes(studio, saved)), key=len)
    if whole and not studio.library.versions.of_intent(saved.id):
        with studio.library.transaction():
            pictures = _pictures(studio, saved, whole, None)
            keep_answer_pictures(studio.library, turn.session_id, pictures)
    text = max((text_in(body, route) for route in _routes(studio, saved)), key=len)
    text = studio.logbook.redact.redactor.known(text)
    if len(text) > len(turn.text):
        studio.library.turns.finish(turn.id, text, turn.state, bill=turn.bill, note=turn.note)


def _kept(replies: tuple[Reply, ...]) -> _Kept | None:
    finished = next((reply for reply in replies if isinstance(reply, Finished)), None)
    if finished is None:
        return None
    refused = any(isinstance(reply, RefusalDelta) for reply in replies)
    return _Kept(_text(replies, finished), refused, finished)


def _text(replies: tuple[Reply, ...], finished: Finished) -> str:
    if finished.whole_text is not None:
        return finished.whole_text
    return "".join(r.text for r in replies if isinstance(r, TextDelta | RefusalDelta))


def _routes(studio: "Studio", saved: "SavedIntent") -> tuple[Route, ...]:
    """Return the forms an answer may have; every one where the profile is gone."""
    profile = studio.profile(saved.profile)
    return tuple(Route) if profile is None else (profile.capabilities.route,)


def _bill(studio: "Studio", saved: "SavedIntent", kept: _Kept, turn: "SavedTurn | None") -> "Bill":
    """Return the bill by the prices of the day of the call."""
    return bill_for(
        studio.catalogue,
        "" if turn is None else turn.model,
        kept.finished,
        saved.created.date(),
        price_factor_of(studio, saved),
        tool_model_id=_tool_model(saved),
    )


def _tool_model(saved: "SavedIntent") -> str | None:
    """Return the model of the image tool that the question offered, None without one."""
    try:
        tool = ask_from_json(saved.request).image_tool
    except (ValueError, KeyError, TypeError):  # an older note, or a damaged one
        return None
    return None if tool is None else tool.model


def price_factor_of(studio: "Studio", saved: "SavedIntent") -> Decimal | None:
    """Return what the profile charges; None for one that is gone: nobody knows any more."""
    if saved.profile == ENVIRONMENT_ID:
        return Decimal(1)
    profile = studio.profile(saved.profile)
    return None if profile is None else profile.price_factor


def turn_of(studio: "Studio", saved: "SavedIntent") -> "SavedTurn | None":
    """Return the answer that a call was to bring, None where its session is gone."""
    if saved.session_id is None:
        return None
    turns = studio.library.turns.of_session(saved.session_id)
    mine = (t for t in turns if t.role is Role.ASSISTANT and t.intent_id == saved.id)
    return next(mine, None)
