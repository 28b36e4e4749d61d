"""After a crash: every interrupted call gets a verdict, and nothing is sent from here."""

import pytest

from tessera.core.budget_fold import LedgerState
from tessera.core.words import Role
from tessera.store.intents import Intent, IntentState
from tessera.store.library import Library
from tessera.store.recovery import end_as_unknown
from tessera.store.turns import SavedTurn, TurnState
from tests.store.builders import bill, call


def crash(intent: Intent) -> None:
    """Let go of the call as a killed process does."""
    intent.let_go()


def begin(library: Library, *, background: bool = False) -> tuple[Intent, SavedTurn]:
    """Begin a call with an answer that streams."""
    session = library.sessions.create()
    with library.transaction():
        intent = library.begin_call(call(session_id=session.id, background=background))
        answer = library.turns.add(
            session.id,
            Role.ASSISTANT,
            "",
            state=TurnState.STREAMING,
            intent_id=intent.id,
            ledger_id=intent.ledger_id,
        )
    return intent, answer


def ledger_state(library: Library, intent: Intent) -> LedgerState:
    assert intent.ledger_id is not None
    return library.ledger.row(intent.ledger_id).state


def test_a_call_that_never_left_was_not_bought(library: Library) -> None:
    intent, answer = begin(library)
    crash(intent)
    found = library.resolve_interrupted()
    assert [saved.id for saved in found.never_sent] == [intent.id]
    assert ledger_state(library, intent) is LedgerState.FAILED
    assert library.turns.get(answer.id).state is TurnState.CUT
    assert list(library.home.inbox.iterdir()) == []


def test_a_call_that_left_was_perhaps_charged(library: Library) -> None:
    intent, answer = begin(library)
    intent.sent()
    intent.received(b"half")
    library.turns.update_text(answer.id, "It is a")
    crash(intent)
    found = library.resolve_interrupted()
    assert [saved.id for saved in found.unknown] == [intent.id]
    assert ledger_state(library, intent) is LedgerState.UNKNOWN
    kept = library.turns.get(answer.id)
    assert (kept.text, kept.state) == ("It is a", TurnState.CUT)
    assert "may have been charged" in kept.note
    assert [saved.id for saved in library.journal.unknown()] == [intent.id]


def test_a_background_call_waits_to_be_fetched(library: Library) -> None:
    intent, answer = begin(library, background=True)
    intent.sent()
    intent.identified(request_id=None, response_id="resp_1")
    crash(intent)
    found = library.resolve_interrupted()
    assert [saved.response_id for saved in found.retrievable] == ["resp_1"]
    assert ledger_state(library, intent) is LedgerState.OPEN
    assert library.turns.get(answer.id).state is TurnState.STREAMING


def test_a_background_call_without_an_id_cannot_be_fetched(library: Library) -> None:
    intent, _ = begin(library, background=True)
    intent.sent()
    crash(intent)
    assert [saved.id for saved in library.resolve_interrupted().unknown] == [intent.id]


def test_a_reply_that_lies_whole_in_the_inbox_waits_to_be_read(library: Library) -> None:
    intent, _ = begin(library)
    intent.sent()
    intent.received(b"all of it")
    intent.close()
    crash(intent)
    found = library.resolve_interrupted().whole[0]
    assert found.reply is not None
    assert found.reply.read_bytes() == b"all of it"
    assert found.is_whole


def test_a_living_call_is_left_alone(library: Library) -> None:
    intent, answer = begin(library)
    intent.sent()
    found = library.resolve_interrupted()
    assert (found.unknown, found.never_sent) == ((), ())
    assert library.turns.get(answer.id).state is TurnState.STREAMING


def test_resolving_twice_changes_nothing_more(library: Library) -> None:
    intent, _ = begin(library)
    intent.sent()
    crash(intent)
    library.resolve_interrupted()
    total = library.ledger.today()
    again = library.resolve_interrupted()
    assert (again.unknown, again.never_sent, library.ledger.today()) == ((), (), total)


def test_a_call_that_is_booked_already_is_not_booked_again(library: Library) -> None:
    intent, _ = begin(library)
    intent.sent()
    assert intent.ledger_id is not None
    library.ledger.settle(intent.ledger_id, bill("0.015"))
    crash(intent)
    library.resolve_interrupted()
    assert ledger_state(library, intent) is LedgerState.SETTLED
    saved = library.journal.get(intent.id)
    assert saved is not None
    assert saved.state is IntentState.DONE


@pytest.mark.parametrize("background", [True, False])
def test_what_cannot_be_fetched_after_all_ends_as_unknown(
    library: Library, background: bool
) -> None:
    intent, answer = begin(library, background=background)
    intent.sent()
    intent.identified(request_id=None, response_id="resp_1")
    intent.close()
    crash(intent)
    library.resolve_interrupted()
    taken = library.journal.claim(intent.id)
    assert taken is not None
    end_as_unknown(library, taken, "OpenAI no longer has it.")
    assert ledger_state(library, intent) is LedgerState.UNKNOWN
    assert library.journal.unknown()[0].note == "OpenAI no longer has it."
    assert library.turns.get(answer.id).state is TurnState.CUT
