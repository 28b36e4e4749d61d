"""One connection to the library's SQLite file, shared by threads through one lock.

WAL, so that commands read while a window writes; ``synchronous=FULL``, so that a commit is on the
disk; every transaction starts with BEGIN IMMEDIATE, so that waiting for another process works
(a deferred one that reads and then writes fails at once). SQLite's errors become ours here.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from tessera.core.errors import DiskFull, LibraryDamaged, StoreError
from tessera.store.home import NOTHING_SENT
from tessera.store.locks import FileLock

BUSY_TIMEOUT_S = 30.0

Column = str | int | float | bytes | None
T = TypeVar("T")

_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_FSYNC"}
_FULL |= {"SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP", "SQLITE_IOERR_DIR_FSYNC"}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")


def new_id() -> str:
    """Return a fresh id: a UUID 4 in 32 hexadecimal digits."""
    # Not by the module uuid, which looks into the platform for a way that is not ours.
    digits = bytearray(os.urandom(16))
    digits[6] = 0x40 | digits[6] & 0x0F  # the version
    digits[8] = 0x80 | digits[8] & 0x3F  # the variant
    return digits.hex()


def library_trouble(error: sqlite3.Error) -> StoreError:
    """Return what a failure of SQLite means to a person."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(_DAMAGED):
        return damaged()
    if name in _FULL or name.startswith("SQLITE_READONLY"):
        return DiskFull(
            "The library cannot be written: there is no room left, or writing is not allowed.",
            "What was saved before is kept.",
            "Free some space and try again.",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(
            "Another Tessera has kept the library busy for half a minute.",
            "What was saved before is kept.",
            "Try again in a moment.",
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return library_gone()
    if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
        return StoreError(
            "The library could not keep this, because what it belongs to was deleted.",
            next_step="Start a new session.",
        )
    return StoreError(f"The library's database failed: {error}.", "What was saved before is kept.")


def damaged() -> LibraryDamaged:
    """Return the sentence for a file that is no sound library; opening one again repairs it."""
    return LibraryDamaged(
        "The library's database is damaged.",
        "Your pictures are kept.",
        "Start Tessera again: it sets the damaged file aside and restores the newest backup.",
    )


def library_gone() -> StoreError:
    """Return the sentence for a library whose file was taken away under the program."""
    return StoreError(
        "The library's file was moved, replaced or deleted.",
        "What was saved before lies where the file went.",
        "Put the folder back, or start Tessera again.",
    )


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's failures into ours; wrong use of SQL stays a programming mistake."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorname != "SQLITE_CONSTRAINT_FOREIGNKEY":
            raise
        raise library_trouble(error) from error
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise
    except sqlite3.Error as error:
        raise library_trouble(error) from error


class Database:
    """The open library file. ``trouble`` says in a sentence why it may only be read, if so."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, trouble: StoreError | None = None
    ) -> None:
        connection.row_factory = sqlite3.Row
        self.path = path
        self.trouble = trouble
        self.notices: tuple[str, ...] = ()
        self.presence: FileLock | None = None
        self._connection = connection
        self._inode = _inode(path)
        self._lock = threading.RLock()
        self._depth = 0
        self._after_commit: list[Callable[[], None]] = []
        self._after_undo: list[Callable[[], None]] = []

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; one inside another joins it.

        Leaving the outermost one means that all is on the disk. Raises `LibraryDamaged` or
        `StoreError` where the library may only be read.
        """
        with self._lock:
            if self._depth == 0:
                self._begin()
            self._depth += 1
            try:
                yield
            except BaseException:
                self._leave()
                if self._depth == 0:
                    self._undo()
                raise
            self._leave()
            if self._depth == 0:
                self._commit()

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run ``action`` once the open transaction is on the disk; never if it is undone."""
        self._after_commit.append(action)

    def after_undo(self, action: Callable[[], None]) -> None:
        """Run ``action`` if the open transaction is undone; never once it is on the disk."""
        self._after_undo.append(action)

    def execute(self, sql: str, *values: Column) -> int:
        """Change something inside a transaction; return the number of rows changed."""
        assert self._depth, "changes belong into a transaction"
        with translated():
            return self._run(sql, values).rowcount

    def insert(self, sql: str, *values: Column) -> int:
        """Insert one row inside a transaction; return its row number."""
        assert self._depth, "changes belong into a transaction"
        with translated():
            return self._run(sql, values).lastrowid or 0

    def read(self, convert: Callable[[sqlite3.Row], T], sql: str, *values: Column) -> tuple[T, ...]:
        """Return every row of a query as a value; `LibraryDamaged` if one makes no sense."""
        with self._lock, translated():
            rows = self._run(sql, values).fetchall()
        try:
            return tuple(convert(row) for row in rows)
        except (ValueError, TypeError, KeyError, IndexError, ArithmeticError) as error:
            raise LibraryDamaged(
                "An entry of the library cannot be understood.",
                "Nothing was changed.",
                "Start Tessera again; if it comes back, restore a backup.",
            ) from error

    def read_one(self, convert: Callable[[sqlite3.Row], T], sql: str, *values: Column) -> T | None:
        """Return the first row of a query as a value, or None."""
        return next(iter(self.read(convert, sql, *values)), None)

    def next_mark(self) -> int:
        """Return the next number of the library's own counter, which orders what clocks cannot."""
        self.execute("UPDATE counter SET value = value + 1")
        return self.read_one(_first_int, "SELECT value FROM counter") or 0

    def is_sound(self) -> bool:
        """Return whether SQLite finds no damage; takes about a millisecond per megabyte."""
        with self._lock:
            return is_sound(self._connection)

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy the whole library into ``target``, as of now."""
        with self._lock, translated():
            self._connection.backup(target)

    def free_space(self) -> None:
        """Give the room of removed rows back to the disk."""
        with self._lock, translated():
            self._connection.execute("PRAGMA incremental_vacuum").fetchall()
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def reopen(self, opener: Callable[[], "Database"]) -> None:
        """Close the file and go on with what ``opener`` opens, in one step for other threads."""
        with self._lock:
            self.close()
            fresh = opener()
            self._connection, self._inode = fresh._connection, fresh._inode
            self.presence, self.trouble, self.notices = fresh.presence, fresh.trouble, fresh.notices

    def close(self) -> None:
        """Close the file; everything committed is on the disk already."""
        with self._lock, translated():
            self._connection.close()
        if self.presence is not None:
            self.presence.release()

    def _run(self, sql: str, values: tuple[Column, ...]) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, values)
        except UnicodeEncodeError:  # half a character, pasted or from an old file name
            return self._connection.execute(sql, tuple(_whole(value) for value in values))

    def _begin(self) -> None:
        if self.trouble is not None:
            raise self.trouble
        if _inode(self.path) != self._inode:  # writing on would reach a file without a name
            raise library_gone()
        with translated():
            self._connection.execute("BEGIN IMMEDIATE")

    def _leave(self) -> None:
        self._depth -= 1

    def _undo(self) -> None:
        self._after_commit.clear()
        actions, self._after_undo = self._after_undo, []
        if self._connection.in_transaction:  # a full disk has undone it already
            with translated():
                self._connection.execute("ROLLBACK")
        for action in actions:
            action()

    def _commit(self) -> None:
        try:
            with translated():
                self._connection.execute("COMMIT")
        except StoreError:
            self._undo()
            raise
        self._after_undo.clear()
        actions, self._after_commit = self._after_commit, []
        for action in actions:
            action()


def is_sound(connection: sqlite3.Connection) -> bool:
    """Return whether ``PRAGMA quick_check`` finds nothing."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError:
        return False
    return [tuple(row) for row in found] == [("ok",)]


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return -1


def _whole(value: Column) -> Column:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _first_int(row: sqlite3.Row) -> int:
    return int(row[0])


def refusal_to_write(reason: str) -> StoreError:
    """Return the sentence for a library that can be read but not written."""
    return StoreError(
        f"The library was opened for reading only: {reason}.",
        NOTHING_SENT,
        "Make its folder writable, or choose another with TESSERA_HOME.",
    )
