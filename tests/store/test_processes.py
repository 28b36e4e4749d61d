"""Two processes on one library: no duplicates, no locked database, no cap passed together."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import ROOT, home_in

WORK = """\
import sys
from decimal import Decimal
from pathlib import Path
from tessera.core.errors import OverBudget
from tessera.core.words import Role
from tessera.core.budget import SpendingCaps
from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import bill, call, facts, picture_of

library = Library.open(Path(sys.argv[1]), FixedClock())
sys.stdin.readline()
caps, refused = SpendingCaps(day=Decimal("0.50")), 0
for number in range(20):
    session = library.sessions.create(title=f"{sys.argv[2]} {number}")
    ref = library.blobs.put(b"the same picture %d" % number, ext="png")
    library.photos.add(session.id, ref, facts())
    library.turns.add(session.id, Role.USER, "question")
    try:
        intent = library.begin_call(call(session_id=session.id, usd_max="0.02"), caps=caps)
    except OverBudget:
        refused += 1
        continue
    intent.sent()
    intent.received(b"reply")
    intent.close()
    with library.transaction():
        library.ledger.settle(intent.ledger_id, bill("0.02"))
        intent.done()
library.close()
print(refused)
"""


def worker(root: Path, name: str) -> "subprocess.Popen[str]":
    """Start a process that waits for a line and then works."""
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(root), name],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "app"), str(ROOT)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_open_a_new_library_and_work_at_once(tmp_path: Path) -> None:
    root = home_in(tmp_path)
    workers = [worker(root, name) for name in ("one", "two")]
    outcomes = [process.communicate("go\n", timeout=60) for process in workers]
    assert [process.returncode for process in workers] == [0, 0], outcomes
    with closing(Library.open(root, FixedClock())) as library:
        sessions = library.sessions.page(limit=100)
        assert len({session.title for session in sessions}) == 40
        assert len({session.touched for session in sessions}) == 40
        assert library.ledger.in_all().calls == 25
        assert str(library.ledger.in_all().settled) == "0.50"
        assert library.journal.unfinished() == ()
        assert len(list(library.home.pictures.iterdir())) == 20
        assert library.check()
    assert sum(int(stdout) for stdout, _ in outcomes) == 15
