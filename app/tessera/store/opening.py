"""Open the library's database: make it, migrate it, and judge what state it is in.

A damaged file is set aside and the newest backup restored (`repair`). A file from a newer Tessera,
or one in a folder that may not be written, opens for reading only, with the reason in ``trouble``.
"""

import os
import sqlite3
import time
from pathlib import Path

from tessera.core.errors import DiskFull, LibraryDamaged, StoreError
from tessera.store.database import (
    BUSY_TIMEOUT_S,
    Database,
    damaged,
    library_trouble,
    refusal_to_write,
    translated,
)
from tessera.store.files import new_file, store_trouble
from tessera.store.home import NOTHING_SENT, Home
from tessera.store.locks import FileLock
from tessera.store.schema import MIGRATIONS, Migrations
from tessera.store.shape import MOST_PLAUSIBLE_SCHEMA, has_sound_header, is_ours

_WAIT_S = 10.0
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def open_database(home: Home, *, check: bool = False) -> Database:
    """Return the open library of ``home``, made if missing.

    ``check`` reads the whole file for damage first (about a millisecond per megabyte); without it
    only what SQLite meets while opening counts, and the caller checks later.
    """
    lock = _enter(home)
    try:
        database = _usable(home, check=check)
        if database is None:
            lock.release()
            notice = _repair(home)
            lock = _enter(home)
            database = open_as_it_is(home.database)
            database.notices = notice
    except StoreError:
        lock.release()
        raise
    database.presence = lock
    if home.news.exists():  # the rare path costs nothing at start
        from tessera.store.news import waiting

        database.notices = tuple(dict.fromkeys((*waiting(home), *database.notices)))
    return database


def check_database(home: Home, database: Database) -> bool:
    """Look for damage in the open library and repair it; return whether all was sound."""
    if database.trouble is not None or database.is_sound():
        return True
    database.reopen(lambda: open_database(home, check=True))
    return False


def _enter(home: Home) -> FileLock:
    try:
        lock = FileLock.take(home.presence_lock, shared=True, wait_s=_WAIT_S)
    except FileNotFoundError:  # a folder that may only be read and was never locked
        return FileLock.none()
    except OSError as error:
        raise store_trouble(error, "The library cannot be opened", kept=NOTHING_SENT) from error
    if lock is None:
        raise StoreError(
            "Another Tessera is repairing the library.", NOTHING_SENT, "Try again in a moment."
        )
    return lock


def _usable(home: Home, *, check: bool) -> Database | None:
    """Return the open database, or None if it is damaged."""
    if is_lost(home):
        return None
    try:
        database = open_as_it_is(home.database)
    except LibraryDamaged:
        return None
    if check and database.trouble is None and not database.is_sound():
        database.close()
        return None
    return database


def is_lost(home: Home) -> bool:
    """Return whether the database is missing or empty although it once was not.

    Backups tell that, and a damaged file that a repair set aside before it was killed.
    """
    try:
        empty = home.database.stat().st_size == 0
    except OSError:
        empty = True
    if not empty:
        return False
    from tessera.store.backups import backups_in

    return last_set_aside(home) is not None or bool(backups_in(home.backups))


def last_set_aside(home: Home) -> Path | None:
    """Return the file of a repair that was killed between its two renames."""
    found = sorted(home.root.glob("library.damaged-*.db"), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def _repair(home: Home) -> tuple[str, ...]:
    from tessera.store.repair import repair  # the rare path costs nothing at start

    done = repair(home)
    return () if done is None else (done.sentence,)


def open_as_it_is(path: Path) -> Database:
    """Return the open database without repairing; `LibraryDamaged` if SQLite cannot use it."""
    try:
        return _open_for_writing(path)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(_NOT_WRITABLE) and path.exists():
            return _open_read_only(path)
        raise library_trouble(error) from error


def _open_for_writing(path: Path) -> Database:
    _ensure_file(path)
    if not has_sound_header(path):
        raise damaged()
    connection = connect(path, "mode=rw")
    try:
        version = schema_version(connection)
        if len(MIGRATIONS) < version <= MOST_PLAUSIBLE_SCHEMA:
            connection.close()
            return _open_newer(path, version)
        if not is_ours(connection, version):
            raise damaged()
        configure(connection)
        if version < len(MIGRATIONS):
            if version:
                _keep_copy_of(connection, path, version)
            migrate(connection, MIGRATIONS)
    except (sqlite3.Error, StoreError):
        connection.close()
        raise
    return Database(connection, path)


def _keep_copy_of(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Keep the library as the older program knew it, for a way back."""
    copy = path.with_name(f"library.schema-{version}.db")
    try:
        if not copy.exists():
            from tessera.store.backups import write_copy

            write_copy(copy, connection.backup)
    except OSError as error:
        raise store_trouble(error, "The library could not be brought up to date") from error


def _open_newer(path: Path, version: int) -> Database:
    with translated():
        connection = connect(path, "mode=ro")
    trouble = LibraryDamaged(
        f"This library was used by a newer Tessera (its schema is {version}, this one knows "
        f"{len(MIGRATIONS)}).",
        "It was opened for reading only and nothing was changed.",
        "Start the newer Tessera, or choose another folder with TESSERA_HOME.",
    )
    return Database(connection, path, trouble)


def _open_read_only(path: Path) -> Database:
    for mode in ("mode=ro", "mode=ro&immutable=1"):  # WAL without a writable folder needs the last
        try:
            connection = connect(path, mode)
            schema_version(connection)
        except sqlite3.Error:
            continue
        return Database(connection, path, refusal_to_write("its folder may not be written"))
    raise DiskFull("The library can be neither read nor written.", NOTHING_SENT)


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection in autocommit mode that any thread may use under a lock."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def configure(connection: sqlite3.Connection) -> None:
    """Set what every writing connection needs; ``auto_vacuum`` only takes before a first table."""
    if connection.execute("PRAGMA page_count").fetchone()[0] == 0:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_size_limit=16777216")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turn on WAL. SQLite does not wait for a lock here, so two first starts at once need this."""
    for attempt in range(600):
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or attempt == 599:
                raise
            time.sleep(0.05)
        else:
            return


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the file's schema; 0 for a new one. Reads the first page, so damage shows here."""
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Migrations = MIGRATIONS) -> None:
    """Bring the schema up to date in one transaction; another process may have been faster."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(schema_version(connection), len(migrations)):
            for statement in migrations[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={number + 1}")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _ensure_file(path: Path) -> None:
    """Make the file ours alone to read; SQLite gives its side files the same mode."""
    try:
        os.close(new_file(path))
    except FileExistsError:
        return
    except OSError as error:
        if path.exists():
            return
        raise store_trouble(error, "The library cannot be made", kept=NOTHING_SENT) from error
