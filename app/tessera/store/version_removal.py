"""Removing one version for good, and with it the files that nothing else needs."""

import sqlite3
from typing import TYPE_CHECKING

from tessera.store.purge import remove_unless_needed

if TYPE_CHECKING:
    from tessera.store.blobs import BlobStore
    from tessera.store.database import Database
    from tessera.store.version_words import VersionWords

# The call that made nothing else and has ended: what was sent with it is needed no more.
_SPENT_CALLS = """SELECT n.id FROM intents n JOIN versions v ON v.intent_id = n.id
    WHERE v.photo_id = ?1 AND n.state IN ('done', 'failed', 'dismissed') AND NOT EXISTS
        (SELECT 1 FROM versions o WHERE o.intent_id = n.id AND o.photo_id <> ?1)"""
_HEIR = "SELECT photo_id FROM versions WHERE root = ?1 AND photo_id <> ?1 ORDER BY number LIMIT 1"
_FILES = f"""SELECT sha256 FROM photos WHERE id = ?1
    UNION SELECT sha256 FROM version_files WHERE photo_id = ?1
    UNION SELECT sha256 FROM intent_inputs WHERE intent_id IN ({_SPENT_CALLS})"""


def remove_version(
    database: "Database", blobs: "BlobStore", words: "VersionWords", photo_id: str
) -> int:
    """Remove the version and return the bytes of pictures freed.

    The files go after the rows are gone, so that a crash between leaves a file too many and never
    one too few.
    """
    with database.transaction():
        files = database.read(lambda row: str(row["sha256"]), _FILES, photo_id)
        number = database.read_one(_number, "SELECT number FROM photos WHERE id = ?", photo_id)
        if number is not None:
            words.drop(number)
        let_go(database, photo_id)
        database.execute(f"DELETE FROM intents WHERE id IN ({_SPENT_CALLS})", photo_id)
        database.execute("DELETE FROM photos WHERE id = ?", photo_id)
    freed = sum(remove_unless_needed(database, blobs, sha256) for sha256 in files)
    database.free_space()
    return freed


def let_go(database: "Database", photo_id: str) -> None:
    """Hang what was made from a photo on what that was made from, before the photo goes.

    Where it was the foot of its tree, the oldest of the others becomes the foot.
    """
    database.execute(
        "UPDATE versions SET parent = (SELECT parent FROM versions WHERE photo_id = ?1) "
        "WHERE parent = ?1",
        photo_id,
    )
    heir = database.read_one(_id, _HEIR, photo_id)
    if heir is not None:
        database.execute("UPDATE versions SET root = ? WHERE root = ?", heir, photo_id)
        database.execute("UPDATE photos SET hangs = 0 WHERE id = ?", heir)


def _id(row: sqlite3.Row) -> str:
    return str(row["photo_id"])


def _number(row: sqlite3.Row) -> int:
    return int(row[0])
