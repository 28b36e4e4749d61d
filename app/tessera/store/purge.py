"""Removing a session for good, and with it the pictures that nothing else needs."""

from tessera.store.blobs import BlobStore
from tessera.store.database import Database
from tessera.store.search import WordIndex
from tessera.store.version_words import VersionWords

_PICTURES = """SELECT sha256 FROM photos WHERE session_id = ?1
    UNION SELECT r.sha256 FROM version_files r JOIN photos p ON p.id = r.photo_id
        WHERE p.session_id = ?1
    UNION SELECT p.sha256 FROM turn_pictures p JOIN turns t ON t.id = p.turn_id
        WHERE t.session_id = ?1 AND p.sha256 IS NOT NULL
    UNION SELECT i.sha256 FROM intent_inputs i JOIN intents n ON n.id = i.intent_id
        WHERE n.session_id = ?1"""
# What was made in another session from a photo of this one hangs on nothing any more.
_ORPHANS = """UPDATE photos SET hangs = 0 WHERE hangs = 1 AND session_id <> ?1 AND id IN
    (SELECT v.photo_id FROM versions v JOIN photos foot ON foot.id = v.root
        WHERE foot.session_id = ?1)"""
_STILL_NEEDED = """SELECT 1 FROM photos WHERE sha256 = ?1
    UNION ALL SELECT 1 FROM version_files WHERE sha256 = ?1
    UNION ALL SELECT 1 FROM turn_pictures WHERE sha256 = ?1
    UNION ALL SELECT 1 FROM intent_inputs WHERE sha256 = ?1 LIMIT 1"""


def purge(
    database: Database,
    blobs: BlobStore,
    words: WordIndex,
    version_words: VersionWords,
    session_id: str,
) -> int:
    """Remove the session and return the bytes of pictures freed.

    Calls whose outcome is still open or unknown stay, with their inputs. Pictures go after the
    rows are gone, so that a crash between leaves a picture too many and never one too few.
    """
    with database.transaction():
        pictures = database.read(lambda row: str(row["sha256"]), _PICTURES, session_id)
        database.execute(_ORPHANS, session_id)
        words.drop_session(session_id)
        version_words.drop_session(session_id)
        database.execute("DELETE FROM sessions WHERE id = ?", session_id)
        database.execute("DELETE FROM drafts WHERE session_id = ?", session_id)
        database.execute(
            "DELETE FROM intents WHERE session_id = ? AND state IN ('done', 'failed', 'dismissed')",
            session_id,
        )
    freed = sum(remove_unless_needed(database, blobs, sha256) for sha256 in pictures)
    database.free_space()
    return freed


def remove_unless_needed(database: Database, blobs: BlobStore, sha256: str) -> int:
    """Remove a picture that no row names any more; return the bytes freed."""
    with database.transaction():  # no other process can add the picture to a session meanwhile
        if database.read(tuple, _STILL_NEEDED, sha256):
            return 0
        return blobs.delete(sha256)
