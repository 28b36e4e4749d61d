"""What is known of a version, as a value and as a row.

A *version* is a photo with a past: who made it, from what, by which words and at what price. A
photo that was only opened is a version too, the first of its tree.
"""

import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tessera.store.blobs import BlobRef
from tessera.store.photos import PhotoFacts, SavedPhoto, photo_from

PHOTO = (
    "p.id, p.session_id, p.sha256, p.ext, p.size_bytes, p.name, p.width, p.height, p.orientation, "
    "p.format, p.frame, p.frames, p.source, p.added"
)
SELECT = (
    f"SELECT {PHOTO}, p.number AS p_number, v.photo_id AS is_known, v.parent, v.root, v.kind, "
    "v.prompt, v.settings, v.request, v.request_sha256, v.model, v.profile, v.usd, v.request_id, "
    "v.intent_id, v.batch, v.place, v.note, v.name AS own_name, v.starred, "
    "v.plan, (SELECT group_concat(role || '.' || sha256 || '.' || ext || '.' || size_bytes, ' ') "
    "FROM (SELECT * FROM version_files WHERE photo_id = p.id ORDER BY place)) AS files "
    "FROM photos p LEFT JOIN versions v ON v.photo_id = p.id"
)


RAW = "raw"
MASK = "mask"


class VersionKind(StrEnum):
    """How a version came to be. ``PARTIAL`` is a preview of a call that was cut, never a result."""

    OPENED = "opened"
    GENERATED = "generated"
    EDITED = "edited"
    SEALED = "sealed"
    EXTENDED = "extended"
    CROPPED = "cropped"
    CONVERTED = "converted"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a version comes from. ``settings`` and ``request`` are JSON text.

    ``request_sha256`` recognises an identical request. ``usd`` is this picture's share of the
    bill, None where nobody knows it. ``batch`` joins what was ordered together; ``place`` counts
    the pictures of one call from 0. ``plan`` is JSON text of what was, or is still to be, done with
    what came: how it is sealed. ``note`` is a sentence worth keeping.
    """

    prompt: str = ""
    settings: str = "{}"
    request: str = "{}"
    request_sha256: str = ""
    model: str = ""
    profile: str = ""
    usd: Decimal | None = None
    request_id: str | None = None
    intent_id: str | None = None
    batch: str | None = None
    place: int = 0
    plan: str = ""
    note: str = ""


NO_ORIGIN = Origin()


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version about to be kept; its bytes lie in `BlobStore` already.

    ``parent`` is the id of the photo it was made from. ``raws`` are the provider's own files that
    stay untouched beside a composite, ``mask`` is the picture of what was edited (white = edited).
    """

    session_id: str
    blob: BlobRef
    facts: PhotoFacts
    kind: VersionKind
    parent: str | None = None
    origin: Origin = NO_ORIGIN
    raws: tuple[BlobRef, ...] = ()
    mask: BlobRef | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class SavedVersion:
    """A kept version. ``number`` orders all of a library; ``name`` is the user's, or empty."""

    photo: SavedPhoto
    number: int
    root: str
    kind: VersionKind
    parent: str | None = None
    origin: Origin = NO_ORIGIN
    raws: tuple[BlobRef, ...] = ()
    mask: BlobRef | None = None
    name: str = ""
    starred: bool = False

    @property
    def id(self) -> str:
        """Return the id of the photo that the version is."""
        return self.photo.id


def version_from(row: sqlite3.Row) -> SavedVersion:
    """Return the version in a row of `SELECT`."""
    photo = photo_from(row)
    if row["is_known"] is None:
        return SavedVersion(photo, row["p_number"], photo.id, VersionKind.OPENED)
    return SavedVersion(
        photo=photo,
        number=row["p_number"],
        root=row["root"],
        kind=VersionKind(row["kind"]),
        parent=row["parent"],
        origin=_origin(row),
        raws=_files(row, RAW),
        mask=next(iter(_files(row, MASK)), None),
        name=row["own_name"],
        starred=bool(row["starred"]),
    )


def _origin(row: sqlite3.Row) -> Origin:
    return Origin(
        prompt=row["prompt"],
        settings=row["settings"],
        request=row["request"],
        request_sha256=row["request_sha256"],
        model=row["model"],
        profile=row["profile"],
        usd=None if row["usd"] is None else Decimal(row["usd"]),
        request_id=row["request_id"],
        intent_id=row["intent_id"],
        batch=row["batch"],
        place=row["place"],
        plan=row["plan"],
        note=row["note"],
    )


def _files(row: sqlite3.Row, role: str) -> tuple[BlobRef, ...]:
    known = (text.split(".") for text in (row["files"] or "").split())
    return tuple(
        BlobRef(sha256, ext, int(size)) for kind, sha256, ext, size in known if kind == role
    )
