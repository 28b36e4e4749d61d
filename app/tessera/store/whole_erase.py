"""Remove everything the program keeps: only what it made itself, pictures last.

A marker is written first, so that an erase that was cut is finished before the next library is
made. Files that lie at a provider and archives that were exported are out of reach.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import KeyringUnavailable, LibraryInUse
from tessera.core.profiles import Profile
from tessera.store.files import new_file, store_trouble, sync_folder
from tessera.store.home import Home
from tessera.store.keyrings import Keyring
from tessera.store.locks import FileLock
from tessera.store.secrets import username

OUT_OF_REACH = (
    "Files at a provider, its own records, archives you exported and pictures you saved elsewhere "
    "are not erased."
)
_WAIT_S = 1.0
# In this order; backups before the database, or a start in between would restore one.
_OURS = (
    r"logs",
    r"news\.txt",
    r"backups",
    r"(set-aside|incoming)-.*",
    r"library\.(schema|damaged)-\d+\.db.*",
    r"settings(\.broken-\d+)?\.json",
    r"catalogue.*\.json",
    r"\.\d+-[0-9a-f]{32}\.tmp",
    r"library\.db(-wal|-shm)?",
    r"inbox",
    r"pictures",
)


@dataclass(frozen=True, slots=True)
class KeysForgotten:
    """What became of the keys: ``kept`` names the profiles whose key the keyring did not give."""

    kept: tuple[str, ...]
    why: str = ""


def forget_keys(profiles: Sequence[Profile], keyring: Keyring | None = None) -> KeysForgotten:
    """Remove the keyring's entry of every profile; may take seconds, never on an event loop."""
    ring, kept, why = keyring or Keyring(), [], ""
    for profile in profiles:
        if profile.is_sandbox or profile.id == "environment":
            continue  # neither has ever had an entry
        try:
            ring.drop(username(profile))
        except KeyringUnavailable as error:
            kept.append(profile.title)
            why = error.what
    return KeysForgotten(tuple(kept), why)


def erase_library(home: Home) -> None:
    """Remove everything in ``home`` that is the program's; the library must be closed.

    Raises `LibraryInUse` while another Tessera has it open, and then removes nothing; `StoreError`
    where the disk refuses, and then the next start goes on.
    """
    try:
        lock = FileLock.take(home.presence_lock, wait_s=_WAIT_S)
        if lock is None:
            raise LibraryInUse(
                "Another Tessera has this library open.",
                "Nothing was erased.",
                "Close it, then erase again.",
            )
        try:
            _mark(home)
            remove_everything(home)
        finally:
            lock.release()
    except OSError as error:
        raise store_trouble(
            error, "Not everything could be erased", next_step="Start Tessera again: it goes on."
        ) from error


def _mark(home: Home) -> None:
    """Note that everything goes. The file stays empty: a full disk has room for a name."""
    with contextlib.suppress(FileExistsError):
        os.close(new_file(home.erase_marker))
    sync_folder(home.root)


def remove_everything(home: Home) -> None:
    """Remove the program's own files and folders in their order; others in the folder stay."""
    for pattern in _OURS:
        ours = re.compile(pattern)
        for path in sorted(home.root.iterdir()):
            if ours.fullmatch(path.name):
                _remove(path)
    home.restore_marker.unlink(missing_ok=True)
    sync_folder(home.root)
    home.erase_marker.unlink(missing_ok=True)
    sync_folder(home.root)


def remove_empty_home(home: Home) -> None:
    """Remove the lock files, and the folder where nothing else lies in it."""
    for path in (home.presence_lock, home.window_lock):
        path.unlink(missing_ok=True)
    try:
        home.root.rmdir()
    except OSError:
        return  # somebody else's files are in it


def _remove(path: Path) -> None:
    """Remove a file, a link itself, or a folder with everything in it, following no link."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path)
