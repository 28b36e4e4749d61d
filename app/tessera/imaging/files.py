"""Opening a picture's file in the program: only ordinary files, and a sentence for every other."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tessera.core.errors import UnreadablePicture
from tessera.imaging.reasons import Circumstances, Reason, unreadable

# A pipe without a writer would block for ever; these flags exist only where they are needed.
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@contextmanager
def opened(path: Path) -> Iterator[tuple[int, int]]:
    """Give the descriptor and the size in bytes of a readable, ordinary, non-empty file.

    Raises `UnreadablePicture` for anything else. The bytes are not looked at here.
    """
    descriptor = _open(path)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise unreadable(Reason.DIRECTORY, _name(path))
        if not stat.S_ISREG(status.st_mode):
            raise unreadable(Reason.NOT_A_FILE, _name(path))
        if status.st_size == 0:
            raise unreadable(Reason.EMPTY, _name(path))
        yield descriptor, status.st_size
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, FLAGS | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError as error:
        raise unreadable(Reason.MISSING, _name(path)) from error
    except IsADirectoryError as error:
        raise unreadable(Reason.DIRECTORY, _name(path)) from error
    except PermissionError as error:
        # Windows says this of a folder, too.
        reason = Reason.DIRECTORY if path.is_dir() else Reason.NO_PERMISSION
        raise unreadable(reason, _name(path)) from error
    except (OSError, ValueError) as error:
        raise _disk_error(path, error) from error


def _disk_error(path: Path, error: OSError | ValueError) -> UnreadablePicture:
    system = error.strerror or "" if isinstance(error, OSError) else "the name cannot exist"
    return unreadable(Reason.DISK, _name(path), Circumstances(system=system))


def _name(path: Path) -> str:
    """Return the name to speak of; “.” and “/” have none of their own."""
    return path.name or str(path)
