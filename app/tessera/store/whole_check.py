"""What an archive must be before anything of it is used: an *untrusted* file from anywhere.

Only names that an export writes are taken, and they are never used as paths: each is matched as a
whole and written under a name of our own. Sizes are bounded by what the archive says, what the
disk has, and what really comes out. The database may hold our own tables and triggers, no others.
"""

import hashlib
import json
import re
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.store.opening import connect, migrate
from tessera.store.schema import MIGRATIONS
from tessera.store.whole_library import (
    DATABASE,
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    OVERLAY,
    PICTURE,
    REPLY,
    SETTINGS_FILE,
    Member,
)

AS_IT_WAS = "Your library is as it was."
MOST_FILES = 2_000_000
MOST_TEXT_BYTES = 1 << 20
MOST_MANIFEST_BYTES = 512 << 20
MOST_PICTURE_BYTES = 4 << 30
MOST_DATABASE_BYTES = 64 << 30
ROOM_TO_SPARE_BYTES = 64 << 20
_FREE_RATIO_BYTES, _MOST_RATIO = 64 << 20, 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ENCRYPTED = 1


class ArchiveRefused(StoreError):
    """A file that is no archive of a library, or not a whole or honest one."""


def refused(why: str) -> ArchiveRefused:
    """Return the sentence for an archive that is not taken; ``why`` has no full stop."""
    return ArchiveRefused(
        f"This is not a library that can be restored: {why}.",
        AS_IT_WAS,
        "Choose a file that Tessera exported.",
    )


@dataclass(frozen=True, slots=True)
class Contents:
    """An archive whose list was checked; what is in the files was not read yet."""

    entries: tuple[zipfile.ZipInfo, ...]
    members: dict[str, Member]
    made: str

    @property
    def size_bytes(self) -> int:
        """Return how much room its files take."""
        return sum(member.size_bytes for member in self.members.values())


def check_list(archive: zipfile.ZipFile, archive_bytes: int, folder: Path) -> Contents:
    """Return what ``archive`` holds; raises `ArchiveRefused` or, without room, `StoreError`."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise refused("it has too many files")
    if sum(entry.compress_size for entry in entries) > archive_bytes:
        raise refused("its files lie over each other")
    for entry in entries:
        _check_entry(entry)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise refused("a name is in it twice")
    if MANIFEST not in names or DATABASE not in names:
        raise refused("its list or its database is missing")
    contents = _contents(archive, entries)
    free = shutil.disk_usage(folder).free
    if contents.size_bytes + ROOM_TO_SPARE_BYTES > free:
        raise StoreError(
            f"There is no room for this library: {contents.size_bytes >> 20} MB are needed, "
            f"{free >> 20} MB are free.",
            AS_IT_WAS,
            "Free some space and try again.",
        )
    return contents


def most_bytes(name: str) -> int:
    """Return how large the file ``name`` may be; raises `ArchiveRefused` for a foreign name."""
    if name == DATABASE:
        return MOST_DATABASE_BYTES
    if name == MANIFEST:
        return MOST_MANIFEST_BYTES
    if name in (SETTINGS_FILE, OVERLAY):
        return MOST_TEXT_BYTES
    if PICTURE.fullmatch(name) or REPLY.fullmatch(name):
        return MOST_PICTURE_BYTES
    raise refused("it holds a file that no library has")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    most = most_bytes(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or entry.is_dir():
        raise refused("it holds something that is not a file")
    if entry.flag_bits & _ENCRYPTED:
        raise refused("it is locked with a password")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused("it is packed in a way that Tessera does not use")
    if entry.file_size > most:
        raise refused("a file in it is too large")
    is_large = entry.file_size > _FREE_RATIO_BYTES
    if is_large and entry.file_size > _MOST_RATIO * max(1, entry.compress_size):
        raise refused("a file in it swells too much when it is unpacked")


def _contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Contents:
    try:
        found = json.loads(archive.read(MANIFEST))
        if found["format"] != FORMAT:
            raise ValueError("another format")
        version, made = int(found["version"]), str(found["made"])[:19]
        members = {
            str(name): Member(int(file["size"]), str(file["sha256"]))
            for name, file in found["files"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refused("its list cannot be read") from error
    if version > FORMAT_VERSION:
        raise ArchiveRefused(
            "This library was exported by a newer Tessera.", AS_IT_WAS, "Update Tessera first."
        )
    sizes = {entry.filename: entry.file_size for entry in entries if entry.filename != MANIFEST}
    if sizes != {name: member.size_bytes for name, member in members.items()}:
        raise refused("its list and its files do not agree")
    files = tuple(entry for entry in entries if entry.filename != MANIFEST)
    return Contents(files, members, made)


class HashCheck:
    """Follows the bytes of one file and says at its end whether they are what was promised."""

    def __init__(self, name: str, member: Member) -> None:
        self._member = member
        found = PICTURE.fullmatch(name)
        self._named = found.group(1) if found else member.sha256
        self._digest, self._size = hashlib.sha256(), 0

    def take(self, chunk: bytes) -> None:
        """Count a piece; raises `ArchiveRefused` as soon as more comes than was said."""
        self._size += len(chunk)
        if self._size > self._member.size_bytes:
            raise refused("a file in it is larger than it says")
        self._digest.update(chunk)

    def finish(self) -> None:
        """Raise `ArchiveRefused` unless size and hash are right; a picture's name is its hash."""
        digest = self._digest.hexdigest()
        if self._size != self._member.size_bytes or digest != self._member.sha256:
            raise refused("a file in it is damaged")
        if digest != self._named:
            raise refused("a picture in it is not the one that its name says")


def check_database(path: Path) -> None:
    """Raise `ArchiveRefused` unless ``path`` is a sound library of ours, not from the future."""
    try:
        with closing(connect(path, "mode=ro&immutable=1")) as connection:
            connection.execute("PRAGMA cell_size_check=ON")
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if version > len(MIGRATIONS):
                raise ArchiveRefused(
                    "This library was used by a newer Tessera.", AS_IT_WAS, "Update Tessera first."
                )
            if version < 1 or not _is_ours(connection, version):
                raise refused("its database is not built as Tessera builds one")
            found = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if [tuple(row) for row in found] != [("ok",)]:
                raise refused("its database is damaged")
    except sqlite3.Error as error:
        raise refused("its database cannot be read") from error


def _is_ours(connection: sqlite3.Connection, version: int) -> bool:
    """Return whether every table, index, trigger and view is one that our own schema has."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, MIGRATIONS[:version])
        return set(_parts(connection)) == set(_parts(fresh))


def _parts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str, str]]:
    query = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
    for kind, name, table, sql in connection.execute(query):
        if not str(name).startswith("sqlite_stat"):
            yield str(kind), str(name), str(table), " ".join(str(sql).split())
