"""Starting and ending sandboxes for tests."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(**settings: object) -> subprocess.Popen[str]:
    """Start a sandbox in a process; its first line on stdout is the base URL."""
    return _process(json.dumps(settings))


def start_child() -> subprocess.Popen[str]:
    """Start a sandbox as the program starts its child: it waits for its order on stdin."""
    return _process("child")


def _process(argument: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT / "app"), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.sandbox.standalone", argument],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths},
    )


@contextmanager
def running(**settings: object) -> Iterator[str]:
    """Give the base URL of a sandbox that ends with the block, without a word on stderr."""
    process = start(**settings)
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"the sandbox did not start: {process.communicate()[1]}")
        yield url
    finally:
        process.terminate()
        said = process.communicate(timeout=10)[1]
    assert said == "", said
