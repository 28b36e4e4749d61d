"""Settling a call whose whole reply lay in the inbox when the program ended."""

import logging
from typing import TYPE_CHECKING

from tessera.client.replay import replies_in
from tessera.core.profiles import Route
from tessera.core.replies import Ending, Finished, RefusalDelta, TextDelta
from tessera.core.words import Role
from tessera.studio.bookkeeping import bill_for, ending_of

if TYPE_CHECKING:
    from tessera.store.intents import Intent, SavedIntent
    from tessera.store.turns import SavedTurn
    from tessera.studio.studio import Studio

log = logging.getLogger(__name__)


def replay(studio: "Studio", saved: "SavedIntent", intent: "Intent") -> bool:
    """Settle turn, ledger and journal from the kept bytes; False where they say too little."""
    profile = studio.profile(saved.profile)
    route = Route.RESPONSES if profile is None else profile.capabilities.route
    replies = replies_in(intent.body(), route)
    finished = next((reply for reply in replies if isinstance(reply, Finished)), None)
    if finished is None:
        return False
    text = "".join(r.text for r in replies if isinstance(r, TextDelta | RefusalDelta))
    text = text if finished.whole_text is None else finished.whole_text
    refused = any(isinstance(reply, RefusalDelta) for reply in replies)
    turn = _turn_of(studio, saved)
    factor = None if profile is None else profile.price_factor
    model = turn.model if turn is not None else finished.model or ""
    bill = bill_for(studio.catalogue, model, finished, studio.clock.today(), factor)
    state, note = ending_of(finished.ending)
    with studio.library.transaction():
        if turn is not None:
            studio.library.turns.finish(
                turn.id, text, state, bill=bill, note=note, refused=refused,
                request_id=saved.request_id, response_id=saved.response_id,
            )  # fmt: skip
        if saved.ledger_id is not None:
            request_id = saved.request_id or saved.response_id
            studio.library.ledger.settle(saved.ledger_id, bill, request_id=request_id)
        intent.done()
    log.info("settled a call from its kept reply: %s", Ending(finished.ending).value)
    return True


def _turn_of(studio: "Studio", saved: "SavedIntent") -> "SavedTurn | None":
    if saved.session_id is None:
        return None
    turns = studio.library.turns.of_session(saved.session_id)
    mine = (t for t in turns if t.role is Role.ASSISTANT and t.intent_id == saved.id)
    return next(mine, None)
