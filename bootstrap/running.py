"""Runs one command to its end, or to a limit; nothing it started is left behind.

On POSIX the command leads a process group of its own, which is ended with it: a test run that
crashed must not leave a server that keeps the caller's output open for ever.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrap.trouble import tell

TIMED_OUT = 124  # as the command ``timeout`` says it
GOODBYE_S = 5.0


def run_bounded(
    command: Sequence[str], *, folder: Path, environ: Mapping[str, str], limit_s: float
) -> int:
    """Return the command's exit code, or `TIMED_OUT` where it had to be ended after ``limit_s``."""
    own_group = sys.platform != "win32"
    with subprocess.Popen(
        command, cwd=folder, env=dict(environ), start_new_session=own_group
    ) as process:
        try:
            return process.wait(limit_s)
        except subprocess.TimeoutExpired:
            tell(f"Ended after {limit_s / 60:.0f} minutes without an end of its own.")
            return TIMED_OUT
        finally:
            _end(process, own_group=own_group)


def _end(process: subprocess.Popen[bytes], *, own_group: bool) -> None:
    """End the process and, where it leads one, its whole group; gently at first."""
    if not own_group:
        process.kill()
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not _tell_group(process.pid, number):
            return
        try:
            process.wait(GOODBYE_S)
        except subprocess.TimeoutExpired:
            continue


def _tell_group(leader: int, number: int) -> bool:
    """Send a signal to a group; returns whether anybody was left to hear it."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
