"""Locks on files, released by the system itself when their process dies, kill -9 included.

A lock belongs to one opening of the file: a second opening in the same process meets it too.
Where the system has no shared locks (Windows), a shared lock is always granted.
"""

import errno
import os
import sys
import time
from pathlib import Path

from tessera.store.files import open_file

_PAUSE_S = 0.05

if sys.platform == "win32":
    import msvcrt

    def lock_descriptor(descriptor: int, *, shared: bool = False) -> bool:
        """Try to lock an open file; return False if somebody else holds it."""
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)  # far behind the content, which stays readable
        try:
            if not shared:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, here, os.SEEK_SET)
        return True

else:
    import fcntl

    _NO_LOCKS_HERE = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})

    def lock_descriptor(descriptor: int, *, shared: bool = False) -> bool:
        """Try to lock an open file; return False if somebody else holds it.

        A file system without locks (some network shares) counts as granted: two writers at once
        are rarer there than a lock that can never be had.
        """
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno in _NO_LOCKS_HERE
        return True


class FileLock:
    """A held lock; ``release`` gives it back. The file itself stays."""

    __slots__ = ("descriptor",)

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def take(cls, path: Path, *, shared: bool = False, wait_s: float = 0) -> "FileLock | None":
        """Lock ``path``, made if missing, trying for ``wait_s`` seconds; None if it is taken."""
        descriptor = _open_lock_file(path)
        for attempt in range(1 + round(wait_s / _PAUSE_S)):
            if attempt:
                time.sleep(_PAUSE_S)
            if lock_descriptor(descriptor, shared=shared):
                return cls(descriptor)
        os.close(descriptor)
        return None

    @classmethod
    def none(cls) -> "FileLock":
        """Return a lock on nothing."""
        return cls(-1)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def _open_lock_file(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(path, flags, 0o600)
    except OSError as error:
        if error.errno not in {errno.EROFS, errno.EACCES, errno.EPERM}:
            raise
        return open_file(path)  # a library that may only be read still knows who is in it
