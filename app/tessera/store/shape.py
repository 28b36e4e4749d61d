"""Whether a file is one of our libraries: what SQLite opens may still be somebody else's.

Looked at before anything is written: a file without our tables, or with triggers or views that we
never made, would lose or change what the program says it keeps. Tables and indices that we do not
know harm nobody and are left alone.
"""

import re
import sqlite3
import stat
from functools import cache
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.store.home import NOTHING_SENT
from tessera.store.schema import DERIVED_INDICES, MIGRATIONS

MOST_PLAUSIBLE_SCHEMA = 1000  # above it, the number in the header is damage and no newer program
_MADE = re.compile(r"\s*CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER|VIEW) (\w+)")
_FORMATS = (1, 2)  # of reading and writing, at bytes 18 and 19; anything else may only be read
_HEADER_BYTES = 20


def is_ours(connection: sqlite3.Connection, version: int) -> bool:
    """Return whether the file has what our schema ``version`` has, no more of ours, and no other
    trigger or view.

    Raises `sqlite3.Error` where the file cannot be read.
    """
    if not 0 <= version <= len(MIGRATIONS):
        return False
    found = {
        (str(kind), str(name))
        for kind, name in connection.execute("SELECT type, name FROM sqlite_master")
    }
    expected, later = _parts(version), _parts(len(MIGRATIONS)) - _parts(version)
    acts = any(kind in ("trigger", "view") for kind, _ in found - expected)
    is_empty = not any(kind == "table" and not _is_derived(name) for kind, name in found)
    return expected <= found and not (later & found) and not acts and (version > 0 or is_empty)


@cache
def _parts(version: int) -> frozenset[tuple[str, str]]:
    """Return kind and name of everything that the schema makes; nothing of it is ever dropped."""
    statements = (text for step in MIGRATIONS[:version] for text in step)
    made = (_MADE.match(text) for text in statements)
    return frozenset((match[1].lower(), match[2]) for match in made if match)


def _is_derived(name: str) -> bool:
    return name.startswith(("sqlite_", *DERIVED_INDICES))


def has_sound_header(path: Path) -> bool:
    """Return whether the first bytes let SQLite write; an empty file is a new one.

    Raises `StoreError` for what is no file: a pipe would be waited for until somebody writes.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise StoreError(
                f"The library cannot be opened: {path} is not a file.",
                NOTHING_SENT,
                "Move it away and start again: the newest backup takes its place.",
            )
        with path.open("rb") as file:
            head = file.read(_HEADER_BYTES)
    except OSError:
        return True  # missing, or not to be read: whoever opens it says so
    return not head or (
        len(head) == _HEADER_BYTES and head[18] in _FORMATS and head[19] in _FORMATS
    )
