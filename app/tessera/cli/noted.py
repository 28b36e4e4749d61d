"""A call that was noted: what a stop came to, and what can be done about a cap that refuses it."""

from tessera.core.errors import OverBudget, TesseraError
from tessera.store.intents import Intent
from tessera.studio.course import STOPPED_TOO_LATE
from tessera.studio.recover import resolve
from tessera.studio.studio import Studio

FETCH = "`tessera recover` fetches it into the library."


class Stopped(TesseraError):
    """The user stopped a call that was already noted."""


async def stopped(studio: Studio, intent: Intent, otherwise: str) -> Stopped:
    """Return what a stopped call came to, as the journal has it; ``otherwise`` if it ended well.

    What the provider had finished before the stop is paid for, and fetched here.
    """
    saved = await studio.desk.run(studio.library.journal.get, intent.id)
    if saved is not None and saved.state.is_unfinished:
        await resolve(studio)
        saved = await studio.desk.run(studio.library.journal.get, intent.id)
    if saved is not None and saved.state.is_unfinished:
        return Stopped(STOPPED_TOO_LATE, next_step=FETCH)
    return Stopped(saved.note if saved is not None and saved.note else otherwise)


def with_way_out(studio: Studio, error: OverBudget) -> OverBudget:
    """Return the refusal of a cap with what can be done about it, as the settings allow it."""
    if studio.spending.asks_over_cap:
        way_out = "Add --over-cap to send it this once, or raise the cap in the settings."
    else:
        way_out = "Raise the cap in the settings; they refuse whatever would pass it."
    return OverBudget(error.what, error.kept, way_out)
