"""A bundle that helps to find a fault: to be looked through before it is shared.

It holds versions, settings and the log. It holds no key, no prompt, no answer, no picture, no file
name of a photo; what looks like a key is taken out once more when the bundle is made.
"""

import asyncio
import io
import json
import platform
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from tessera import __version__
from tessera.store.files import replace_file, store_trouble
from tessera.store.settings_table import SETTINGS
from tessera.studio.studio import Studio

MOST_LOG_CHARS = 2_000_000
MOST_CHARS = 400_000  # a text field shows this much without a stall
LIBRARIES = (
    *("PySide6_Essentials", "httpx", "pillow", "numpy", "keyring", "qasync", "msgspec"),
    *("bpe-openai", "starlette", "uvicorn"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a bundle and the name it has inside."""

    name: str
    text: str


async def collect(studio: Studio, facts: dict[str, str]) -> tuple[Part, ...]:
    """Return what a bundle would hold; ``facts`` are the window's own, such as Qt's version."""
    counts = await studio.desk.run(studio.library.counts)
    texts = {
        "about.json": _about(studio, facts),
        "library.json": _json(counts),
        "settings.json": _json(
            {each.key: each.write(getattr(studio.settings, each.key)) for each in SETTINGS}
        ),
    }
    return await asyncio.to_thread(_parts, studio, texts)


def _parts(studio: Studio, texts: dict[str, str]) -> tuple[Part, ...]:
    """Add the logs and take secrets out; five megabytes of log hold a core for seconds."""
    logs = {f"logs/{path.name}": _log(path) for path in studio.logbook.file.files()}
    hide, redact = _without_home(studio.home.root), studio.logbook.redact
    parts = (Part(name, redact(hide(text))) for name, text in (texts | logs).items())
    return tuple(page for part in parts for page in paged(part))


def paged(part: Part) -> list[Part]:
    """Return a text in pages of `MOST_CHARS`, cut at line ends: a window shows each whole."""
    text, pages = part.text, list[str]()
    while len(text) > MOST_CHARS:
        end = text.rfind("\n", 0, MOST_CHARS) + 1 or MOST_CHARS
        pages.append(text[:end])
        text = text[end:]
    if not pages:
        return [part]
    pages.append(text)
    return [Part(f"{part.name}.page{number}", page) for number, page in enumerate(pages, 1)]


def write(parts: tuple[Part, ...], path: Path, made: datetime) -> None:
    """Write the bundle as a ZIP file; raises `StoreError`."""
    packed = io.BytesIO()
    when = made.timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for part in parts:
            bundle.writestr(zipfile.ZipInfo(part.name, when), part.text)
    try:
        replace_file(path, packed.getvalue())
    except OSError as error:
        raise store_trouble(error, f"{path.name} could not be written") from error


def _about(studio: Studio, facts: dict[str, str]) -> str:
    return _json(
        {
            "tessera": __version__,
            "python": sys.version.split()[0],
            "system": platform.platform(),
            "machine": platform.machine(),
            "catalogue": studio.catalogue.edition,
            "catalogue_problem": studio.catalogue_problem,
            "settings_problem": studio.settings_problem,
            "decoder": list(studio.decoder.confinement),
            "libraries": {name: _version(name) for name in LIBRARIES},
            **facts,
        }
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed by name"


def _log(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[-MOST_LOG_CHARS:]
    except OSError as error:
        return f"not readable: {error.strerror}"


def _without_home(home: Path) -> Callable[[str], str]:
    """Return what writes the user's own folders as words."""
    places = [(str(home), "[data folder]"), (str(Path.home()), "[home folder]")]

    def hide(text: str) -> str:
        for place, word in places:
            if len(place) > 1:
                text = text.replace(place, word)
        return text

    return hide


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)
