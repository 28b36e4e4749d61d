"""What a library holds, in numbers: for a look inside, never with a name or a word of anybody."""

import os
from pathlib import Path

from tessera.store.database import Database
from tessera.store.home import Home
from tessera.store.schema import TABLES


def stock(database: Database, home: Home) -> dict[str, int]:
    """Return rows per table, and bytes and files per folder."""
    rows = {
        table: sum(database.read(lambda row: int(row[0]), f"SELECT count(*) FROM {table}"))
        for table in TABLES
    }
    sizes = {"library_bytes": _size(home.database)}
    for folder in (home.pictures, home.inbox, home.backups, home.logs):
        files = _files(folder)
        sizes[f"{folder.name}_files"] = len(files)
        sizes[f"{folder.name}_bytes"] = sum(_size(path) for path in files)
    return rows | sizes


def _files(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_file()]
    except OSError:
        return []


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
