"""The history as a shelf of pictures that can be saved, each with its provenance and its mask.

A crop or another format of a picture has the provenance of what it was made from.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from tessera import __version__
from tessera.core.provenance import Origin, Provenance
from tessera.store.library import Library
from tessera.store.photos import SavedPhoto
from tessera.store.version_rows import SavedVersion, VersionKind
from tessera.studio.exporting import Exportable

PROGRAM = f"Tessera {__version__}"
ORIGINS = {
    VersionKind.GENERATED: Origin.MADE,
    VersionKind.PARTIAL: Origin.MADE,
    VersionKind.EDITED: Origin.COMPOSITE,
    VersionKind.SEALED: Origin.COMPOSITE,
    VersionKind.EXTENDED: Origin.COMPOSITE,
}
LONGEST_LINE = 10_000  # versions from a crop back to what a model made; more is no history


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version of the library, ready to be saved; ``version`` is its name or its place."""

    photo: SavedPhoto
    name: str
    version: str
    model: str
    provenance: Provenance | None
    mask: str


class VersionShelf:
    """Reads versions; belongs into the desk's thread. Raises `StoreError`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, photo: SavedPhoto) -> Exportable:
        """Return the version that the photo is."""
        version = self._library.versions.get(photo.id)
        return self._kept(version, self._library.versions.tree(version.root))

    def starred(self, session_id: str) -> tuple[Exportable, ...]:
        """Return what is starred in a session, in the order it was made."""
        versions = self._library.versions
        trees = lru_cache(versions.tree)
        found: list[SavedVersion] = []
        before = None
        while page := versions.of_session(session_id, before=before):
            found += [version for version in page if version.starred]
            before = page[-1].number
        return tuple(self._kept(version, trees(version.root)) for version in reversed(found))

    def _kept(self, version: SavedVersion, tree: tuple[SavedVersion, ...]) -> KeptVersion:
        by_id = {each.id: each for each in tree}
        made = _maker(version, by_id)
        place = sum(each.number <= version.number for each in tree)
        number = "original" if version.kind is VersionKind.OPENED else str(place)
        return KeptVersion(
            photo=version.photo,
            name=(by_id.get(version.root) or version).photo.facts.name,
            version=version.name or number,
            model="" if made is None else made.origin.model,
            provenance=None if made is None else provenance_of_version(made),
            mask="" if version.mask is None else version.mask.sha256,
        )


def provenance_of_version(version: SavedVersion) -> Provenance:
    """Return what the library knows of a picture that a model made."""
    origin = version.origin
    return Provenance(
        origin=ORIGINS[version.kind],
        prompt=origin.prompt,
        model=origin.model,
        settings=_settings(origin.settings),
        request_id=origin.request_id or "",
        usd=origin.usd,
        made=version.photo.added,
        program=PROGRAM,
        provider=origin.profile,
    )


def _maker(version: SavedVersion, by_id: dict[str, SavedVersion]) -> SavedVersion | None:
    """Return the nearest version on the way back that a model had a part in."""
    found: SavedVersion | None = version
    for _ in range(LONGEST_LINE):
        if found is None or found.kind in ORIGINS:
            return found
        found = None if found.parent is None else by_id.get(found.parent)
    return None


def _settings(text: str) -> tuple[tuple[str, str], ...]:
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    if not isinstance(found, dict):
        return ()
    return tuple((str(name), _plain(value)) for name, value in found.items() if value is not None)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
