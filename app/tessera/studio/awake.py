"""Keeping the machine awake while a call is under way, where the system lets us ask.

A paid answer that is cut because the machine fell asleep may be charged and lost. This is a wish:
where nobody can be asked, or the answer is no, nothing happens.
"""

import ctypes
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress

from tessera.studio.system_tools import awake_command, started

log = logging.getLogger(__name__)

REASON = "A paid call is under way"
# winbase.h
ES_CONTINUOUS, ES_SYSTEM_REQUIRED = 0x80000000, 0x00000001
GOODBYE_S = 2.0


class Awake:
    """Holds the wish. `want` is quick and comes from the loop; `settle` may take a moment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._guard = threading.Lock()
        self._is_wanted = False
        self._holder: subprocess.Popen[bytes] | None = None

    @property
    def is_held(self) -> bool:
        """Return whether a program holds the machine awake now."""
        return self._holder is not None and self._holder.poll() is None

    def want(self, *, is_wanted: bool) -> None:
        """Note what is wanted from now on; on Windows it is done at once, by this thread."""
        self._is_wanted = is_wanted
        if sys.platform == "win32":
            state = ES_CONTINUOUS | (ES_SYSTEM_REQUIRED if is_wanted else 0)
            ctypes.windll.kernel32.SetThreadExecutionState(state)

    def settle(self) -> None:
        """Make it so; whatever was wanted last counts, however the threads come."""
        with self._guard:
            if self._is_wanted and not self.is_held:
                self._hold()
            elif not self._is_wanted:
                self._release()

    def close(self) -> None:
        """Let the machine sleep again."""
        self.want(is_wanted=False)
        self.settle()

    def _hold(self) -> None:
        command = awake_command(REASON, os.getpid())
        if command is not None:
            self._release()
            self._holder = started(command, self._environ)

    def _release(self) -> None:
        holder, self._holder = self._holder, None
        if holder is None:
            return
        if holder.stdin is not None:
            with suppress(OSError):
                holder.stdin.close()  # the waiting program reads its end
        with suppress(OSError):
            holder.terminate()
        try:
            holder.wait(GOODBYE_S)
        except subprocess.TimeoutExpired:
            holder.kill()
            holder.wait()
