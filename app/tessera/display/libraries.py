"""The system libraries that Qt's wheels expect on Linux, and Debian's names for them.

Sonames were read from the ``NEEDED`` entries of PySide6-Essentials 6.11.3 (QtGui, QtWidgets,
QtSvg and the platform plugins, with Qt's own libraries followed); a test reads them again. Each
package is listed with what it holds or brings along, so the list of packages stays minimal; it
was tried in a bare Debian 12.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path

LINKER_CACHE = Path("/etc/ld.so.cache")
APT_GET = Path("/usr/bin/apt-get")

_OFFSCREEN: Mapping[str, tuple[str, ...]] = {
    "libdbus-1-3": ("libdbus-1.so.3",),
    "libegl1": ("libEGL.so.1",),
    "libfontconfig1": ("libfontconfig.so.1", "libfreetype.so.6"),
    "libgl1": ("libGL.so.1", "libX11.so.6"),
    "libglib2.0-0": ("libglib-2.0.so.0", "libgthread-2.0.so.0"),
    "libxkbcommon0": ("libxkbcommon.so.0",),
}
_X11: Mapping[str, tuple[str, ...]] = {
    "libx11-xcb1": ("libX11-xcb.so.1",),
    "libxcb-cursor0": (
        "libxcb-cursor.so.0",
        "libxcb-image.so.0",
        "libxcb-render-util.so.0",
        "libxcb-render.so.0",
        "libxcb-shm.so.0",
        "libxcb-util.so.1",
        "libxcb.so.1",
    ),
    "libxcb-icccm4": ("libxcb-icccm.so.4",),
    "libxcb-keysyms1": ("libxcb-keysyms.so.1",),
    "libxcb-randr0": ("libxcb-randr.so.0",),
    "libxcb-shape0": ("libxcb-shape.so.0",),
    "libxcb-sync1": ("libxcb-sync.so.1",),
    "libxcb-xfixes0": ("libxcb-xfixes.so.0",),
    "libxkbcommon-x11-0": ("libxcb-xkb.so.1", "libxkbcommon-x11.so.0"),
}
_WAYLAND: Mapping[str, tuple[str, ...]] = {
    "libwayland-client0": ("libwayland-client.so.0",),
    "libwayland-cursor0": ("libwayland-cursor.so.0",),
    "libwayland-egl1": ("libwayland-egl.so.1",),
}


class Need(Enum):
    """What Qt is to draw on."""

    OFFSCREEN = "offscreen"
    X11 = "x11"
    WAYLAND = "wayland"

    @property
    def packages(self) -> dict[str, tuple[str, ...]]:
        """Return the libraries by Debian package."""
        screen = {Need.OFFSCREEN: {}, Need.X11: _X11, Need.WAYLAND: _WAYLAND}[self]
        return {**_OFFSCREEN, **screen}


def missing_libraries(need: Need, *, cache: Path = LINKER_CACHE) -> tuple[str, ...]:
    """Return the sonames that the dynamic linker cannot find, in the order of the table.

    The linker's cache answers in a fraction of a millisecond; only what it does not list is tried
    by loading, for libraries may also lie on LD_LIBRARY_PATH.
    """
    sonames = [soname for group in need.packages.values() for soname in group]
    try:
        known = cache.read_bytes()
    except OSError:
        known = b""
    return tuple(s for s in sonames if s.encode() + b"\0" not in known and not _loads(s))


def debian_packages(sonames: Iterable[str]) -> tuple[str, ...]:
    """Return the Debian packages that bring these libraries, sorted."""
    wanted = set(sonames)
    tables = {**_OFFSCREEN, **_X11, **_WAYLAND}
    return tuple(sorted(name for name, group in tables.items() if wanted.intersection(group)))


def advice(sonames: Sequence[str], *, also: Sequence[str] = (), apt_get: Path = APT_GET) -> str:
    """Return one line that says what to install; ``also`` are further Debian packages."""
    if apt_get.exists():
        line = install_line((*debian_packages(sonames), *also))
        return f"Qt lacks system libraries. Install them, then start again: {line}"
    return (
        f"Qt lacks these system libraries: {', '.join(sonames)}. "
        "Install the packages that hold them, then start again."
    )


def install_line(packages: Iterable[str]) -> str:
    """Return the one line to paste into a terminal."""
    rights = "" if os.geteuid() == 0 else "sudo "
    return f"{rights}apt-get install -y --no-install-recommends {' '.join(packages)}"


def _loads(soname: str) -> bool:
    import ctypes  # only where the cache did not answer

    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
