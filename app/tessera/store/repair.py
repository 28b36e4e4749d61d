"""Set a damaged database aside, restore the newest backup, and save the newer rows.

The damaged file keeps its bytes under another name and is never written again. The new file is
built beside it, flushed, and only then put in place. Pictures are not touched. Rows that a backup
lacks are copied one by one from whatever of the damaged file can still be read.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import LibraryDamaged
from tessera.store.backups import is_sound_file, newest_sound_backup, write_copy
from tessera.store.files import store_trouble, sync_folder, temporary_beside
from tessera.store.home import Home
from tessera.store.locks import FileLock
from tessera.store.news import leave
from tessera.store.opening import connect, last_set_aside, migrate
from tessera.store.schema import DERIVED_INDICES, TABLES

_WAIT_S = 1.0
_SIDES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair did: where the old file went, which backup came back, how much was newer."""

    set_aside: Path | None
    restored_from: Path | None
    rows_saved: int

    @property
    def sentence(self) -> str:
        """Return what to tell the user."""
        from_backup = (
            f"The backup {self.restored_from.name} was restored"
            if self.restored_from
            else "There was no sound backup, so a new library was made"
        )
        aside = f" The damaged file is kept as {self.set_aside.name}." if self.set_aside else ""
        return (
            f"The library's database was damaged or missing. {from_backup}, and {self.rows_saved} "
            f"newer entries were saved.{aside} All pictures are kept."
        )


def repair(home: Home) -> Repair | None:
    """Repair the library's database; None if somebody else just did.

    Raises `LibraryDamaged` while another Tessera has the file open, and `StoreError` if the disk
    refuses; the damaged file is then where it was.
    """
    lock = FileLock.take(home.presence_lock, wait_s=_WAIT_S)
    if lock is None:
        raise LibraryDamaged(
            "The library's database is damaged, and another Tessera still has it open.",
            "Your pictures are kept.",
            "Close the other Tessera and start again.",
        )
    try:
        if is_sound_file(home.database):
            return None
        return _rebuild(home)
    except OSError as error:
        raise store_trouble(
            error, "The damaged library could not be repaired", kept="Your pictures are kept."
        ) from error
    finally:
        lock.release()


def _rebuild(home: Home) -> Repair:
    backup = newest_sound_backup(home.backups)
    damaged = home.database if home.database.exists() else last_set_aside(home)
    temporary = temporary_beside(home.root)
    saved = 0

    def fill(target: sqlite3.Connection) -> None:
        nonlocal saved
        if backup is not None:
            with closing(connect(backup, "mode=ro")) as source:
                source.backup(target)
        else:
            target.execute("PRAGMA auto_vacuum=INCREMENTAL")
        migrate(target)
        if damaged is not None:
            saved = _save_newer_rows(damaged, target)
        _drop_what_is_derived(target)

    try:
        write_copy(temporary, fill)
        done = Repair(_set_aside(home), backup, saved)
        leave(home, done.sentence)
        temporary.replace(home.database)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(home.root)
    return done


def _drop_what_is_derived(target: sqlite3.Connection) -> None:
    """Remove the word indices and the running totals; all are made again from what they sum up."""
    target.execute("DELETE FROM totals")
    for index in DERIVED_INDICES:
        with contextlib.suppress(sqlite3.OperationalError):  # this SQLite may lack their module
            target.execute(f"DROP TABLE IF EXISTS {index}")


def _set_aside(home: Home) -> Path | None:
    """Rename the damaged file, its journal first: a journal must never meet a newer database."""
    target = _free_name(home)
    for side in (*_SIDES, ""):
        part = Path(f"{home.database}{side}")
        if part.exists():
            part.rename(f"{target}{side}")
    return target if target.exists() else None


def _free_name(home: Home) -> Path:
    number = 1
    while any(Path(f"{_aside(home, number)}{side}").exists() for side in ("", *_SIDES)):
        number += 1
    return _aside(home, number)


def _aside(home: Home, number: int) -> Path:
    return home.root / f"library.damaged-{number}.db"


def _save_newer_rows(damaged: Path, target: sqlite3.Connection) -> int:
    """Copy the readable rows that ``target`` lacks; return how many."""
    if damaged.stat().st_size == 0:
        return 0
    target.execute("PRAGMA foreign_keys=ON")
    target.execute("BEGIN IMMEDIATE")
    saved = 0
    try:
        source = connect(damaged, "mode=ro")
    except sqlite3.Error:
        target.execute("COMMIT")
        return 0
    with closing(source):
        source.text_factory = lambda raw: raw.decode("utf-8", "replace")
        for table in TABLES:
            saved += _copy_table(source, target, table)
    _catch_up_counter(target)
    target.execute("COMMIT")
    return saved


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    columns = [str(row[1]) for row in target.execute(f"PRAGMA table_info({table})")]
    marks = ", ".join("?" for _ in columns)
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    before = target.total_changes
    for row in _readable_rows(source, table, columns):
        try:
            target.execute(sql, row)
        except sqlite3.IntegrityError:
            continue  # its owner could not be saved
    return target.total_changes - before


def _readable_rows(
    source: sqlite3.Connection, table: str, columns: list[str]
) -> Iterator[tuple[str | int | float | bytes | None, ...]]:
    """Yield rows from the front until the damage, then from the back until the damage."""
    for order in ("rowid", "rowid DESC"):
        sql = f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"
        try:
            yield from source.execute(sql)
        except sqlite3.Error:
            continue
        return


def _catch_up_counter(target: sqlite3.Connection) -> None:
    """Put the library's counter behind every number it has given out."""
    target.execute(
        """UPDATE counter SET value = max(value,
            coalesce((SELECT max(touched) FROM sessions), 0),
            coalesce((SELECT max(touched) FROM recent_files), 0),
            coalesce((SELECT max(touched) FROM templates), 0),
            coalesce((SELECT max(touched) FROM server_counts), 0))"""
    )
