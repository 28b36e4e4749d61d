"""Files that survive a crash: written beside, flushed, renamed, and the folder flushed after.

Order is the whole point: fsync(file) < rename < fsync(folder). Names are always our own; text
from a server never becomes part of a path. New files are readable by their owner only and are
never opened through a symbolic link.
"""

import errno
import os
import sys
from pathlib import Path

from tessera.core.errors import DiskFull, StoreError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_ALLOWED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_TEMPORARY = ".tmp"


def store_trouble(error: OSError, what: str, *, kept: str = "", next_step: str = "") -> StoreError:
    """Return the `StoreError` for ``error``; ``what`` is a sentence without its full stop.

    No room and no permission become `DiskFull`, everything else a plain `StoreError`.
    """
    if error.errno in _NO_ROOM:
        step = next_step or "Free some space on that disk and try again."
        return DiskFull(f"{what}: there is no room left on the disk.", kept, step)
    if error.errno in _NOT_ALLOWED:
        step = next_step or "Check who may write there, or choose another folder with TESSERA_HOME."
        return DiskFull(f"{what}: writing there is not allowed.", kept, step)
    reason = os.strerror(error.errno) if error.errno else str(error)
    return StoreError(f"{what}: the system says “{reason}”.", kept, next_step)


def make_folder(path: Path) -> None:
    """Make ``path`` and its parents, ours alone to read; an existing folder is left as it is."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def new_file(path: Path) -> int:
    """Return a descriptor that writes the new file ``path``; `FileExistsError` if it exists."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
    return os.open(path, flags, 0o600)


def open_file(path: Path, *, write: bool = False) -> int:
    """Return a descriptor of an existing file, refusing a symbolic link in its place."""
    flags = (os.O_RDWR if write else os.O_RDONLY) | _NOFOLLOW | _BINARY
    return os.open(path, flags)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte of ``data``, however little the system takes at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_folder(folder: Path) -> None:
    """Flush the names in ``folder`` to the disk. Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def temporary_beside(folder: Path) -> Path:
    """Return a fresh name for a file that is being written; it tells whose it is."""
    return folder / f".{os.getpid()}-{os.urandom(16).hex()}{_TEMPORARY}"


def replace_file(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that either the old or the new content is there, never half."""
    temporary = temporary_beside(path.parent)
    descriptor = new_file(temporary)
    try:
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sweep_temporary(folder: Path) -> int:
    """Remove what dead writers left half written in ``folder``; return how many files."""
    swept = 0
    for path in folder.glob(f".*{_TEMPORARY}"):
        owner = path.name[1:].partition("-")[0]
        if owner.isdecimal() and not _is_alive(int(owner)):
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def _is_alive(pid: int) -> bool:
    if pid == os.getpid() or sys.platform == "win32":
        return True  # os.kill would end the process there; such files wait for an erase
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
