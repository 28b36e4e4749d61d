"""Saving a file where the user wants it: at once or not at all, and never through a link.

What is written is first complete beside its place and then moved there. A file that stands there
is replaced only where the caller says that the user was asked.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from tessera.core.errors import DiskFull, StoreError
from tessera.store.files import sync_folder, temporary_beside, write_all

ORDINARY_MODE = 0o666  # less what the user's umask takes away
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NOT_ALLOWED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# What file systems without hard links say, each system in its own words.
NO_LINKS = frozenset(
    {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EINVAL}
)
KEPT = "Everything is still in Tessera's library."


class FileTaken(StoreError):
    """A file of that name is there already, and nobody said that it may be replaced."""


def write_whole(path: Path, data: bytes, *, replaces: bool = True) -> None:
    """Write ``data`` to ``path`` at once or not at all; raises `StoreError`.

    A file that is replaced keeps its mode. Without ``replaces`` an existing one stays as it is, and
    `FileTaken` is raised. A link or a special file is not followed.
    """
    scratch = temporary_beside(path.parent)
    try:
        before = _standing_at(path)
        if before is not None:
            _refuse(path, before, replaces=replaces)
        _write_new(scratch, data, None if before is None else stat.S_IMODE(before.st_mode))
        _move(scratch, path, replaces=replaces)
        sync_folder(path.parent)
    except OSError as error:
        raise _trouble(path, error) from error
    finally:
        with suppress(OSError):
            scratch.unlink()


def refuse_taken(path: Path) -> None:
    """Raise `FileTaken` if something stands at ``path``: before the work of making a file."""
    if _standing_at(path) is not None:
        raise _taken(path)


def free_name(path: Path) -> Path:
    """Return ``path``, or the same name with the first number that is free."""
    number, found = 2, path
    while _standing_at(found) is not None:
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return found


def _refuse(path: Path, before: os.stat_result, *, replaces: bool) -> None:
    if not stat.S_ISREG(before.st_mode):
        raise StoreError(
            f"{path.name} is not an ordinary file, so nothing was written to it.",
            next_step="Choose another name.",
        )
    if not replaces:
        raise _taken(path)


def _taken(path: Path) -> FileTaken:
    return FileTaken(
        f"A file called {path.name} is there already.",
        "It was not changed.",
        "Choose another name.",
    )


def _move(scratch: Path, path: Path, *, replaces: bool) -> None:
    """Give the finished file its name; without ``replaces`` only while nobody else has it."""
    if replaces:
        scratch.replace(path)
        return
    try:
        os.link(scratch, path)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if _standing_at(path) is not None:  # the best that a memory card's file system can do
            raise _taken(path) from None
        scratch.replace(path)


def _trouble(path: Path, error: OSError) -> StoreError:
    what = f"{path.name} could not be saved"
    if error.errno in NO_ROOM:
        said = f"{what}: there is no room left on that disk."
        return DiskFull(said, KEPT, "Free some space, or choose another folder.")
    if error.errno in NOT_ALLOWED:
        return DiskFull(f"{what}: writing there is not allowed.", KEPT, "Choose another folder.")
    reason = error.strerror or "the disk refused"
    return StoreError(f"{what}: {reason}.", KEPT, "Choose another folder.")


def _standing_at(path: Path) -> os.stat_result | None:
    """Return what stands at ``path`` itself, a link too, or None."""
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _write_new(path: Path, data: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, ORDINARY_MODE)
    try:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
