"""The catalogue of this run: texts come from the store, their meaning from the core.

The user's own overlay stands over the built-in data; a broken one is named and left out.
"""

from dataclasses import dataclass
from pathlib import Path

from tessera.core.catalogue import Catalogue, CatalogueError, parse_catalogue
from tessera.store.resources import read_catalogue

LARGEST_OVERLAY_BYTES = 4 << 20


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


def _overlay_text(path: Path) -> str | None:
    if not path.is_file():
        return None
    if path.stat().st_size > LARGEST_OVERLAY_BYTES:
        raise ValueError("it is larger than 4 MB.")
    return path.read_text("utf-8")
