"""Writing new files where the user wants results: whole or not at all, and over nothing.

Where a name was taken meanwhile, the next free one is used: what is paid for is always handed over.
"""

import errno
import itertools
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from tessera.store.files import store_trouble, sync_folder, temporary_beside, write_all
from tessera.studio.saving import ORDINARY_MODE

_PROBE_BYTES = 4096


def write_new(path: Path, data: bytes) -> Path:
    """Write ``data`` to a file that did not exist; return where it lies. Raises `StoreError`."""
    try:
        for candidate in _names(path):
            with suppress(FileExistsError):
                _write(candidate, data)
                return candidate
    except OSError as error:
        raise store_trouble(error, f"{path.name} could not be written in {path.parent}") from error
    raise AssertionError("there is always another name")


def write_aside(name: str, data: bytes) -> Path:
    """Write ``data`` into a temporary folder of its own; raises `StoreError`."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="tessera-"))
        path = folder / name
        _write(path, data)
    except OSError as error:
        raise store_trouble(error, f"{name} could not be kept in a temporary folder") from error
    return path


def check_room(folder: Path, *, kept: str) -> None:
    """Write a page into ``folder`` and remove it; raises `StoreError` if that fails.

    Asking for permission says nothing about room, nor anything to root.
    """
    scratch = temporary_beside(folder)
    try:
        _write_whole(scratch, bytes(_PROBE_BYTES))
    except OSError as error:
        raise store_trouble(error, f"Nothing can be written in {folder}", kept=kept) from error
    finally:
        with suppress(OSError):
            scratch.unlink()


def _names(path: Path) -> "itertools.chain[Path]":
    others = (path.with_name(f"{path.stem}-{n}{path.suffix}") for n in itertools.count(2))
    return itertools.chain((path,), others)


def _write(path: Path, data: bytes) -> None:
    """Write the file under another name first; raises `FileExistsError` if the name is taken."""
    scratch = temporary_beside(path.parent)
    try:
        _write_whole(scratch, data)
        try:
            path.hardlink_to(scratch)
        except FileExistsError:
            raise
        except OSError as error:  # a file system without links
            if error.errno in (errno.ENOSPC, errno.EROFS):
                raise
            _write_whole(path, data)
        sync_folder(path.parent)
    finally:
        with suppress(OSError):
            scratch.unlink()


def _write_whole(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, ORDINARY_MODE)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(descriptor)
