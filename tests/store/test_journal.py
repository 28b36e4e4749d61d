"""The journal: on the disk before a call is sent, raw bytes before anything is made of them."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import pytest

from tessera.core.budget import SpendingCaps
from tessera.core.budget_fold import LedgerState
from tessera.core.errors import DiskFull, OverBudget, StoreError
from tessera.core.ports import Sink
from tessera.core.profiles import OPENAI
from tessera.store.inbox import InboxFile, Stage
from tessera.store.intents import Intent, IntentState, SavedIntent
from tessera.store.journal import Journal
from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import bill, call, home_in, library_in

REPLY = [b"event: one\n", b"", b"event: two\n"]


@dataclass
class Later:
    """Keeps what an event loop would hand to the desk, until told to run it."""

    waiting: list[Callable[[], None]] = field(default_factory=list)

    def post(self, action: Callable[[], None]) -> None:
        """Take a small write."""
        self.waiting.append(action)

    def run(self) -> int:
        """Run what waits; return how many writes that were."""
        actions, self.waiting = self.waiting, []
        for action in actions:
            action()
        return len(actions)


def inbox(library: Library) -> dict[str, bytes]:
    """Return the inbox's files by extension."""
    return {path.suffix[1:]: path.read_bytes() for path in library.home.inbox.iterdir()}


def saved(library: Library, intent: Intent) -> SavedIntent:
    found = library.journal.get(intent.id)
    assert found is not None
    return found


def test_an_intent_is_on_the_disk_with_everything_needed_to_ask_again(library: Library) -> None:
    intent = library.begin_call(call(session_id="s", inputs=("b" * 64, "a" * 64)))
    kept = saved(library, intent)
    assert (kept.state, kept.was_sent) == (IntentState.INTENT, False)
    assert (kept.profile, kept.origin) == ("openai", "https://api.openai.com:443")
    assert kept.inputs == ("b" * 64, "a" * 64)
    assert json.loads(kept.request) == {"prompt": "What is this?"}
    assert kept.estimate is not None
    assert json.loads(kept.estimate)["usd_max"] == "0.02"
    assert kept.ledger_id == library.ledger.rows()[0].id
    assert library.ledger.rows()[0].intent_id == intent.id


def test_a_call_goes_through_its_states(library: Library) -> None:
    intent = library.begin_call(call())
    sink: Sink = intent
    states = [saved(library, intent).state]
    sink.sent()
    states.append(saved(library, intent).state)
    sink.identified(request_id="req_1", response_id=None)
    sink.identified(request_id=None, response_id="resp_1")
    states.append(saved(library, intent).state)
    for chunk in REPLY:
        sink.received(chunk)
    intent.close()
    states.append(saved(library, intent).state)
    assert inbox(library) == {"raw": b"".join(REPLY)}
    intent.done()
    states.append(saved(library, intent).state)
    assert states == list(IntentState)[:5]
    assert (saved(library, intent).request_id, saved(library, intent).response_id) == (
        "req_1",
        "resp_1",
    )
    assert inbox(library) == {}


def test_an_undecodable_reply_stays_raw(library: Library) -> None:
    intent = library.begin_call(call())
    intent.sent()
    intent.received(b"<html>")
    intent.close()
    intent.done(keep_raw=True)
    assert inbox(library) == {"raw": b"<html>"}


def test_that_the_request_left_is_noted_at_once_even_before_the_desk_gets_to_it(
    tmp_path: Path,
) -> None:
    later = Later()
    library = Library.open(home_in(tmp_path), FixedClock(), post=later.post)
    intent = library.begin_call(call())
    assert not saved(library, intent).was_sent
    intent.sent()
    assert saved(library, intent).was_sent
    library.close()


def test_bytes_that_come_while_the_disk_works_go_out_in_one_write(tmp_path: Path) -> None:
    later = Later()
    library = Library.open(home_in(tmp_path), FixedClock(), post=later.post)
    intent = library.begin_call(call())
    for number in range(1000):
        intent.received(b"%d\n" % number)
    assert later.run() == 1
    assert len(inbox(library)["new"].splitlines()) == 1000
    library.close()


