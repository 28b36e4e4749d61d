"""The list of Qt's system libraries against the wheels that are really installed."""

import struct
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tessera.display.libraries import (
    Need,
    advice,
    debian_packages,
    install_line,
    missing_libraries,
)

# In every Debian: dpkg, apt and Python stand on them.
ALWAYS_THERE = {
    *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libdl.so.2", "libm.so.6"),
    *("libpthread.so.0", "librt.so.1", "libgcc_s.so.1", "libstdc++.so.6"),
    *("libz.so.1", "libzstd.so.1"),
}
PLUGINS = {
    Need.OFFSCREEN: ("platforms/libqoffscreen.so", "iconengines/libqsvgicon.so"),
    Need.X11: (
        "platforms/libqxcb.so",
        "xcbglintegrations/libqxcb-glx-integration.so",
        "xcbglintegrations/libqxcb-egl-integration.so",
    ),
    Need.WAYLAND: (
        "platforms/libqwayland.so",
        "wayland-shell-integration/libxdg-shell.so",
        "wayland-decoration-client/libadwaita.so",
        "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    ),
}
MODULES = ("QtCore", "QtGui", "QtWidgets", "QtSvg")


def qt_folder() -> Path:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def needed_by(library: Path) -> list[str]:
    """Return the NEEDED entries of a 64-bit little-endian ELF file."""
    content = library.read_bytes()
    assert content[:6] == b"\x7fELF\x02\x01"
    table, entry_size, count = (
        struct.unpack_from(form, content, at)[0]
        for form, at in (("<Q", 0x28), ("<H", 0x3A), ("<H", 0x3C))
    )
    sections = [
        struct.unpack_from("<IIQQQQII", content, table + i * entry_size) for i in range(count)
    ]
    dynamic = next(section for section in sections if section[1] == 6)
    strings_at = sections[dynamic[6]][4]
    entries = struct.iter_unpack("<QQ", content[dynamic[4] : dynamic[4] + dynamic[5]])
    names = (strings_at + value for tag, value in entries if tag == 1)
    return [content[at : content.index(b"\0", at)].decode() for at in names]


def foreign_libraries(starts: list[Path]) -> set[str]:
    """Return what these libraries want from the system, following the wheel's own libraries."""
    qt = qt_folder()
    own = {path.name: path for folder in (qt, qt / "Qt/lib") for path in folder.glob("*.so*")}
    own |= {path.name: path for path in (qt.parent / "shiboken6").glob("*.so*")}
    waiting, seen, foreign = list(starts), set[Path](), set[str]()
    while waiting:
        for name in needed_by(waiting.pop()):
            if name not in own:
                foreign.add(name)
            elif own[name] not in seen:
                seen.add(own[name])
                waiting.append(own[name])
    return foreign


@pytest.mark.skipif(sys.platform != "linux", reason="the list is Linux's")
@pytest.mark.parametrize("need", list(Need), ids=lambda need: need.value)
def test_every_library_that_the_wheels_want_is_listed(need: Need) -> None:
    qt = qt_folder()
    modules = [qt / f"{name}.abi3.so" for name in MODULES]
    plugins = [qt / "Qt/plugins" / name for name in PLUGINS[need]]
    listed = {soname for group in need.packages.values() for soname in group}
    wanted = foreign_libraries(modules + plugins) - ALWAYS_THERE
    assert wanted - listed - {"libxcb-glx.so.0"} == set()  # libxcb-glx comes with libgl1


def test_the_packages_named_are_only_those_that_bring_something_missing() -> None:
    assert debian_packages(["libxcb-image.so.0", "libxcb-cursor.so.0"]) == ("libxcb-cursor0",)
    assert debian_packages(["libGL.so.1", "libEGL.so.1"]) == ("libegl1", "libgl1")


def test_with_apt_the_advice_is_a_line_to_paste(tmp_path: Path) -> None:
    apt_get = tmp_path / "apt-get"
    apt_get.touch()
    line = advice(["libxcb-icccm.so.4"], also=["fonts-dejavu-core"], apt_get=apt_get)
    assert line.endswith(install_line(["libxcb-icccm4", "fonts-dejavu-core"]))
    assert "\n" not in line


def test_without_apt_the_advice_names_the_libraries(tmp_path: Path) -> None:
    assert "libxcb-icccm.so.4" in advice(["libxcb-icccm.so.4"], apt_get=tmp_path / "none")


def test_a_library_that_is_not_in_the_linkers_cache_is_tried(tmp_path: Path) -> None:
    everything = missing_libraries(Need.X11)
    assert missing_libraries(Need.X11, cache=tmp_path / "none") == everything


def test_a_library_is_known_by_its_whole_name(tmp_path: Path) -> None:
    cache = tmp_path / "ld.so.cache"
    cache.write_bytes(b"\0libwayland-egl.so.1.2.3\0libwayland-egl.so.11\0")
    with_lookalikes = missing_libraries(Need.WAYLAND, cache=cache)
    cache.write_bytes(b"")
    assert with_lookalikes == missing_libraries(Need.WAYLAND, cache=cache)
