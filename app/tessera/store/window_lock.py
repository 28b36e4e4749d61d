"""One window per library: a second one is told so. Commands share the library with a window.

The lock is the system's own and goes with its process, so a stale file locks nobody out; the
process id and start time inside only serve the sentence.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tessera.core.errors import LibraryInUse
from tessera.store.files import store_trouble, write_all
from tessera.store.home import NOTHING_SENT
from tessera.store.locks import FileLock
from tessera.store.stamps import stamp

if TYPE_CHECKING:
    from tessera.core.ports import Clock


class WindowLock:
    """Held while a window is open."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock

    @classmethod
    def take(cls, path: Path, clock: Clock) -> WindowLock:
        """Return the lock; `LibraryInUse` if another window holds it."""
        try:
            lock = FileLock.take(path)
            if lock is None:
                raise LibraryInUse(
                    f"Another window already works on this library{_holder(path)}.",
                    NOTHING_SENT,
                    "Use that window, or choose another folder with TESSERA_HOME.",
                )
            _sign(lock, clock)
        except OSError as error:
            raise store_trouble(error, "The library cannot be opened", kept=NOTHING_SENT) from error
        return cls(lock)

    def release(self) -> None:
        """Let the next window in; a second call does nothing."""
        self._lock.release()


def _sign(lock: FileLock, clock: Clock) -> None:
    # JSON by hand: loading the library that writes it would delay the first paint.
    text = f'{{"pid": {os.getpid()}, "started": "{stamp(clock)}"}}'
    os.ftruncate(lock.descriptor, 0)
    os.lseek(lock.descriptor, 0, os.SEEK_SET)
    write_all(lock.descriptor, text.encode())


def _holder(path: Path) -> str:
    """Return who holds the lock, as far as the file tells."""
    import json

    try:
        found = json.loads(path.read_text("utf-8"))
        return f" (process {int(found['pid'])}, since {str(found['started'])[:16]} UTC)"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