def test_repeated_ids_cost_no_further_write(tmp_path: Path) -> None:
    later = Later()
    library = Library.open(home_in(tmp_path), FixedClock(), post=later.post)
    intent = library.begin_call(call())
    for _ in range(50):
        intent.identified(request_id="req_1", response_id="resp_1")
    assert later.run() == 1
    library.close()


def test_closing_writes_what_still_waits(tmp_path: Path) -> None:
    later = Later()
    library = Library.open(home_in(tmp_path), FixedClock(), post=later.post)
    intent = library.begin_call(call())
    intent.sent()
    intent.received(b"late")
    intent.close()
    assert inbox(library) == {"raw": b"late"}
    assert later.run() == 2
    assert inbox(library) == {"raw": b"late"}
    assert saved(library, intent).state is IntentState.RECEIVED
    library.close()


def test_a_call_over_the_cap_leaves_no_trace(library: Library) -> None:
    with pytest.raises(OverBudget):
        library.begin_call(call(), caps=SpendingCaps(request=Decimal("0.001")))
    assert (library.ledger.rows(), library.journal.unfinished(), inbox(library)) == ((), (), {})


def test_no_room_for_a_reply_is_known_before_anything_is_booked(library: Library) -> None:
    with pytest.raises(DiskFull, match="Nothing was sent"):
        library.begin_call(replace(call(), needed_bytes=1 << 62))
    assert (library.ledger.rows(), inbox(library)) == ((), {})


def test_a_call_in_an_undone_transaction_leaves_no_trace(library: Library) -> None:
    with pytest.raises(KeyError):
        begin_and_fail(library)
    assert (library.ledger.rows(), inbox(library)) == ((), {})


def begin_and_fail(library: Library) -> None:
    with library.transaction():
        library.begin_call(call())
        raise KeyError


def test_the_bill_and_the_end_are_one_step(library: Library) -> None:
    intent = library.begin_call(call())
    assert intent.ledger_id is not None
    with pytest.raises(KeyError):
        settle_and_fail(library, intent)
    assert saved(library, intent).state is IntentState.INTENT
    assert library.ledger.row(intent.ledger_id).state is LedgerState.OPEN
    assert inbox(library) == {"new": b""}


def settle_and_fail(library: Library, intent: Intent) -> None:
    assert intent.ledger_id is not None
    with library.transaction():
        library.ledger.settle(intent.ledger_id, bill())
        intent.done()
        raise KeyError


def test_a_living_call_is_nobodys_to_resolve(library: Library, tmp_path: Path) -> None:
    intent = library.begin_call(call())
    intent.sent()
    with library_in(tmp_path) as other:
        assert other.journal.unfinished() == ()
        assert other.journal.in_flight() == {intent.id}
        assert other.journal.claim(intent.id) is None


def test_a_call_is_taken_over_by_one_only(library: Library) -> None:
    intent = library.begin_call(call())
    intent.sent()
    intent.let_go()
    assert [s.id for s in library.journal.unfinished()] == [intent.id]
    taken = library.journal.claim(intent.id)
    assert taken is not None
    assert library.journal.claim(intent.id) is None
    taken.failed("It was not bought.")
    assert library.journal.claim(intent.id) is None


def test_a_call_that_was_taken_over_can_be_fetched_to_its_end(library: Library) -> None:
    intent = library.begin_call(call(background=True))
    intent.sent()
    intent.identified(request_id=None, response_id="resp_1")
    intent.received(b"half")
    intent.let_go()
    taken = library.journal.claim(intent.id)
    assert taken is not None
    assert (taken.body(), taken.ledger_id) == (b"half", intent.ledger_id)
    taken.restart_reply()
    taken.received(b"all of it")
    taken.close()
    assert inbox(library) == {"raw": b"all of it"}
    taken.done()


