"""Unpack an archive beside the library and note that it shall take its place at the next start.

Nothing of the present library is touched here. The swap itself is `whole_swap`, which runs before
a library is opened.
"""

import json
import os
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.core.ports import Clock
from tessera.store.files import (
    make_folder,
    new_file,
    replace_file,
    store_trouble,
    sync_folder,
    write_all,
)
from tessera.store.home import Home
from tessera.store.whole_check import (
    AS_IT_WAS,
    Contents,
    HashCheck,
    check_database,
    check_list,
    refused,
)
from tessera.store.whole_library import DATABASE, STEP_BYTES, ArchiveStopped, IsCancelled, never
from tessera.store.whole_swap import INCOMING, free_name


@dataclass(frozen=True, slots=True)
class Restored:
    """A library that waits for the next start. ``set_aside`` is where the present one will go."""

    pictures: int
    made: str
    set_aside: str


def restore_library(
    home: Home, clock: Clock, source: Path, *, is_cancelled: IsCancelled = never
) -> Restored:
    """Check the archive ``source`` wholly, unpack it, and have the next start swap it in.

    Raises `ArchiveRefused`, `ArchiveStopped`, `DiskFull` or `StoreError`; then nothing has changed.
    """
    folder = home.root / f"{INCOMING}{os.urandom(8).hex()}"
    try:
        with source.open("rb") as file, zipfile.ZipFile(file) as archive:
            contents = check_list(archive, os.fstat(file.fileno()).st_size, home.root)
            make_folder(folder)
            _unpack(archive, contents, folder, is_cancelled)
        check_database(folder / DATABASE)
        return _note(home, clock, folder, contents)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError) as error:
        raise refused("the file is damaged or no ZIP file") from error
    except OSError as error:
        raise store_trouble(
            error, f"{source.name} could not be restored", kept=AS_IT_WAS
        ) from error
    finally:
        if not _is_waiting(home, folder):
            shutil.rmtree(folder, ignore_errors=True)


def _unpack(
    archive: zipfile.ZipFile, contents: Contents, folder: Path, is_cancelled: IsCancelled
) -> None:
    for name in ("pictures", "inbox"):
        make_folder(folder / name)
    for entry in contents.entries:
        name = (
            entry.filename
        )  # matched as a whole before: one of our own, never a path from outside
        check = HashCheck(name, contents.members[name])
        descriptor = new_file(folder.joinpath(*name.split("/")))
        try:
            with archive.open(entry) as inside:
                while chunk := inside.read(STEP_BYTES):
                    if is_cancelled():
                        raise ArchiveStopped("The restore was stopped.", AS_IT_WAS)
                    check.take(chunk)
                    write_all(descriptor, chunk)
            check.finish()
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    for place in (folder / "pictures", folder / "inbox", folder):
        sync_folder(place)


def _note(home: Home, clock: Clock, folder: Path, contents: Contents) -> Restored:
    aside = free_name(home, clock.today())
    marker = {"incoming": folder.name, "aside": aside, "made": contents.made}
    older = [path for path in home.root.glob(f"{INCOMING}*") if path != folder]
    replace_file(home.restore_marker, json.dumps(marker).encode())
    for path in older:  # of an earlier restore that this one replaces
        shutil.rmtree(path, ignore_errors=True)
    pictures = sum(name.startswith("pictures/") for name in contents.members)
    return Restored(pictures, contents.made, aside)


def _is_waiting(home: Home, folder: Path) -> bool:
    try:
        return folder.name in home.restore_marker.read_text("utf-8")
    except (OSError, ValueError):
        return False


def forget_restore(home: Home) -> None:
    """Take back a restore that waits for the next start. Raises `StoreError`."""
    try:
        home.restore_marker.unlink(missing_ok=True)
        for path in home.root.glob(f"{INCOMING}*"):
            shutil.rmtree(path, ignore_errors=True)
    except OSError as error:
        raise StoreError("The restore could not be taken back.", AS_IT_WAS) from error
