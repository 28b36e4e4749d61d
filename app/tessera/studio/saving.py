"""Saving a file where the user wants it: at once or not at all, and never through a link.

What is written is first complete beside its place and then moved there. Whoever asks for a name
asks before an existing file is replaced.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.store.files import sync_folder, temporary_beside, write_all

ORDINARY_MODE = 0o666  # less what the user's umask takes away


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` at once or not at all; raises `StoreError`.

    A file that is replaced keeps its mode. A link or a special file is not followed.
    """
    scratch = temporary_beside(path.parent)
    try:
        before = _standing_at(path)
        if before is not None and not stat.S_ISREG(before.st_mode):
            raise StoreError(
                f"{path.name} is not an ordinary file, so nothing was written to it.",
                next_step="Choose another name.",
            )
        _write_new(scratch, data, None if before is None else stat.S_IMODE(before.st_mode))
        scratch.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            scratch.unlink()
        raise StoreError(
            f"{path.name} could not be saved: {error.strerror or 'the disk refused'}.",
            "Everything is still in Tessera's library.",
            "Choose another folder.",
        ) from error


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
