"""A lock between two set-ups in one checkout: the second waits, then finds the work done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bootstrap.places import ON_WINDOWS
from bootstrap.trouble import SetupError, tell

LOOK_AGAIN_S = 0.2


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold the set-up lock of the checkout; raises `SetupError` where nothing can be written.

    The system drops the lock with the process, so an interrupted set-up leaves none behind.
    """
    try:
        file = (root / ".setup.lock").open("a+b")
    except OSError as error:
        raise SetupError(
            f"The folder {root} cannot be written to ({error.strerror}). "
            "Copy it to a place of your own and start again there."
        ) from error
    with file:
        waiting = False
        while not _taken(file):
            if not waiting:
                tell("Another set-up is running here; waiting for it.")
            waiting = True
            time.sleep(LOOK_AGAIN_S)
        yield


def _taken(file: IO[bytes]) -> bool:
    try:
        if ON_WINDOWS:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
