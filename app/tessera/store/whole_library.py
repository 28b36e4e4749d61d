"""The whole library as one ZIP file: what lies where in it, and how one is written.

An *archive* holds a copy of the database made by SQLite's own backup, so that it is of one moment,
then every picture, the replies as they arrived, and the settings without any key. ``manifest.json``
stands last and names size and hash of each. Logs, daily backups and keys are never in it. What can
be made again (the word indices) is left out, so that an archive has no virtual table.
"""

import hashlib
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tessera import __version__
from tessera.core.errors import StoreError
from tessera.core.ports import Clock
from tessera.core.redaction import Redactor
from tessera.store.backups import write_copy
from tessera.store.database import Database, translated
from tessera.store.files import new_file, store_trouble, sync_folder, temporary_beside
from tessera.store.home import Home
from tessera.store.schema import DERIVED_INDICES
from tessera.store.settings import load_settings
from tessera.store.settings_table import SETTINGS
from tessera.store.stamps import stamp

FORMAT, FORMAT_VERSION = "tessera-library", 1
MANIFEST, DATABASE = "manifest.json", "library.db"
SETTINGS_FILE, OVERLAY = "settings.json", "catalogue.json"
PICTURE = re.compile(r"pictures/([0-9a-f]{64})\.[a-z0-9]{1,5}")
REPLY = re.compile(r"inbox/[0-9a-f]{32}\.(new|part|raw)")
STEP_BYTES = 1 << 20
NOTHING_WRITTEN = "Nothing was written; the library is as it was."

IsCancelled = Callable[[], bool]


def never() -> bool:
    """Return that nobody wants to stop."""
    return False


class ArchiveStopped(StoreError):
    """The user stopped an export or a restore; nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its size and the SHA-256 of its bytes."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    path: Path
    size_bytes: int
    pictures: int


def export_library(
    home: Home,
    database: Database,
    clock: Clock,
    target: Path,
    *,
    is_cancelled: IsCancelled = never,
) -> Exported:
    """Write the library to the ZIP file ``target``, replaced only once the new one is whole.

    Pictures are read a mebibyte at a time. Raises `ArchiveStopped`, `DiskFull` or `StoreError`;
    then ``target`` is as it was.
    """
    temporary = temporary_beside(target.parent)
    copy = temporary_beside(home.root)
    try:
        _copy_database(database, copy)
        with os.fdopen(new_file(temporary), "wb") as file:
            writer = _Writer(file, clock, is_cancelled)
            writer.write_all(home, copy)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise store_trouble(
            error, f"The library could not be written to {target.name}", kept=NOTHING_WRITTEN
        ) from error
    finally:
        for path in (temporary, copy):
            path.unlink(missing_ok=True)
    return Exported(target, size, writer.pictures)


def _copy_database(database: Database, path: Path) -> None:
    """Copy the database as of now, without what is derived."""
    write_copy(path, database.copy_to)
    with translated(), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for index in DERIVED_INDICES:
            connection.execute(f"DROP TABLE IF EXISTS {index}")


class _Writer:
    """Writes the files of an archive one after the other."""

    def __init__(self, file: IO[bytes], clock: Clock, is_cancelled: IsCancelled) -> None:
        self._archive = zipfile.ZipFile(file, "w", allowZip64=True)
        self._clock, self._is_cancelled = clock, is_cancelled
        self._when = clock.now().timetuple()[:6]
        self._members: dict[str, Member] = {}
        self.pictures = 0

    def write_all(self, home: Home, database: Path) -> None:
        with self._archive:
            self._add_file(DATABASE, database, is_packed=True)
            self._add_text(SETTINGS_FILE, _settings_text(home))
            if home.catalogue_overlay.exists():
                text = home.catalogue_overlay.read_text("utf-8", "replace")
                self._add_text(OVERLAY, Redactor()(text))
            for folder, pattern in ((home.pictures, PICTURE), (home.inbox, REPLY)):
                for path in _files(folder):
                    name = f"{folder.name}/{path.name}"
                    if pattern.fullmatch(name):
                        self._add_kept(name, path)
            self._add_text(MANIFEST, self._manifest())

    def _add_kept(self, name: str, path: Path) -> None:
        try:
            self._add_file(name, path)
        except FileNotFoundError:
            return  # deleted or renamed meanwhile; nothing of it was written yet
        self.pictures += name.startswith("pictures/")

    def _add_text(self, name: str, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self._archive.writestr(self._entry(name, is_packed=True), data)
        self._members[name] = Member(len(data), hashlib.sha256(data).hexdigest())

    def _add_file(self, name: str, path: Path, *, is_packed: bool = False) -> None:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source:
            entry = self._entry(name, is_packed=is_packed)
            entry.file_size = os.fstat(source.fileno()).st_size
            with self._archive.open(entry, "w", force_zip64=True) as inside:
                while chunk := source.read(STEP_BYTES):
                    self._stop_if_wanted()
                    inside.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
        self._members[name] = Member(size, digest.hexdigest())

    def _stop_if_wanted(self) -> None:
        if self._is_cancelled():
            raise ArchiveStopped("The export was stopped.", NOTHING_WRITTEN)

    def _entry(self, name: str, *, is_packed: bool) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._when)
        entry.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        entry.external_attr = 0o100600 << 16
        return entry

    def _manifest(self) -> str:
        files = {
            name: {"size": member.size_bytes, "sha256": member.sha256}
            for name, member in self._members.items()
        }
        return json.dumps(
            {
                "format": FORMAT,
                "version": FORMAT_VERSION,
                "made": stamp(self._clock),
                "tessera": __version__,
                "files": files,
            },
            indent=1,
        )


def _settings_text(home: Home) -> str:
    """Return the settings in force, without what this program does not know and without any key."""
    settings = load_settings(home.settings).settings
    values = {each.key: each.write(getattr(settings, each.key)) for each in SETTINGS}
    return Redactor()(json.dumps({"version": 1, **values}, indent=2, ensure_ascii=False))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the regular files of ``folder`` by name; a link is none."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_file(follow_symlinks=False):
            yield Path(entry.path)
