"""After a crash: what became of the calls that nobody living follows.

Nothing is ever sent again from here. A call of which surely no byte left this machine is booked
as not bought; one that can be fetched by its id, or whose reply lies whole in the inbox, is handed
to the caller; every other is booked as perhaps charged and shown to the user.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.core.budget_fold import LedgerState
from tessera.store.intents import Intent, SavedIntent

if TYPE_CHECKING:
    from tessera.store.library import Library

NEVER_SENT = "The program ended before anything was sent. Nothing was charged."
UNKNOWN = "The program ended before the reply was complete. It may have been charged."
MAKING = ("generate", "edit")  # calls whose pictures are worth finding in half a reply
CUT = "The program ended while this answer arrived. It may have been charged."


@dataclass(frozen=True, slots=True)
class Interrupted:
    """What a crash left. ``retrievable`` can be fetched by id and ``whole`` read from the inbox,
    where ``cut`` has pictures perhaps; the caller takes each over with `Journal.claim`. The others
    are resolved."""

    never_sent: tuple[SavedIntent, ...] = ()
    unknown: tuple[SavedIntent, ...] = ()
    retrievable: tuple[SavedIntent, ...] = ()
    whole: tuple[SavedIntent, ...] = ()
    cut: tuple[SavedIntent, ...] = ()


def resolve_interrupted(library: "Library") -> Interrupted:
    """Resolve what can be resolved without the network and return all of it."""
    never_sent: list[SavedIntent] = []
    unknown: list[SavedIntent] = []
    retrievable: list[SavedIntent] = []
    whole: list[SavedIntent] = []
    cut: list[SavedIntent] = []
    for saved in library.journal.unfinished():
        if _is_booked(library, saved):
            _end(library, saved, LedgerState.SETTLED)
        elif saved.is_whole:
            whole.append(saved)
        elif saved.background and saved.response_id and saved.was_sent:
            retrievable.append(saved)
        elif saved.kind in MAKING and saved.was_sent and saved.reply is not None:
            cut.append(saved)
        elif _end(library, saved, LedgerState.UNKNOWN if saved.was_sent else LedgerState.FAILED):
            (unknown if saved.was_sent else never_sent).append(saved)
    waiting = {saved.id for saved in (*retrievable, *whole, *cut)}
    library.turns.end_interrupted(library.journal.in_flight() | waiting, CUT)
    return Interrupted(
        tuple(never_sent), tuple(unknown), tuple(retrievable), tuple(whole), tuple(cut)
    )


def end_as_unknown(library: "Library", intent: Intent, note: str = UNKNOWN) -> None:
    """Book a call as perhaps charged, in journal, ledger and turn at once."""
    with library.transaction():
        library.turns.end_call(intent.id, note)
        intent.unknown(note)
        if intent.ledger_id is not None:
            known_as = intent.public_id
            library.ledger.fail(
                intent.ledger_id, LedgerState.UNKNOWN, request_id=known_as, note=note
            )


def end_as_not_bought(library: "Library", intent: Intent, note: str) -> None:
    """Book a call as surely not charged, in journal, ledger and turn at once."""
    with library.transaction():
        library.turns.end_call(intent.id, note)
        intent.failed(note)
        if intent.ledger_id is not None:
            known_as = intent.public_id
            library.ledger.fail(
                intent.ledger_id, LedgerState.FAILED, request_id=known_as, note=note
            )


def _is_booked(library: "Library", saved: SavedIntent) -> bool:
    """Return whether the ledger has the bill already, as after a repair from a backup."""
    if saved.ledger_id is None:
        return False
    return library.ledger.row(saved.ledger_id).state is LedgerState.SETTLED


def _end(library: "Library", saved: SavedIntent, state: LedgerState) -> bool:
    """End the call in ``state``; return False if somebody else took it over meanwhile."""
    intent = library.journal.claim(saved.id)
    if intent is None:
        return False
    if state is LedgerState.SETTLED:
        intent.done(keep_raw=True)
    elif state is LedgerState.FAILED:
        end_as_not_bought(library, intent, NEVER_SENT)
    else:
        end_as_unknown(library, intent)
    return True
