"""Full-text search over the prompts and names of versions.

As in `search`: words are found by their beginnings through FTS5 where SQLite has it, else by
looking through all text; a user's text is never read as query syntax; the index is derived and
made again whenever it is missing.
"""

from tessera.store.database import Column, Database
from tessera.store.search import all_like, has_module, like_patterns, match_query, suits_index
from tessera.store.version_rows import SELECT, SavedVersion, version_from

_TEXT = "p.name || ' ' || coalesce(v.name, '') || ' ' || coalesce(v.prompt, '')"
_MOST_WORDS = 16


class VersionWords:
    """Keeps the words of versions findable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_indexed = False
        self._is_undone = False

    def prepare(self) -> None:
        """Make the index if it is missing and this SQLite has the module for it."""
        self.is_indexed = self._is_made() and has_module(self._database)
        if self.is_indexed or self._database.trouble is not None or not has_module(self._database):
            return
        self._is_undone = False
        with self._database.transaction():  # perhaps within one that fails later
            self._database.after_undo(self._undo)
            self._database.execute("DROP TABLE IF EXISTS version_words")
            self._database.execute(
                "CREATE VIRTUAL TABLE version_words USING fts5("
                "text, tokenize = 'unicode61 remove_diacritics 2')"
            )
            self._database.execute(
                f"INSERT INTO version_words (rowid, text) SELECT p.number, {_TEXT} "
                "FROM photos p JOIN versions v ON v.photo_id = p.id"
            )
        self.is_indexed = True

    def _undo(self) -> None:
        """Notice that the index was undone with what it was made in; the next version makes it."""
        self.is_indexed, self._is_undone = False, True

    def put(self, version: SavedVersion) -> None:
        """Make the words of a version findable, in place of what they were before."""
        if self._is_undone:
            self.prepare()
        if self.is_indexed:
            self.drop(version.number)
            self._database.execute(
                "INSERT INTO version_words (rowid, text) "
                f"SELECT p.number, {_TEXT} FROM photos p LEFT JOIN versions v "
                "ON v.photo_id = p.id WHERE p.number = ?",
                version.number,
            )

    def drop(self, number: int) -> None:
        """Forget the words of the version ``number``."""
        if self.is_indexed:
            self._database.execute("DELETE FROM version_words WHERE rowid = ?", number)

    def drop_session(self, session_id: str) -> None:
        """Forget the words of every version of a session."""
        if self.is_indexed:
            self._database.execute(
                "DELETE FROM version_words WHERE rowid IN "
                "(SELECT number FROM photos WHERE session_id = ?)",
                session_id,
            )

    def search(self, text: str, *, limit: int) -> tuple[SavedVersion, ...]:
        """Return the versions that contain all words of ``text``, newest first."""
        words = [word for word in text.replace("\0", " ").split() if word][:_MOST_WORDS]
        if not words:
            return ()
        if self.is_indexed and suits_index(words):
            return self._database.read(
                version_from,
                f"{SELECT} WHERE p.number IN (SELECT rowid FROM version_words "
                "WHERE version_words MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY p.number DESC",
                *(match_query(words), limit),
            )
        values: tuple[Column, ...] = (*like_patterns(words), limit)
        return self._database.read(
            version_from,
            f"{SELECT} WHERE v.photo_id IS NOT NULL AND {all_like(f'({_TEXT})', words)} "
            "ORDER BY p.number DESC LIMIT ?",
            *values,
        )

    def _is_made(self) -> bool:
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'version_words'"
        return bool(self._database.read(tuple, sql))
