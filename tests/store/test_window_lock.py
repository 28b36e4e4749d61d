"""One window per library, however the last one ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tessera.core.errors import LibraryInUse
from tessera.store.window_lock import WindowLock
from tests.fakes import FixedClock
from tests.store.builders import ROOT

HOLD = """\
import sys, time
from pathlib import Path
from tessera.store.window_lock import WindowLock
from tests.fakes import FixedClock

lock = WindowLock.take(Path(sys.argv[1]), FixedClock())
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the lock goes."""
    return tmp_path / "window.lock"


def test_a_second_window_is_told_who_holds_the_library(path: Path) -> None:
    lock = WindowLock.take(path, FixedClock())
    with pytest.raises(LibraryInUse) as caught:
        WindowLock.take(path, FixedClock())
    assert f"(process {os.getpid()}, since 2026-11-20T12:00 UTC)" in caught.value.what
    lock.release()


def test_the_next_window_may_come_in_after(path: Path) -> None:
    WindowLock.take(path, FixedClock()).release()
    lock = WindowLock.take(path, FixedClock())
    lock.release()
    lock.release()


def test_a_killed_window_locks_nobody_out(path: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "app"), str(ROOT)])},
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LibraryInUse, match=f"process {other.pid}"):
            WindowLock.take(path, FixedClock())
        other.send_signal(signal.SIGKILL)
        other.wait()
    WindowLock.take(path, FixedClock()).release()


@pytest.mark.parametrize("content", ["", "nonsense", "[]", '{"pid": "x"}'])
def test_a_lock_file_that_cannot_be_read_still_locks(path: Path, content: str) -> None:
    lock = WindowLock.take(path, FixedClock())
    path.write_text(content)
    with pytest.raises(LibraryInUse, match=r"already works on this library\."):
        WindowLock.take(path, FixedClock())
    lock.release()
