"""The caps of the real ledger: the same schedules, threads and processes at once, and kills."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tessera.core.budget import Share, SpendingCaps
from tessera.core.budget_fold import LedgerEvent, LedgerState, share_of
from tessera.core.errors import OverBudget
from tessera.core.estimates import Bill
from tessera.store.ledger import NewEntry
from tessera.store.library import Library
from tests.budget_schedules import Schedule, estimate_of
from tests.core.test_budget import MemoryBook
from tests.fakes import FixedClock
from tests.store.builders import ROOT, bill, call, home_in, library_in

SCHEDULES = 50
STEPS = 24


class LedgerBook:
    """The library's ledger as a schedule sees it."""

    def __init__(self, library: Library, clock: FixedClock) -> None:
        self._ledger = library.ledger
        self._clock = clock

    def open(self, worst: Decimal, caps: SpendingCaps, day: date) -> int:
        """Book the worst case or raise `OverBudget`."""
        self._go_to(day)
        entry = NewEntry("ask", "gpt-5-mini", "openai", estimate_of(worst), sandbox=False)
        return self._ledger.open(entry, caps=caps)

    def settle(self, entry: int, bill: Bill) -> None:
        """Book a bill."""
        self._ledger.settle(entry, bill)

    def fail(self, entry: int, state: LedgerState) -> None:
        """Book that a call was surely not billed, or perhaps."""
        self._ledger.fail(entry, state)

    def of_day(self, day: date) -> Share:
        """Return the total of a day."""
        self._go_to(day)
        return self._ledger.today()

    def of_month(self, day: date) -> Share:
        """Return the total of the day's month."""
        self._go_to(day)
        return self._ledger.this_month()

    def _go_to(self, day: date) -> None:
        self._clock.moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_the_ledger_keeps_every_cap_and_agrees_with_the_rules(tmp_path: Path) -> None:
    refused = 0
    for seed in range(SCHEDULES):
        clock = FixedClock()
        with library_in(tmp_path / str(seed), clock) as library, library.transaction():
            real = Schedule(seed, LedgerBook(library, clock))
            real.run(STEPS)
            pure = Schedule(seed, MemoryBook())
            pure.run(STEPS)
            assert real.refused == pure.refused
            for day in pure.truth.by_day:
                assert real.book.of_day(day) == pure.book.of_day(day)
        refused += real.refused
    assert refused > SCHEDULES


def test_threads_with_a_connection_each_pass_no_cap(tmp_path: Path) -> None:
    root, caps, start = home_in(tmp_path), SpendingCaps(day=Decimal("0.25")), threading.Barrier(4)

    def work(number: int) -> int:
        pick, opened = Random(number), 0
        with closing(Library.open(root, FixedClock(), check=False)) as library:
            start.wait()
            for _ in range(12):
                with suppress(OverBudget):
                    intent = library.begin_call(call(usd_max="0.02"), caps=caps)
                    opened += 1
                    assert intent.ledger_id is not None
                    with library.transaction():
                        usd = Decimal(pick.randint(0, 20)) / 1000
                        library.ledger.settle(intent.ledger_id, bill(str(usd)))
                        intent.done()
                assert library.ledger.today().committed <= Decimal("0.25")
        return opened

    with closing(Library.open(root, FixedClock())), ThreadPoolExecutor(4) as pool:
        opened = sum(pool.map(work, range(4)))
    with closing(Library.open(root, FixedClock())) as library:
        assert library.ledger.in_all().calls == opened
        assert opened >= 12
        holds_what_its_rows_say(library)


CRASHER = """\
import os, signal, sys
from decimal import Decimal
from pathlib import Path
from random import Random
from tessera.core.budget import SpendingCaps
from tessera.core.errors import OverBudget
from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import bill, call

pick = Random(int(sys.argv[2]))
library = Library.open(Path(sys.argv[1]), FixedClock(), check=False)
caps = SpendingCaps(request=Decimal("0.02"), day=Decimal("0.30"), month=Decimal("0.28"))
print("ready", flush=True)
sys.stdin.readline()
killed_at = 2 if sys.argv[2] == "0" else None
for number in range(12):
    try:
        intent = library.begin_call(call(usd_max="0.02"), caps=caps)
    except OverBudget:
        print("refused", flush=True)
        continue
    print("opened", flush=True)
    intent.sent()
    intent.received(b"reply")
    usd = Decimal(pick.randint(10, 20)) / 1000
    print("charged", usd, flush=True)
    if number == killed_at:
        os.kill(os.getpid(), signal.SIGKILL)
    intent.close()
    with library.transaction():
        library.ledger.settle(intent.ledger_id, bill(str(usd)))
        intent.done()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
def test_processes_that_are_killed_pass_no_cap_and_settle_nothing_twice(tmp_path: Path) -> None:
    root = home_in(tmp_path)
    Library.open(root, FixedClock()).close()
    crashers = [crasher(root, number) for number in range(3)]
    for process in crashers:
        assert process.stdout is not None
        process.stdout.readline()
    told = [process.communicate("go\n", timeout=60) for process in crashers]
    assert all(not stderr for _, stderr in told), told
    assert [process.returncode < 0 for process in crashers] == [True, False, False]
    lines = [line.split() for stdout, _ in told for line in stdout.splitlines()]
    assert ["refused"] in lines
    charged = sum((Decimal(line[1]) for line in lines if line[0] == "charged"), Decimal(0))
    for _ in range(2):  # the second start finds nothing left to do
        with closing(Library.open(root, FixedClock())) as library:
            library.resolve_interrupted()
            total = library.ledger.today()
            assert charged <= total.committed <= Decimal("0.28")
            assert total.calls == sum(1 for line in lines if line[0] == "opened")
            assert len(library.journal.unknown()) == 1
            holds_what_its_rows_say(library)


def crasher(root: Path, number: int) -> "subprocess.Popen[str]":
    """Start a process that waits for a line, then calls, and is killed on the way."""
    paths = os.pathsep.join([str(ROOT / "app"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-c", CRASHER, str(root), str(number)],
        env=os.environ | {"PYTHONPATH": paths},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def holds_what_its_rows_say(library: Library) -> None:
    rows = library.ledger.rows()
    shares = [share_of(LedgerEvent(row.state, row.bill), row.estimate) for row in rows]
    assert library.ledger.in_all() == sum(shares, Share())
