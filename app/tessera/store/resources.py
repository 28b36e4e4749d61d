"""Where the program's own files lie: catalogue, icons, palettes, sample picture.

An installed program carries them as ``tessera/resources``; a checkout keeps them in its top-level
``resources``. Nothing here parses them: store reads text, core understands it.
"""

from pathlib import Path

from tessera.core.errors import StoreError

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "resources", _PACKAGE.parent.parent / "resources")


def resource_path(*parts: str) -> Path:
    """Return the path of a resource, such as ``resource_path("icons", "send.svg")``.

    Raises `StoreError` where it is missing, which means a broken installation.
    """
    for place in _PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise StoreError(
        f"The program's own file {'/'.join(parts)} is missing.",
        next_step="Install Tessera again; your library is kept.",
    )


def read_catalogue() -> dict[str, str]:
    """Return the built-in catalogue's TOML texts by file name, in order of their names."""
    folder = resource_path("catalogue")
    try:
        return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}
    except OSError as error:
        raise StoreError(
            f"The built-in catalogue cannot be read: {error.strerror}.",
            next_step="Install Tessera again; your library is kept.",
        ) from error


def read_prompts() -> dict[str, str]:
    """Return the TOML texts of prompt starters and size presets by file name, in order."""
    folder = resource_path("prompts")
    try:
        return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}
    except OSError as error:
        raise StoreError(
            f"The prompt starters cannot be read: {error.strerror}.",
            next_step="Install Tessera again; your library is kept.",
        ) from error
