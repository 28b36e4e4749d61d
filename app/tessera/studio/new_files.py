"""Writing new files where the user wants results: whole or not at all, and over nothing.

Where a name was taken meanwhile, the next free one is used: what is paid for is always handed over.
"""

import tempfile
from contextlib import suppress
from pathlib import Path

from tessera.store.files import store_trouble, temporary_beside
from tessera.studio.saving import FileTaken, free_name, write_whole

_PROBE_BYTES = 4096


def write_new(path: Path, data: bytes) -> Path:
    """Write ``data`` to a file that did not exist; return where it lies. Raises `StoreError`."""
    while True:
        try:
            write_whole(path, data, replaces=False)
        except FileTaken:
            path = free_name(path)
            continue
        return path


def write_aside(name: str, data: bytes) -> Path:
    """Write ``data`` into a temporary folder of its own; raises `StoreError`."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="tessera-"))
    except OSError as error:
        raise store_trouble(error, f"{name} could not be kept in a temporary folder") from error
    write_whole(folder / name, data)
    return folder / name


def check_room(folder: Path, *, kept: str) -> None:
    """Write a page into ``folder`` and remove it; raises `StoreError` if that fails.

    Asking for permission says nothing about room, nor anything to root.
    """
    scratch = temporary_beside(folder)
    try:
        scratch.write_bytes(bytes(_PROBE_BYTES))
    except OSError as error:
        raise store_trouble(error, f"Nothing can be written in {folder}", kept=kept) from error
    finally:
        with suppress(OSError):
            scratch.unlink()
