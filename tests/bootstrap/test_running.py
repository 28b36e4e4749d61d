"""A command is run to its end or to its limit, and nothing it started stays behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from bootstrap.running import TIMED_OUT, run_bounded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")

LEAVES_A_CHILD = """
import pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path("child").write_text(str(child.pid))
{then}
"""


def _run(folder: Path, code: str, limit_s: float = 60.0) -> int:
    command = [sys.executable, "-c", code]
    return run_bounded(command, folder=folder, environ=os.environ, limit_s=limit_s)


def _has_gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_the_exit_code_is_the_commands_own(tmp_path: Path) -> None:
    assert _run(tmp_path, "raise SystemExit(7)") == 7


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_child_that_a_crashed_command_left_is_ended(tmp_path: Path) -> None:
    crash = "import os; os.abort()"
    assert _run(tmp_path, LEAVES_A_CHILD.format(then=crash)) < 0
    assert _has_gone(int((tmp_path / "child").read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_command_without_an_end_is_ended_with_all_its_children(tmp_path: Path) -> None:
    code = LEAVES_A_CHILD.format(then="import time; time.sleep(600)")
    assert _run(tmp_path, code, limit_s=3) == TIMED_OUT
    assert _has_gone(int((tmp_path / "child").read_text()))
