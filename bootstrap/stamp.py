"""The mark of a complete set-up, compared by ``run.py`` at every start.

It lies in site-packages, so it goes when they go, and is written last, so an interrupted set-up
leaves none. Three lines (the checkout's place, the real interpreter, the names in site-packages)
and then the lock file itself, word for word. Additions by hand do not disturb it, losses do.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from bootstrap.places import Places


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was true when set-up ended. ``names`` are the entries of site-packages."""

    place: str
    interpreter: str
    names: frozenset[str]
    lock: str

    def fits(self, places: Places, *, development: bool) -> bool:
        """Return whether it still holds, wherever the checkout lies now."""
        try:
            (packages,) = places.site_packages
            wanted = places.lock(development=development).read_text("utf-8")
        except (OSError, ValueError):
            return False
        present = {path.name for path in packages.iterdir()}
        return (
            self.lock == wanted
            and self.interpreter == os.path.realpath(places.python)
            and places.python.exists()
            and (places.environment / "pyvenv.cfg").exists()
            and self.names <= present
        )


def stamp_path(places: Places, *, development: bool) -> Path | None:
    """Return where the stamp lies, or None while there is not exactly one site-packages."""
    if len(places.site_packages) != 1:
        return None
    name = "tessera-dev.stamp" if development else "tessera-setup.stamp"
    return places.site_packages[0] / name


def read_stamp(places: Places, *, development: bool) -> Stamp | None:
    """Return the stamp, or None when there is none that can be understood."""
    path = stamp_path(places, development=development)
    try:
        text = path.read_text("utf-8") if path else ""
        place, interpreter, names, lock = text.split("\n", 3)
    except (OSError, ValueError):
        return None
    return Stamp(place, interpreter, frozenset(names.split("/")), lock)


def is_complete(places: Places, *, development: bool) -> bool:
    """Return whether set-up was completed here for the lock file as it is now."""
    stamp = read_stamp(places, development=development)
    return (
        stamp is not None
        and stamp.place == str(places.root)
        and stamp.fits(places, development=development)
    )


def write_stamp(places: Places, *, development: bool) -> None:
    """Mark the set-up complete."""
    path = stamp_path(places, development=development)
    assert path is not None, "set-up ended without site-packages"
    names = "/".join(sorted(entry.name for entry in path.parent.iterdir()))
    lock = places.lock(development=development).read_text("utf-8")
    lines = (str(places.root), os.path.realpath(places.python), names, lock)
    draft = path.with_suffix(".draft")
    draft.write_text("\n".join(lines), "utf-8", newline="\n")
    draft.replace(path)


def remove_stamps(places: Places) -> None:
    """Take the marks away before anything is changed."""
    for development in (False, True):
        path = stamp_path(places, development=development)
        if path is not None:
            path.unlink(missing_ok=True)
