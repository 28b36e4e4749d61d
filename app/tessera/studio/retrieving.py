"""After a crash: fetching by its id what a provider finished in the background.

Nothing is bought: the answer was ordered and is only fetched. A provider keeps it for about ten
minutes (OpenAI's guide on background mode, 2026); what cannot be reached within `KEPT_FOR` is
booked as perhaps charged.
"""

import asyncio
import logging
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from tessera.core.errors import Refused, StoreError, TesseraError
from tessera.core.estimates import Bill
from tessera.core.words import BillStatus
from tessera.store.recovery import MAKING, end_as_unknown
from tessera.store.turns import TurnState
from tessera.studio.replaying import settle_from, turn_of
from tessera.studio.replaying_make import replay_make, settle_made

if TYPE_CHECKING:
    from tessera.store.intents import Intent, SavedIntent
    from tessera.studio.studio import Studio

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(minutes=15)
PATIENCE_S = 20.0
GONE = "The answer was cut off before its end, and the provider no longer has it."


class Verdict(StrEnum):
    """What became of a background call."""

    SETTLED = "settled"
    UNKNOWN = "unknown"
    WAITING = "waiting"


async def retrieve(studio: "Studio", saved: "SavedIntent", intent: "Intent") -> Verdict:
    """Settle a background call with what the provider has of it.

    ``WAITING``: it still works, or cannot be reached now; the call is let go for a later try.
    """
    is_old = studio.clock.now() - saved.created > KEPT_FOR
    try:
        verdict = await _retrieve(studio, saved, intent)
    except Refused:  # it knows nothing of this id any more
        verdict = Verdict.UNKNOWN
    except (TesseraError, TimeoutError) as error:
        log.info("a background answer could not be fetched: %s", type(error).__name__)
        verdict = Verdict.WAITING
    if verdict is Verdict.UNKNOWN or (verdict is Verdict.WAITING and is_old):
        return await _given_up(studio, saved, intent)
    if verdict is Verdict.WAITING:
        await studio.desk.run(intent.let_go)
    return verdict


async def _given_up(studio: "Studio", saved: "SavedIntent", intent: "Intent") -> Verdict:
    """Book a call as perhaps charged, with the pictures that had come whole before."""
    try:
        if saved.kind in MAKING and await studio.desk.run(replay_make, studio, saved, intent):
            return Verdict.UNKNOWN
    except StoreError as error:
        log.warning("pictures of a reply could not be kept: %s", error)
        await studio.desk.run(intent.let_go)
        return Verdict.WAITING
    await studio.desk.run(_end_as_gone, studio, saved, intent)
    return Verdict.UNKNOWN


def _end_as_gone(studio: "Studio", saved: "SavedIntent", intent: "Intent") -> None:
    """Book a call as perhaps charged, also in a turn that said it would be fetched."""
    with studio.library.transaction():
        turn = turn_of(studio, saved)
        end_as_unknown(studio.library, intent, GONE)
        if turn is not None:
            studio.library.turns.finish(
                turn.id, turn.text, TurnState.CUT, note=GONE, refused=turn.refused,
                bill=Bill(None, None, None, BillStatus.UNKNOWN),
            )  # fmt: skip


async def _retrieve(studio: "Studio", saved: "SavedIntent", intent: "Intent") -> Verdict:
    profile = studio.profile(saved.profile)
    if profile is None or saved.response_id is None:
        return Verdict.WAITING  # it may be there again at the next start
    if not profile.is_sandbox and profile.origin != saved.origin:
        return Verdict.UNKNOWN  # the id belongs to somebody else's server
    async with asyncio.timeout(PATIENCE_S):
        service = await studio.service(profile)
        found = await service.retrieve(saved.response_id)
    if found.is_unfinished:
        return Verdict.WAITING
    await studio.load_catalogue()
    settle = settle_made if saved.kind in MAKING else settle_from
    try:
        is_settled = await studio.desk.run(settle, studio, saved, intent, found.replies)
    except StoreError as error:
        log.warning("a fetched answer could not be kept: %s", error)
        return Verdict.WAITING
    return Verdict.SETTLED if is_settled else Verdict.UNKNOWN
