"""Recent files and the little that a window remembers."""

from pathlib import Path

from tessera.store.database import Database

KEPT = 20


class RecentFiles:
    """Paths of the files opened last, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, path: Path) -> None:
        """Put ``path`` first; only the last `KEPT` stay."""
        with self._database.transaction():
            mark = self._database.next_mark()
            self._database.execute(
                "INSERT OR REPLACE INTO recent_files VALUES (?, ?)", str(path), mark
            )
            self._database.execute(
                "DELETE FROM recent_files WHERE path NOT IN "
                "(SELECT path FROM recent_files ORDER BY touched DESC LIMIT ?)",
                KEPT,
            )

    def all(self) -> tuple[Path, ...]:
        """Return the paths, newest first; some may no longer exist."""
        return self._database.read(
            lambda row: Path(row["path"]), "SELECT path FROM recent_files ORDER BY touched DESC"
        )

    def remove(self, path: Path) -> None:
        """Forget one path, as after it was missing."""
        with self._database.transaction():
            self._database.execute("DELETE FROM recent_files WHERE path = ?", str(path))

    def clear(self) -> None:
        """Forget all paths."""
        with self._database.transaction():
            self._database.execute("DELETE FROM recent_files")


class WindowState:
    """Text values by key: the open session, splitter positions, what was explained already."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, key: str, value: str) -> None:
        """Remember ``value``; writes only if it differs."""
        if self.get(key) != value:
            with self._database.transaction():
                self._database.execute(
                    "INSERT OR REPLACE INTO window_state VALUES (?, ?)", key, value
                )

    def get(self, key: str, default: str = "") -> str:
        """Return the value, or ``default`` where none was put."""
        found = self._database.read_one(
            lambda row: str(row["value"]), "SELECT value FROM window_state WHERE key = ?", key
        )
        return default if found is None else found
