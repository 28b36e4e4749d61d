"""At every start: find out what became of calls that a crash interrupted.

Nothing is ever sent again from here. A reply that lies whole on the disk is read and settled;
what stays unknown is booked as perhaps charged and shown with its inputs.
"""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from itertools import chain, repeat

from tessera.core.errors import StoreError
from tessera.core.replies import PictureArrived
from tessera.store.intents import Intent, SavedIntent
from tessera.store.recovery import MAKING, Interrupted, end_as_unknown
from tessera.studio.studio import Studio

log = logging.getLogger(__name__)

PAUSES_S = (2.0, 5.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found. ``unknown`` were perhaps charged; ``never_sent`` surely were not.

    ``waiting`` are answers that a provider still works on, or that cannot be reached now: resolving
    again in a while fetches them.
    """

    never_sent: tuple[SavedIntent, ...] = ()
    unknown: tuple[SavedIntent, ...] = ()
    settled: tuple[SavedIntent, ...] = ()
    waiting: tuple[SavedIntent, ...] = ()


async def resolve(studio: Studio, *, is_quick: bool = False) -> Recovered:
    """Resolve every unfinished call; safe to run beside a window and other commands.

    A window that is about to open wants it quick: what has to be fetched stays in ``waiting``, and
    `fetch_waiting` does the rest.
    """
    if studio.library.trouble is not None:
        return Recovered()
    found: Interrupted = await studio.desk.run(studio.library.resolve_interrupted)
    settled: list[SavedIntent] = []
    unknown = list(found.unknown)
    for saved in unknown:
        await studio.desk.run(_keep_partial, studio, saved)
    for saved in (*found.whole, *found.cut):
        intent = await studio.desk.run(studio.library.journal.claim, saved.id)
        if intent is not None:  # else another command was faster
            is_read = await _read_whole(studio, saved, intent)
            (settled if is_read else unknown).append(saved)
    waiting = found.retrievable
    if not is_quick:
        waiting = await _fetch_all(studio, waiting, settled, unknown)
        await studio.desk.run(_seal_left, studio)
    if unknown:
        log.warning("%d calls ended without a verdict", len(unknown))
    return Recovered(found.never_sent, tuple(unknown), tuple(settled), waiting)


async def fetch_waiting(studio: Studio, waiting: tuple[SavedIntent, ...]) -> Recovered:
    """Do what a quick `resolve` left: seal, and fetch background answers until none is waited for.

    Returns when every one of them has an end; pauses between the tries.
    """
    settled: list[SavedIntent] = []
    unknown: list[SavedIntent] = []
    await studio.desk.run(_seal_left, studio)
    for pause_s in chain(PAUSES_S, repeat(PAUSES_S[-1])):
        waiting = await _fetch_all(studio, waiting, settled, unknown)
        if not waiting:
            break
        await asyncio.sleep(pause_s)
    return Recovered((), tuple(unknown), tuple(settled))


async def _fetch_all(
    studio: Studio,
    waiting: tuple[SavedIntent, ...],
    settled: list[SavedIntent],
    unknown: list[SavedIntent],
) -> tuple[SavedIntent, ...]:
    """Try to fetch each; return those that are still to be waited for."""
    return tuple([each for each in waiting if await _fetch(studio, each, settled, unknown)])


async def _fetch(
    studio: Studio, saved: SavedIntent, settled: list[SavedIntent], unknown: list[SavedIntent]
) -> bool:
    """Fetch a background answer by its id; return whether it is still to be waited for."""
    from tessera.studio.retrieving import Verdict, retrieve

    intent = await studio.desk.run(studio.library.journal.claim, saved.id)
    if intent is None:  # another command was faster
        return False
    verdict = await retrieve(studio, saved, intent)
    if saved.kind in MAKING:
        await studio.desk.run(partial(_seal_left, studio, at_once=saved.id))
    if verdict is Verdict.SETTLED:
        settled.append(saved)
    elif verdict is Verdict.UNKNOWN:
        unknown.append(saved)
    return verdict is Verdict.WAITING


def _keep_partial(studio: Studio, saved: SavedIntent) -> None:
    """Keep the words that had arrived; they may be charged, so they are the user's."""
    from tessera.studio.replaying import keep_partial

    keep_partial(studio, studio.library.journal.get(saved.id) or saved)


async def _read_whole(studio: Studio, saved: SavedIntent, intent: Intent) -> bool:
    """Settle a call from the reply in the inbox; False where it cannot be understood."""
    if saved.kind in MAKING and saved.reply is not None:
        from tessera.studio.replaying_make import fetch_again

        fetched = await fetch_again(studio, saved)
        return await studio.desk.run(_read_make, studio, saved, intent, fetched)
    return await studio.desk.run(_read_answer, studio, saved, intent)


def _read_answer(studio: Studio, saved: SavedIntent, intent: Intent) -> bool:
    from tessera.studio.replaying import replay

    try:
        if saved.is_whole and replay(studio, saved, intent):
            return True
    except StoreError as error:
        log.warning("pictures of an answer could not be kept: %s", error)
        intent.let_go()  # the next start tries again
        return False
    end_as_unknown(studio.library, intent)
    return False


def _seal_left(studio: Studio, *, at_once: str | None = None) -> None:
    """Seal results that a killed program left as they came."""
    if studio.library.versions.unsealed():
        studio.sealing.seal_left(at_once=at_once)


def _read_make(
    studio: Studio, saved: SavedIntent, intent: Intent, fetched: tuple[PictureArrived, ...]
) -> bool:
    """End a call for pictures with what came of it; return whether its bill is known.

    Where the disk refuses, the next start tries again.
    """
    from tessera.core.budget_fold import LedgerState
    from tessera.studio.replaying_make import replay_make

    try:
        has_ended = replay_make(studio, saved, intent, fetched)
    except StoreError as error:
        log.warning("pictures of a reply could not be kept: %s", error)
        intent.let_go()
        return False
    if not has_ended:
        end_as_unknown(studio.library, intent)
    _seal_left(studio, at_once=saved.id)
    if saved.ledger_id is None:
        return False
    return studio.library.ledger.row(saved.ledger_id).state is LedgerState.SETTLED
