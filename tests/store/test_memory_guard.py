"""A process that holds a key leaves no dump of its memory."""

import subprocess
import sys

import pytest

from tests.store.builders import ROOT

LOOK = """
import ctypes, resource
from tessera.store.memory_guard import keep_memory_private
assert ctypes.CDLL(None).prctl(3) == 1, "a fresh process may be dumped"
keep_memory_private()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))
open("/proc/self/maps").read(10)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_memory_is_neither_dumped_nor_open_to_debuggers() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={"PYTHONPATH": str(ROOT / "app")},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split("\n")[0] == "(0, 0) 0", done.stderr
