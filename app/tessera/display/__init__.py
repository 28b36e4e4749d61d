"""Can a window open here? Asked before Qt is loaded, for Qt ends the process when it cannot.

Standard library only, and quick: one file read and one connection. Everything is answered as a
sentence for the user, or None. Off Linux there is always a display and Qt brings its libraries.
"""

import os
import sys
from collections.abc import Mapping

from tessera.display.libraries import Need, advice, debian_packages, missing_libraries
from tessera.display.servers import wayland_answers, x_server_answers

__all__ = ["Need", "advice", "debian_packages", "missing_libraries", "problem", "screen"]

NO_DISPLAY = (
    "There is no display to open a window on. Start it from a desktop session, "
    "or see pictures of the window with: tessera tour --out FOLDER"
)
DISPLAY_SILENT = (
    "The display {name} does not answer. Check DISPLAY and WAYLAND_DISPLAY, "
    "or see pictures of the window with: tessera tour --out FOLDER"
)
REMOTE_SCREEN = (
    "Qt's vnc platform lets every machine on the network in, so Tessera does not use it. "
    "Unset QT_QPA_PLATFORM and start again."
)


def problem(environ: Mapping[str, str] = os.environ, *, platform: str = sys.platform) -> str | None:
    """Return one line saying why no window can open, or None when one can."""
    if platform != "linux":
        return None
    if "vnc" in _chosen_platforms(environ):
        return REMOTE_SCREEN
    need = screen(environ)
    if need is None:
        return _no_answer(environ)
    missing = missing_libraries(need)
    return advice(missing) if missing else None


def screen(environ: Mapping[str, str] = os.environ) -> Need | None:
    """Return what Qt would draw on under Linux, or None where no display answers.

    A platform without a screen that was chosen by hand (``QT_QPA_PLATFORM=offscreen``) counts:
    tests and the tour draw that way.
    """
    chosen = _chosen_platforms(environ) or frozenset({"wayland", "xcb"})
    if not chosen & {"wayland", "xcb"}:
        return Need.OFFSCREEN
    wayland, x_display = environ.get("WAYLAND_DISPLAY", ""), environ.get("DISPLAY", "")
    folder = environ.get("XDG_RUNTIME_DIR", "")
    if wayland and "wayland" in chosen and wayland_answers(wayland, folder):
        return Need.WAYLAND
    if x_display and "xcb" in chosen and x_server_answers(x_display):
        return Need.X11
    return None


def _no_answer(environ: Mapping[str, str]) -> str:
    name = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return DISPLAY_SILENT.format(name=name) if name else NO_DISPLAY


def _chosen_platforms(environ: Mapping[str, str]) -> frozenset[str]:
    """Return the names in QT_QPA_PLATFORM, which reads ``name:options;name:options``."""
    words = environ.get("QT_QPA_PLATFORM", "").split(";")
    names = (word.split(":")[0].strip().lower() for word in words)
    return frozenset("wayland" if name.startswith("wayland") else name for name in names if name)
