"""Photos: what the user opened in a session.

The original bytes lie in `blobs`, untouched; the row keeps what is known of them. Sizes are of
the *stored* pixels; ``orientation`` turns them upright.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from tessera.core.errors import StoreError
from tessera.core.geometry import Orientation, Size
from tessera.core.ports import Clock
from tessera.store.blobs import BlobRef, BlobStore
from tessera.store.database import Database, new_id
from tessera.store.stamps import moment, stamp

_COLUMNS = (
    "id, session_id, sha256, ext, size_bytes, name, width, height, orientation, format, frame, "
    "frames, source, added"
)
_MARKS = ", ".join("?" for _ in _COLUMNS.split(","))


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What is known of an opened picture.

    ``name`` is what to call it; ``source`` the path or address it came from, empty for a paste.
    ``frame`` is the one chosen out of ``frames``, from 0. ``format`` is the decoder's word.
    """

    name: str
    stored: Size
    orientation: Orientation
    format: str
    frame: int = 0
    frames: int = 1
    source: str = ""


@dataclass(frozen=True, slots=True)
class SavedPhoto:
    """A photo of a session."""

    id: str
    session_id: str
    blob: BlobRef
    facts: PhotoFacts
    added: datetime

    @property
    def upright(self) -> Size:
        """Return the size as a person sees the photo."""
        return self.facts.orientation.upright(self.facts.stored)


class Photos:
    """The photos of a library."""

    def __init__(self, database: Database, blobs: BlobStore, clock: Clock) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock

    def add(
        self, session_id: str, blob: BlobRef, facts: PhotoFacts, *, hangs: bool = False
    ) -> SavedPhoto:
        """Note a photo whose bytes `BlobStore` already keeps.

        ``hangs`` says that it was made from another one, under which it is found.
        """
        photo = SavedPhoto(new_id(), session_id, blob, facts, self._clock.now())
        with self._database.transaction():
            self._blobs.path(blob.sha256)  # another process may have purged it a moment ago
            self._database.insert(
                f"INSERT INTO photos ({_COLUMNS}, hangs) VALUES ({_MARKS}, ?)",
                *(photo.id, session_id, blob.sha256, blob.ext, blob.size_bytes, facts.name),
                *(facts.stored.width, facts.stored.height, int(facts.orientation), facts.format),
                *(facts.frame, facts.frames, facts.source, stamp(self._clock)),
                int(hangs),
            )
        return photo

    def get(self, photo_id: str) -> SavedPhoto:
        """Return the photo; `StoreError` if it was removed."""
        found = self._database.read_one(
            photo_from, f"SELECT {_COLUMNS} FROM photos WHERE id = ?", photo_id
        )
        if found is None:
            raise StoreError("This photo is no longer in the library.", next_step="Open it again.")
        return found

    def of_session(self, session_id: str) -> tuple[SavedPhoto, ...]:
        """Return the session's photos in the order they were opened.

        Versions made from a photo are in its tree (`versions`), not here.
        """
        return self._database.read(
            photo_from,
            f"SELECT {_COLUMNS} FROM photos WHERE session_id = ? AND hangs = 0 ORDER BY number",
            session_id,
        )

    def choose_frame(self, photo_id: str, frame: int, stored: Size) -> SavedPhoto:
        """Remember which frame of an animation is shown; frames may differ in size."""
        with self._database.transaction():
            self._database.execute(
                "UPDATE photos SET frame = ?, width = ?, height = ? WHERE id = ?",
                *(frame, stored.width, stored.height, photo_id),
            )
            return self.get(photo_id)

    def remove(self, photo_id: str) -> None:
        """Take the photo out of its session. Turns that sent it keep what was sent, and versions
        made from it stay."""
        from tessera.store.version_removal import let_go

        with self._database.transaction():
            let_go(self._database, photo_id)
            self._database.execute("DELETE FROM photos WHERE id = ?", photo_id)


def photo_from(row: sqlite3.Row) -> SavedPhoto:
    """Return the photo in a row."""
    facts = PhotoFacts(
        name=row["name"],
        stored=Size(row["width"], row["height"]),
        orientation=Orientation(row["orientation"]),
        format=row["format"],
        frame=row["frame"],
        frames=row["frames"],
        source=row["source"],
    )
    blob = BlobRef(row["sha256"], row["ext"], row["size_bytes"])
    return SavedPhoto(row["id"], row["session_id"], blob, facts, moment(row["added"]))
