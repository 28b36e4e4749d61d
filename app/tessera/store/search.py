"""Full-text search over titles and turns.

Words are found by their beginnings through SQLite's FTS5 where it is compiled in; without it, and
for writing without spaces between words, by looking through all text. A user's text is never read
as query syntax. The index is derived: it is made again whenever it is missing.
"""

import sqlite3
from dataclasses import dataclass

from tessera.store.database import Column, Database
from tessera.store.sessions import Session, session_from

_SESSION = "s.id, s.title, s.created, s.changed, s.touched, s.model, s.detail, s.profile, s.deleted"
_AROUND = 60
_STALE = "library.words_stale"
_FIRST_WITHOUT_SPACES = "\u2e80"  # from here on live the scripts of East Asia


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A session that contains the words; ``excerpt`` is plain text around the first of them."""

    session: Session
    excerpt: str


class WordIndex:
    """Keeps the words of finished turns findable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_indexed = False

    def prepare(self) -> None:
        """Make the index if it is missing or stale and this SQLite has the module for it."""
        is_made, can_write = self._is_made(), self._database.trouble is None
        self.is_indexed = is_made and self._has_module()
        if not can_write or (self.is_indexed and not self._is_stale()):
            return
        with self._database.transaction():
            if self._has_module():
                self._fill()
            elif is_made:  # what is written now is missing in the index of a fuller SQLite
                self._database.execute("INSERT OR REPLACE INTO window_state VALUES (?, '')", _STALE)

    def _fill(self) -> None:
        self._database.execute("DROP TABLE IF EXISTS words")
        self._database.execute(
            "CREATE VIRTUAL TABLE words USING fts5("
            "text, session_id UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._database.execute(
            "INSERT INTO words (rowid, text, session_id) "
            "SELECT number, text, session_id FROM turns WHERE state <> 'streaming'"
        )
        self._database.execute("DELETE FROM window_state WHERE key = ?", _STALE)
        self.is_indexed = True

    def put(self, number: int, session_id: str, text: str) -> None:
        """Make the words of turn ``number`` findable, in place of what it said before."""
        if self.is_indexed:
            self.drop(number)
            self._database.execute(
                "INSERT INTO words (rowid, text, session_id) VALUES (?, ?, ?)",
                *(number, text, session_id),
            )

    def drop(self, number: int) -> None:
        """Forget the words of turn ``number``."""
        if self.is_indexed:
            self._database.execute("DELETE FROM words WHERE rowid = ?", number)

    def drop_session(self, session_id: str) -> None:
        """Forget the words of every turn of a session."""
        if self.is_indexed:
            self._database.execute(
                "DELETE FROM words WHERE rowid IN (SELECT number FROM turns WHERE session_id = ?)",
                session_id,
            )

    def search(self, text: str, *, limit: int = 50) -> tuple[SearchHit, ...]:
        """Return sessions whose title or turns contain all words of ``text``, latest use first."""
        words = [word for word in text.replace("\0", " ").split() if word][:16]
        if not words:
            return ()
        if self.is_indexed and suits_index(words):
            return self._by_index(words, limit)
        return self._by_looking(words, limit)

    def _by_index(self, words: list[str], limit: int) -> tuple[SearchHit, ...]:
        query = match_query(words)
        titles = all_like("s.title", words)
        return self._hits(
            f"SELECT {_SESSION}, h.text AS found FROM sessions s LEFT JOIN "
            "(SELECT session_id, min(rowid), text FROM words WHERE words MATCH ? "
            "GROUP BY session_id) h ON h.session_id = s.id "
            f"WHERE s.deleted = 0 AND (h.session_id IS NOT NULL OR ({titles})) "
            "ORDER BY s.touched DESC LIMIT ?",
            words,
            [query, *like_patterns(words), limit],
        )

    def _by_looking(self, words: list[str], limit: int) -> tuple[SearchHit, ...]:
        titles, turns = all_like("s.title", words), all_like("text", words)
        return self._hits(
            f"SELECT {_SESSION}, h.text AS found FROM sessions s LEFT JOIN "
            f"(SELECT session_id, min(number), text FROM turns WHERE {turns} "
            "GROUP BY session_id) h ON h.session_id = s.id "
            f"WHERE s.deleted = 0 AND (h.session_id IS NOT NULL OR ({titles})) "
            "ORDER BY s.touched DESC LIMIT ?",
            words,
            [*like_patterns(words), *like_patterns(words), limit],
        )

    def _hits(self, sql: str, words: list[str], values: list[Column]) -> tuple[SearchHit, ...]:
        def hit(row: sqlite3.Row) -> SearchHit:
            return SearchHit(session_from(row), excerpt(row["found"] or row["title"], words))

        return self._database.read(hit, sql, *values)

    def _is_made(self) -> bool:
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'words'"
        return bool(self._database.read(tuple, sql))

    def _is_stale(self) -> bool:
        sql = "SELECT 1 FROM window_state WHERE key = ?"
        return bool(self._database.read(tuple, sql, _STALE))

    def _has_module(self) -> bool:
        return has_module(self._database)


def excerpt(text: str, words: list[str]) -> str:
    """Return one line around the first of ``words`` in ``text``.

    >>> excerpt("a cat sat", ["cat"])
    'a cat sat'
    """
    lowered = text.lower()
    places = [place for word in words if (place := lowered.find(word.lower())) >= 0]
    start = max(0, min(places, default=0) - _AROUND)
    piece = " ".join(text[start : start + 3 * _AROUND].split())
    return ("…" if start else "") + piece + ("…" if start + 3 * _AROUND < len(text) else "")


def has_module(database: Database) -> bool:
    """Return whether this SQLite has the module for full-text indices."""
    return bool(database.read(tuple, "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"))


def suits_index(words: list[str]) -> bool:
    """Return whether an index of words can find these; it knows none without spaces between."""
    return all(_has_letters(word) and not _is_unspaced(word) for word in words)


def match_query(words: list[str]) -> str:
    """Return the index's query for all of ``words`` by their beginnings."""
    return " ".join('"' + word.replace('"', '""') + '"*' for word in words)


def all_like(column: str, words: list[str]) -> str:
    """Return the condition that ``column`` contains all words; see `like_patterns`."""
    return " AND ".join(f"{column} LIKE ? ESCAPE '\\'" for _ in words)


def like_patterns(words: list[str]) -> list[str]:
    """Return the values for `all_like`, with nothing in them that means something else."""
    escaped = (w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in words)
    return [f"%{word}%" for word in escaped]


def _has_letters(word: str) -> bool:
    return any(character.isalnum() for character in word)


def _is_unspaced(word: str) -> bool:
    return any(character >= _FIRST_WITHOUT_SPACES for character in word)
