"""Where everything lies: one folder with the library, the pictures and the settings.

``TESSERA_HOME`` names it; without that variable it is the user's data folder as the platform
knows it. Nobody else may read it.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from tessera.core.errors import DiskFull, StoreError
from tessera.store.files import make_folder, new_file, store_trouble, temporary_beside, write_all

NOTHING_SENT = "Nothing was sent."
_PROBE = bytes(4096)


class Home:
    """The places inside the home folder ``root``."""

    __slots__ = ("root",)

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def database(self) -> Path:
        """Return the library's SQLite file."""
        return self.root / "library.db"

    @property
    def presence_lock(self) -> Path:
        """Return the file that every open library holds shared and a repair holds alone."""
        return self.root / "library.lock"

    @property
    def pictures(self) -> Path:
        """Return the folder of pictures by content hash."""
        return self.root / "pictures"

    @property
    def inbox(self) -> Path:
        """Return the folder of replies as they arrive."""
        return self.root / "inbox"

    @property
    def backups(self) -> Path:
        """Return the folder of the library's daily copies."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Return the folder of log files."""
        return self.root / "logs"

    @property
    def settings(self) -> Path:
        """Return the settings file."""
        return self.root / "settings.json"

    @property
    def catalogue_overlay(self) -> Path:
        """Return the user's own additions to the catalogue."""
        return self.root / "catalogue.json"

    @property
    def restore_marker(self) -> Path:
        """Return the file that says what is to be swapped in at the next start."""
        return self.root / "restore.json"

    @property
    def erase_marker(self) -> Path:
        """Return the file that says that everything is to be removed."""
        return self.root / "erase.json"

    @property
    def news(self) -> Path:
        """Return the file of what a start did and nobody was told yet."""
        return self.root / "news.txt"

    @property
    def window_lock(self) -> Path:
        """Return the file that a window holds while it is open."""
        return self.root / "window.lock"


def locate_home(environ: Mapping[str, str]) -> Path:
    """Return where the home folder is or would be; touches nothing."""
    named = environ.get("TESSERA_HOME", "")
    if named:
        return Path(named).absolute()
    import platformdirs  # only where the variable is missing: tests and tours never need it

    return platformdirs.user_data_path("Tessera", appauthor=False)


def data_home(environ: Mapping[str, str], *, must_write: bool = True) -> Path:
    """Return the home folder, made if missing and known to be writable.

    Raises `StoreError` (or `DiskFull`) with a sentence if it cannot be made or written. With
    ``must_write`` false an existing folder is good enough.
    """
    try:
        root = locate_home(environ)
        return _prepared(root, must_write=must_write)
    except ValueError as error:
        raise StoreError(
            "TESSERA_HOME does not name a folder.", NOTHING_SENT, "Set it to a folder's path."
        ) from error


def _prepared(root: Path, *, must_write: bool) -> Path:
    try:
        make_folders(Home(root))
        if must_write:
            _probe(root)
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(
            f"Tessera's folder {root} cannot be made: a file stands in its place.",
            NOTHING_SENT,
            "Set TESSERA_HOME to another folder.",
        ) from error
    except OSError as error:
        if not must_write and root.is_dir():
            return root
        raise store_trouble(
            error, f"Tessera cannot write to its folder {root}", kept=NOTHING_SENT
        ) from error
    return root


def make_folders(home: Home) -> None:
    """Make the folders that a library always has; raises `OSError`."""
    for folder in (home.root, home.pictures, home.inbox):
        make_folder(folder)


def _probe(root: Path) -> None:
    """Write a page and remove it: asking for permission says nothing about room, nor to root."""
    path = temporary_beside(root)
    descriptor = new_file(path)
    try:
        write_all(descriptor, _PROBE)
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def ensure_room(folder: Path, needed_bytes: int) -> None:
    """Raise `DiskFull` if ``folder``'s disk has less than ``needed_bytes`` left."""
    import shutil

    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise store_trouble(error, f"{folder} cannot be used", kept=NOTHING_SENT) from error
    if free < needed_bytes:
        raise DiskFull(
            f"There is no room left for an answer in {folder}: {free // 1024} kB are free, "
            f"{needed_bytes // 1024} kB are needed.",
            NOTHING_SENT,
            "Free some space and send again.",
        )
