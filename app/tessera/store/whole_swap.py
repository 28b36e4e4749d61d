"""At start: put a restored library in the place of the present one, or finish an erase.

Every step is a rename that a kill cannot halve, and the next start goes on where one stopped:
what still lies in the incoming folder is not in place yet. The library that was there is set aside
under a dated name and never deleted.
"""

import json
import re
from datetime import date
from pathlib import Path

from tessera.core.errors import LibraryInUse
from tessera.store.files import make_folder, store_trouble, sync_folder
from tessera.store.home import NOTHING_SENT, Home
from tessera.store.locks import FileLock
from tessera.store.news import leave

INCOMING, ASIDE = "incoming-", "set-aside-"
_WAIT_S = 1.0
_INCOMING_NAME = re.compile(r"incoming-[0-9a-f]{16}")
_ASIDE_NAME = re.compile(r"set-aside-\d{4}-\d\d-\d\d(-\d+)?")
# The database last: while it is still in the incoming folder, its side files are the old one's.
_ITEMS = ("pictures", "inbox", "settings.json", "catalogue.json", "library.db")
_OLD_ONLY = ("backups", "library.db-wal", "library.db-shm")


def free_name(home: Home, day: date) -> str:
    """Return a name for what is set aside today."""
    name, number = f"{ASIDE}{day.isoformat()}", 1
    while (home.root / name).exists():
        number += 1
        name = f"{ASIDE}{day.isoformat()}-{number}"
    return name


def finish_waiting(home: Home) -> str:
    """Swap in a restored library or finish an erase; return a sentence for the user, or nothing.

    While another Tessera has the library open, it waits for a later start; an erase that was begun
    keeps everybody out. Raises `LibraryInUse` then, and `StoreError` where the disk refuses.
    """
    try:
        lock = FileLock.take(home.presence_lock, wait_s=_WAIT_S)
        if lock is None:
            return _too_early(home)
        try:
            return _finish(home)
        finally:
            lock.release()
    except OSError as error:
        raise store_trouble(
            error, "The restored library could not take its place", kept=NOTHING_SENT
        ) from error


def _too_early(home: Home) -> str:
    if home.erase_marker.exists():
        raise LibraryInUse(
            "This library is being erased.", NOTHING_SENT, "Close the other Tessera first."
        )
    return "A restored library waits: it takes its place once every other Tessera is closed."


def _finish(home: Home) -> str:
    if home.erase_marker.exists():
        from tessera.store.whole_erase import remove_everything

        remove_everything(home)
        return "The erase that was begun is finished."
    marker = _read(home)
    if marker is None:
        home.restore_marker.unlink(missing_ok=True)
        return ""
    incoming, aside, made = marker
    if not incoming.is_dir():
        home.restore_marker.unlink(missing_ok=True)
        return ""
    sentence = (
        f"The library exported on {made.replace('T', ' ')} UTC was restored. The one before is "
        f"kept in the folder {aside.name}."
    )
    _swap(home, incoming, aside)
    leave(home, sentence)
    home.restore_marker.unlink(missing_ok=True)
    incoming.rmdir()
    sync_folder(home.root)
    return sentence


def _swap(home: Home, incoming: Path, aside: Path) -> None:
    make_folder(aside)
    if (incoming / "library.db").exists():
        for name in _OLD_ONLY:
            if (home.root / name).exists():
                (home.root / name).rename(aside / name)
    for name in _ITEMS:
        fresh, present = incoming / name, home.root / name
        if fresh.exists():
            if present.exists():
                _set_aside(present, aside / name)
            fresh.rename(present)
    for folder in (aside, home.root):
        sync_folder(folder)


def _set_aside(present: Path, target: Path) -> None:
    """Move ``present`` away; what a start made anew after a kill lies beside what went before."""
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.name}-{number}")
    present.rename(free)


def _read(home: Home) -> tuple[Path, Path, str] | None:
    """Return the two folders of the marker; None where it names anything but our own."""
    try:
        found = json.loads(home.restore_marker.read_text("utf-8"))
        incoming, aside, made = (str(found[key]) for key in ("incoming", "aside", "made"))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not _INCOMING_NAME.fullmatch(incoming) or not _ASIDE_NAME.fullmatch(aside):
        return None
    return home.root / incoming, home.root / aside, made[:19]