def test_a_call_whose_file_was_lost_can_still_be_resolved(library: Library) -> None:
    intent = library.begin_call(call())
    intent.sent()
    intent.let_go()
    for path in library.home.inbox.iterdir():
        path.unlink()
    taken = library.journal.claim(intent.id)
    assert taken is not None
    taken.unknown("The reply is gone.")
    assert [s.note for s in library.journal.unknown()] == ["The reply is gone."]
    assert inbox(library) == {}


def test_what_came_of_an_unknown_outcome_is_kept(library: Library) -> None:
    intent = library.begin_call(call())
    intent.sent()
    intent.received(b"half an ans")
    intent.unknown("The line was cut.")
    kept = library.journal.unknown()[0]
    assert kept.reply is not None
    assert kept.reply.read_bytes() == b"half an ans"
    assert not kept.is_whole


def test_an_unknown_outcome_is_shown_until_it_is_put_away(library: Library) -> None:
    intent = library.begin_call(call())
    intent.unknown("The line was cut.")
    library.journal.dismiss(intent.id)
    assert library.journal.unknown() == ()
    assert saved(library, intent).state is IntentState.DISMISSED


def test_only_an_unknown_outcome_can_be_put_away(library: Library) -> None:
    intent = library.begin_call(call())
    library.journal.dismiss(intent.id)
    assert saved(library, intent).state is IntentState.INTENT


def test_after_a_restart_of_the_machine_nothing_is_surely_unsent(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    intent = library.begin_call(call())
    intent.let_go()
    assert not saved(library, intent).was_sent
    monkeypatch.setattr("tessera.store.journal.boot_id", lambda: "another run of the machine")
    assert saved(library, intent).was_sent


@pytest.mark.parametrize("boot", ["", "x"])
def test_where_the_machine_does_not_tell_its_runs_apart_nothing_is_surely_unsent(
    library: Library, monkeypatch: pytest.MonkeyPatch, boot: str
) -> None:
    monkeypatch.setattr("tessera.store.journal.boot_id", lambda: boot)
    intent = library.begin_call(call())
    intent.let_go()
    assert saved(library, intent).was_sent is (boot == "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_keeps_the_reply_in_memory_and_says_so(library: Library) -> None:
    intent = library.begin_call(call())
    intent.sent()
    intent.received(b"on the disk, ")
    fill_up(intent)
    intent.received(b"in memory, ")
    intent.received(b"and this too")
    assert isinstance(intent.fault, DiskFull)
    with pytest.raises(DiskFull, match="The reply is still in memory") as caught:
        intent.close()
    assert "no room left" in caught.value.what
    assert intent.body() == b"on the disk, in memory, and this too"


def fill_up(intent: Intent) -> None:
    """Let every further write of the reply fail as on a full disk."""
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, intent._file._descriptor)
    os.close(full)


def test_only_old_empty_files_without_a_call_are_swept(library: Library, clock: FixedClock) -> None:
    folder = library.home.inbox
    living = library.begin_call(call())
    for name in ("old", "fresh"):
        InboxFile.create(folder, name).close()
    InboxFile.create(folder, "filled", stage=Stage.PART).close()
    moment = clock.now().timestamp()
    for path in folder.iterdir():
        age = 0 if path.stem == "fresh" else 3600
        os.utime(path, (moment - age, moment - age))
    assert library.journal.sweep() == 1
    assert {path.stem for path in folder.iterdir()} == {living.id, "fresh", "filled"}


def test_a_journal_that_cannot_write_sends_nothing(tmp_path: Path, library: Library) -> None:
    (tmp_path / "file").write_text("")
    journal = Journal(library._database, tmp_path / "file" / "inbox", FixedClock(), lambda _: None)
    with pytest.raises(StoreError, match="Nothing was sent"):
        journal.intend(kind="ask", profile=OPENAI, request="{}")
    assert library.journal.unfinished() == ()
