"""The catalogue of this run: texts come from the store, their meaning from the core.

The user's own overlay stands over the built-in data; a broken one is named and left out, and
nothing is ever written over it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tessera.core.catalogue import Catalogue, CatalogueError, parse_catalogue
from tessera.core.catalogue_overlay import Overlay
from tessera.store.files import make_folder, replace_file, store_trouble
from tessera.store.resources import read_catalogue

LARGEST_OVERLAY_BYTES = 4 << 20

# Takes the overlay and the built-in files' texts, returns the overlay as it shall be.
OverlayChange = Callable[[Overlay, Mapping[str, str]], Overlay]


@dataclass(frozen=True, slots=True)
class LoadedCatalogue:
    """The catalogue in force. ``problem`` is a sentence about an overlay that was left out."""

    catalogue: Catalogue
    problem: str = ""


def load_catalogue(overlay: Path) -> LoadedCatalogue:
    """Return the built-in catalogue with the user's ``overlay`` over it, where there is one."""
    texts = read_catalogue()
    try:
        own = _overlay_text(overlay)
        if own is None:
            return LoadedCatalogue(parse_catalogue(texts))
        return LoadedCatalogue(parse_catalogue(texts, {overlay.name: own}))
    except (CatalogueError, OSError, ValueError) as error:
        problem = f"Your catalogue {overlay.name} was left out: {error}"
        return LoadedCatalogue(parse_catalogue(texts), problem)


def changed_overlay(path: Path, change: OverlayChange) -> str:
    """Return the text of the user's overlay after ``change``; nothing is written.

    Raises `CatalogueError` where the overlay cannot be read, or is broken before or after.
    """
    texts = read_catalogue()
    try:
        own = _overlay_text(path)
    except (OSError, ValueError) as error:
        raise CatalogueError(
            f"Your catalogue {path.name} cannot be read: {error}",
            "Nothing was written.",
            "Correct the file, or move it away.",
        ) from error
    if own is not None:
        parse_catalogue(texts, {path.name: own})
    text = change(Overlay.read(own), texts).text
    parse_catalogue(texts, {path.name: text})
    return text


def rewrite_overlay(path: Path, change: OverlayChange) -> None:
    """Change the user's overlay on the disk, whole or not at all.

    Raises `CatalogueError` or `StoreError`; then the file is as it was.
    """
    text = changed_overlay(path, change)
    try:
        make_folder(path.parent)
        replace_file(path, text.encode())
    except OSError as error:
        raise store_trouble(
            error, f"Your catalogue {path.name} could not be saved", kept="It is as it was."
        ) from error


def _overlay_text(path: Path) -> str | None:
    if not path.is_file():
        return None
    if path.stat().st_size > LARGEST_OVERLAY_BYTES:
        raise ValueError("it is larger than 4 MB.")
    return path.read_text("utf-8")
