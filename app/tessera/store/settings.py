"""The settings file: ``settings.json`` in the home folder, written whole or not at all.

A file that cannot be read is named with its line and the reason, kept aside as
``settings.broken-1.json``, and the defaults are used; so is a single value that makes no sense,
while the others are taken. Keys this program does not know stay in the file.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tessera.core.errors import StoreError
from tessera.store.files import make_folder, replace_file, store_trouble
from tessera.store.profile_json import Json, profiles_from
from tessera.store.settings_table import SETTINGS, Settings

Upgrade = Callable[[dict[str, Json]], dict[str, Json]]
UPGRADES: tuple[Upgrade, ...] = ()  # number N turns a file of version N+1 into one of N+2
VERSION = 1 + len(UPGRADES)
_LARGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force. ``problem`` is a sentence about what was wrong with the file."""

    settings: Settings
    problem: str = ""
    set_aside: Path | None = None


def load_settings(path: Path) -> LoadedSettings:
    """Return the settings in ``path``; defaults where it is missing, broken or unreadable."""
    try:
        text = _read(path)
        if text is None:
            return LoadedSettings(Settings())
        found = _parsed(text)
    except OSError as error:
        reason = error.strerror or "unreadable"
        return LoadedSettings(Settings(), f"{path} could not be read: {reason}. Defaults are used.")
    except ValueError as error:
        aside = _set_aside(path)
        return LoadedSettings(Settings(), f"{path.name}, {error}.{_kept(aside)}", aside)
    return _understood(path, text, upgraded(found, UPGRADES))


def upgraded(found: dict[str, Json], upgrades: tuple[Upgrade, ...]) -> dict[str, Json]:
    """Return the file's values as the newest version writes them; a newer file stays as it is."""
    version = found.get("version")
    start = version - 1 if isinstance(version, int) and version >= 1 else 0
    for upgrade in upgrades[start:]:
        found = upgrade(found)
    return found


def save_settings(path: Path, settings: Settings) -> None:
    """Write ``settings`` to ``path``, keeping what other versions of the program put there.

    Raises `StoreError` if the disk refuses, or if a profile would put a key into the file.
    """
    values: dict[str, Json] = {s.key: s.write(getattr(settings, s.key)) for s in SETTINGS}
    _refuse_keys(values)
    found = _unknown(path)
    version = found.pop("version", VERSION)
    newest = max(version, VERSION) if isinstance(version, int) else VERSION
    text = json.dumps({"version": newest, **values, **found}, indent=2, ensure_ascii=False)
    try:
        make_folder(path.parent)
        replace_file(path, (text + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise store_trouble(
            error, "The settings could not be saved", kept="They hold until Tessera ends."
        ) from error


def _understood(path: Path, text: str, found: dict[str, Json]) -> LoadedSettings:
    values: dict[str, object] = {}
    problems: list[str] = []
    for setting in SETTINGS:
        if setting.key in found:
            try:
                values[setting.key] = setting.read(found[setting.key])
            except ValueError as error:
                problems.append(f"line {_line_of(text, setting.key)}: {setting.key}: {error}")
    settings = Settings(**values)  # type: ignore[arg-type]  # each was read by its own row
    if not problems:
        return LoadedSettings(settings)
    aside = _set_aside(path)
    return LoadedSettings(settings, f"{path.name}, {'; '.join(problems)}.{_kept(aside)}", aside)


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_BYTES + 1)
    except FileNotFoundError:
        return None
    if len(raw) > _LARGEST_BYTES:
        raise ValueError("line 1: the file is larger than a megabyte")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line}: the text is not UTF-8") from None


def _parsed(text: str) -> dict[str, Json]:
    try:
        found: Json = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    except RecursionError:
        raise ValueError("line 1: brackets are nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("line 1: settings are written in braces")
    return found


def _unknown(path: Path) -> dict[str, Json]:
    """Return what the file holds beyond our settings; nothing if it cannot be read."""
    try:
        text = _read(path)
        found = _parsed(text) if text else {}
    except (OSError, ValueError):
        return {}
    ours = {setting.key for setting in SETTINGS}
    return {key: value for key, value in found.items() if key not in ours}


def _refuse_keys(values: dict[str, Json]) -> None:
    try:
        profiles_from(values["profiles"])
    except ValueError as error:
        raise StoreError(
            f"The profiles could not be saved: {error}.", "The settings are as they were."
        ) from error


def _line_of(text: str, key: str) -> int:
    place = re.search(rf'"{re.escape(key)}"\s*:', text)
    return text.count("\n", 0, place.start()) + 1 if place else 1


def _set_aside(path: Path) -> Path | None:
    """Copy the broken file to the first free name, once; None if the disk refuses."""
    try:
        broken = path.read_bytes()
        number = 1
        while (aside := path.with_name(f"{path.stem}.broken-{number}.json")).exists():
            if aside.read_bytes() == broken:
                return aside
            number += 1
        replace_file(aside, broken)
    except OSError:
        return None
    return aside


def _kept(aside: Path | None) -> str:
    where = f" The file is kept as {aside.name}." if aside else ""
    return f"{where} Defaults are used in its place."
