"""Versions: every state of a picture, as a tree with the photo that was opened at its foot.

A version is a row of ``photos`` with a row of ``versions`` beside it, so everything that works on
photos works on versions. Lists come in pages by number and read through an index: ten thousand
open as fast as a hundred.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tessera.core.errors import StoreError
from tessera.store.version_rows import (
    MASK,
    RAW,
    SELECT,
    NewVersion,
    SavedVersion,
    VersionKind,
    version_from,
)

if TYPE_CHECKING:
    from tessera.store.blobs import BlobStore
    from tessera.store.database import Column, Database
    from tessera.store.photos import Photos
    from tessera.store.version_words import VersionWords

PAGE = 200
_COLUMNS = (
    "photo_id, number, parent, root, kind, prompt, settings, request, request_sha256, model, "
    "profile, usd, request_id, intent_id, batch, place, plan, note, name, starred"
)
_MARKS = ", ".join("?" for _ in _COLUMNS.split(","))


class Versions:
    """The versions of a library."""

    def __init__(
        self, database: Database, blobs: BlobStore, photos: Photos, words: VersionWords
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._photos = photos
        self._words = words

    def add(self, new: NewVersion, *, instead_of: tuple[str, ...] = ()) -> SavedVersion:
        """Keep a version whose bytes, and those of its other files, `BlobStore` already keeps.

        ``instead_of`` are ids of versions of which this one is made, and which go without their
        bytes, that others may need. Raises `StoreError` where a file, or the parent, is gone.
        """
        files = [(RAW, raw) for raw in new.raws]
        files += [] if new.mask is None else [(MASK, new.mask)]
        with self._database.transaction():
            for _, file in files:
                self._blobs.path(file.sha256)  # another process may have purged it a moment ago
            root = None if new.parent is None else self.get(new.parent).root
            photo = self._photos.add(new.session_id, new.blob, new.facts, hangs=root is not None)
            self._note(new, photo.id, root or photo.id)
            for place, (role, file) in enumerate(files):
                self._database.insert(
                    "INSERT INTO version_files (photo_id, place, role, sha256, ext, size_bytes) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    *(photo.id, place, role, file.sha256, file.ext, file.size_bytes),
                )
            for gone in instead_of:
                self._words.drop(self.get(gone).number)
                self._database.execute("DELETE FROM photos WHERE id = ?", gone)
            return self._indexed(photo.id)

    def get(self, photo_id: str) -> SavedVersion:
        """Return the version that a photo is; `StoreError` if it was removed."""
        found = self._database.read_one(version_from, f"{SELECT} WHERE p.id = ?", photo_id)
        if found is None:
            raise StoreError("This version is no longer in the library.")
        return found

    def tree(
        self, root: str, *, before: int | None = None, limit: int | None = None
    ) -> tuple[SavedVersion, ...]:
        """Return the tree of the photo ``root``, oldest first: itself and all made from it.

        With ``limit`` the newest of it, before the version numbered ``before``.
        """
        most = -1 if limit is None else limit
        made = self._made("v.root = ? AND v.number < ?", root, _or_last(before), limit=most)[::-1]
        if len(made) == most:
            return made
        foot = self._database.read(
            version_from,
            f"{SELECT} WHERE p.id = ? AND p.number < ? AND v.photo_id IS NULL",
            *(root, _or_last(before)),
        )
        return (*foot, *made)

    def page(
        self, *, before: int | None = None, limit: int = PAGE, starred: bool = False
    ) -> tuple[SavedVersion, ...]:
        """Return what was made, newest first, before the version numbered ``before``."""
        condition = " AND v.starred = 1" if starred else ""
        return self._made(f"v.number < ?{condition}", _or_last(before), limit=limit)

    def of_session(
        self, session_id: str, *, before: int | None = None, limit: int = PAGE
    ) -> tuple[SavedVersion, ...]:
        """Return what was opened and made in a session, newest first."""
        return self._database.read(
            version_from,
            f"{SELECT} WHERE p.session_id = ? AND p.number < ? ORDER BY p.number DESC LIMIT ?",
            *(session_id, _or_last(before), limit),
        )

    def of_batch(self, batch: str) -> tuple[SavedVersion, ...]:
        """Return what was ordered together, in the order in which it was made."""
        return self._made("v.batch = ?", batch)[::-1]

    def of_intent(self, intent_id: str) -> tuple[SavedVersion, ...]:
        """Return what one call made, in its order."""
        return self._made("v.intent_id = ?", intent_id)[::-1]

    def of_request(self, request_sha256: str) -> tuple[SavedVersion, ...]:
        """Return the results of identical requests, newest first; previews are no results."""
        return self._made(
            "v.request_sha256 = ? AND v.kind <> ?", request_sha256, VersionKind.PARTIAL.value
        )

    def unsealed(self) -> tuple[SavedVersion, ...]:
        """Return the results that are still to be sealed, newest first."""
        return self._made("v.kind = 'edited' AND v.plan <> ''")

    def star(self, photo_id: str, *, starred: bool = True) -> SavedVersion:
        """Mark a version, or take the mark away."""
        return self._change(photo_id, "starred = ?", int(starred))

    def rename(self, photo_id: str, name: str) -> SavedVersion:
        """Give a version a name of the user's own; an empty one takes it away."""
        return self._change(photo_id, "name = ?", name)

    def search(self, text: str, *, limit: int = PAGE) -> tuple[SavedVersion, ...]:
        """Return the versions whose prompt or names contain all words of ``text``, newest first."""
        return self._words.search(text, limit=limit)

    def delete(self, photo_id: str) -> int:
        """Remove a version for good and return the bytes of pictures freed.

        What was made from it stays and hangs on what it was made from. Nothing happens to a
        version that is gone already.
        """
        from tessera.store.version_removal import remove_version

        return remove_version(self._database, self._blobs, self._words, photo_id)

    def _made(self, condition: str, *values: Column, limit: int = -1) -> tuple[SavedVersion, ...]:
        """Return what was made, newest first; through ``versions`` and its indices."""
        return self._database.read(
            version_from,
            f"{SELECT} WHERE p.id IN (SELECT photo_id FROM versions v WHERE {condition} "
            "ORDER BY number DESC LIMIT ?) ORDER BY p.number DESC",
            *(*values, limit),
        )

    def _note(self, new: NewVersion, photo_id: str, root: str) -> None:
        origin = new.origin
        self._database.insert(
            f"INSERT INTO versions ({_COLUMNS}) VALUES (?, "
            "(SELECT number FROM photos WHERE id = ?1), "
            f"{_MARKS.partition(', ')[2].partition(', ')[2]})",
            *(photo_id, new.parent, root, new.kind.value),
            *(origin.prompt, origin.settings, origin.request, origin.request_sha256),
            *(origin.model, origin.profile, _money(origin.usd)),
            *(origin.request_id, origin.intent_id, origin.batch, origin.place, origin.plan),
            origin.note,
            *(new.name, 0),
        )

    def _change(self, photo_id: str, what: str, value: Column) -> SavedVersion:
        with self._database.transaction():
            version = self.get(photo_id)
            self._database.execute(
                f"INSERT OR IGNORE INTO versions ({_COLUMNS}) VALUES (?, ?, NULL, ?, ?, '', "
                "'{}', '{}', '', '', '', NULL, NULL, NULL, NULL, 0, '', '', '', 0)",
                *(photo_id, version.number, version.root, VersionKind.OPENED.value),
            )
            self._database.execute(
                f"UPDATE versions SET {what} WHERE photo_id = ?", value, photo_id
            )
            return self._indexed(photo_id)

    def _indexed(self, photo_id: str) -> SavedVersion:
        version = self.get(photo_id)
        self._words.put(version)
        return version


def _or_last(before: int | None) -> int:
    return (1 << 62) if before is None else before


def _money(usd: Decimal | None) -> str | None:
    return None if usd is None else str(usd)
