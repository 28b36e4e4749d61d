"""Daily copies of the library's database, a few kept, so that damage costs a day at most.

Names carry a number of our own (``library-000012-2026-11-20.db``): the number orders them, the day
only says whether today's is there. A copy is checked before it counts; pictures are never copied,
they are files by content and lie safe beside it.
"""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tessera.core.errors import LibraryDamaged
from tessera.core.ports import Clock
from tessera.store.database import Database, is_sound, translated
from tessera.store.files import (
    make_folder,
    new_file,
    open_file,
    store_trouble,
    sync_folder,
    temporary_beside,
)
from tessera.store.shape import has_sound_header, is_ours

KEPT = 7
_NAME = re.compile(r"library-(\d{6})-(\d{4}-\d\d-\d\d)\.db")


def backups_in(folder: Path) -> tuple[Path, ...]:
    """Return the copies in ``folder``, newest first by their number."""
    if not folder.is_dir():
        return ()
    found = (path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return tuple(sorted(found, key=_number, reverse=True))


def newest_sound_backup(folder: Path) -> Path | None:
    """Return the newest copy without damage, or None."""
    return next((path for path in backups_in(folder) if is_sound_file(path)), None)


def backup_if_due(database: Database, folder: Path, clock: Clock) -> Path | None:
    """Copy the library if today's copy is missing; return the new copy or None.

    Keeps the newest `KEPT`. Raises `LibraryDamaged` if the library itself is damaged, and then
    keeps every older copy.
    """
    day = clock.today().isoformat()
    newest = next(iter(backups_in(folder)), None)
    if newest is not None and newest.name.endswith(f"-{day}.db"):
        return None
    return take_backup(database, folder, day)


def take_backup(database: Database, folder: Path, day: str) -> Path:
    """Copy the library now under the next number and remove what is older than the last `KEPT`."""
    try:
        make_folder(folder)
        return _take(database, folder, day)
    except OSError as error:
        raise store_trouble(error, "The library's daily backup could not be made") from error


def _take(database: Database, folder: Path, day: str) -> Path:
    older = backups_in(folder)
    number = 1 + (_number(older[0]) if older else 0)
    target = folder / f"library-{number:06d}-{day}.db"
    temporary = temporary_beside(folder)
    try:
        write_copy(temporary, database.copy_to)
        if not is_sound_file(temporary):
            raise LibraryDamaged(
                "The library's database is damaged.",
                "Your pictures and the older backups are kept.",
                "Start Tessera again: it restores the newest backup.",
            )
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(folder)
    for path in older[KEPT - 1 :]:
        path.unlink(missing_ok=True)
    return target


def write_copy(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make the database file ``path`` with ``fill`` and flush it: one file, nothing beside it."""
    os.close(new_file(path))
    with translated(), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        fill(connection)
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    descriptor = open_file(path, write=True)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_sound_file(path: Path) -> bool:
    """Return whether ``path`` is a library without damage; nothing is written."""
    if not has_sound_header(path):
        return False
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            return version > 0 and is_ours(connection, version) and is_sound(connection)
    except sqlite3.Error:
        return False


def _number(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match.group(1)) if match else 0
