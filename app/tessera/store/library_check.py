"""Reading the whole library for damage: the database, every picture it names, the backups.

Nothing is changed, and nobody waits: the database is read through a connection of its own, a
picture a piece at a time. A picture is *missing* where the database names it and no file is there,
and *damaged* where its bytes do not have the hash that is its name. Replies in the inbox are only
counted, since a call under way has one too.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from tessera.core.errors import LibraryDamaged, StoreError
from tessera.store.backups import backups_in, is_sound_file
from tessera.store.blobs import BlobStore
from tessera.store.database import library_trouble
from tessera.store.home import Home
from tessera.store.opening import connect
from tessera.store.whole_library import REPLY

_MOST_MISTAKES = 20
_DAY = slice(-len("2026-11-20"), None)
_PLACES = """SELECT p.sha256, p.name, s.title FROM photos p
        JOIN sessions s ON s.id = p.session_id
    UNION ALL SELECT f.sha256, p.name, s.title FROM version_files f
        JOIN photos p ON p.id = f.photo_id JOIN sessions s ON s.id = p.session_id
    UNION ALL SELECT i.sha256, '', s.title FROM turn_pictures i
        JOIN turns t ON t.id = i.turn_id JOIN sessions s ON s.id = t.session_id
        WHERE i.sha256 IS NOT NULL
    UNION ALL SELECT i.sha256, '', coalesce(s.title, '') FROM intent_inputs i
        JOIN intents n ON n.id = i.intent_id LEFT JOIN sessions s ON s.id = n.session_id"""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that the database names, and where somebody met it; either may be empty."""

    sha256: str
    name: str
    session: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check read and found. ``mistakes`` are SQLite's own words about the database."""

    pictures: int
    sessions: int
    calls: int
    replies: int
    mistakes: tuple[str, ...]
    missing: tuple[KeptPicture, ...]
    damaged: tuple[KeptPicture, ...]
    backups: int
    damaged_backups: tuple[str, ...]
    last_backup: str | None

    @property
    def is_whole(self) -> bool:
        """Return whether nothing was found."""
        return not (self.mistakes or self.missing or self.damaged or self.damaged_backups)


@dataclass(frozen=True, slots=True)
class _Rows:
    mistakes: tuple[str, ...] = ()
    pictures: tuple[KeptPicture, ...] = ()
    sessions: int = 0
    calls: int = 0


class CheckStopped(StoreError):
    """The user stopped a check."""


def read_whole_library(home: Home, is_cancelled: Callable[[], bool]) -> Checked:
    """Read everything; raises `CheckStopped`, or `StoreError` where the library cannot be read."""
    rows, blobs = _read(home), BlobStore(home.pictures)
    missing, damaged = [], []
    for picture in rows.pictures:
        if is_cancelled():
            raise CheckStopped("The check was stopped.", "Nothing was changed.")
        if not blobs.has(picture.sha256):
            missing.append(picture)
        elif not blobs.verify(picture.sha256):
            damaged.append(picture)
    if missing or damaged:  # a session may have been removed meanwhile, and its pictures with it
        still = {picture.sha256 for picture in _read(home).pictures}
        missing = [picture for picture in missing if picture.sha256 in still]
        damaged = [picture for picture in damaged if picture.sha256 in still]
    copies = backups_in(home.backups)
    odd = tuple(path.name for path in copies if not is_sound_file(path))
    sound = (path.stem[_DAY] for path in copies if path.name not in odd)
    return Checked(
        pictures=len(rows.pictures),
        sessions=rows.sessions,
        calls=rows.calls,
        replies=_replies(home),
        mistakes=rows.mistakes,
        missing=tuple(missing),
        damaged=tuple(damaged),
        backups=len(copies),
        damaged_backups=odd,
        last_backup=next(sound, None),
    )


def _read(home: Home) -> _Rows:
    """Return what the database says; one that cannot be read to its end is a mistake of its own."""
    mistakes: tuple[str, ...] = ()
    try:
        with closing(connect(home.database, "mode=ro")) as connection:
            mistakes = _mistakes(connection)
            places: dict[str, KeptPicture] = {}
            for sha256, name, session in connection.execute(_PLACES):
                found = KeptPicture(str(sha256), str(name), str(session))
                places.setdefault(found.sha256, found)
            sessions = _count(connection, "SELECT count(*) FROM sessions WHERE deleted = 0")
            calls = _count(connection, "SELECT count(*) FROM ledger")
    except sqlite3.Error as error:
        trouble = library_trouble(error)
        if not isinstance(trouble, LibraryDamaged):
            raise trouble from error
        return _Rows(mistakes or (str(error),))
    return _Rows(mistakes, tuple(places.values()), sessions, calls)


def _mistakes(connection: sqlite3.Connection) -> tuple[str, ...]:
    found = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST_MISTAKES})")]
    mistakes = [" ".join(text.split()) for text in found if text != "ok"]
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        mistakes.append(f"row {row} of {table} belongs to nothing in {parent}")
    return tuple(mistakes[:_MOST_MISTAKES])


def _count(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])


def _replies(home: Home) -> int:
    if not home.inbox.is_dir():
        return 0
    return sum(1 for path in home.inbox.iterdir() if REPLY.fullmatch(f"inbox/{path.name}"))
