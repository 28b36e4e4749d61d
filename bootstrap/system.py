"""Debian packages that only the system can install: Qt's libraries, a font, Python's venv.

As root, or where sudo asks for no password, they are installed; otherwise the one line to paste
is said. Other systems are told the libraries by name.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bootstrap.trouble import SetupError, last_line, tell
from tessera.display import Need, advice, debian_packages, missing_libraries
from tessera.display.libraries import install_line

PACKAGE_LISTS = Path("/var/lib/apt/lists")
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".pfb")
WAIT_FOR_APT = "DPkg::Lock::Timeout=300"


def install_libraries(*needs: Need) -> str | None:
    """Install what Qt lacks for these needs; return one line when that could not be done."""
    if missing := _missing(needs):
        fonts = [] if has_font() else [FONT_PACKAGE]
        if not _apt_install([*debian_packages(missing), *fonts]):
            return advice(missing, also=fonts)
        missing = _missing(needs)
        return advice(missing) if missing else None
    if not has_font() and not _apt_install([FONT_PACKAGE]):
        tell(f"There is no font here, so text shows as boxes: {install_line([FONT_PACKAGE])}")
    return None


def install_venv() -> None:
    """Install what Debian splits off Python's venv; raises `SetupError` with the line to paste."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if _apt_install([package]):
        return
    if shutil.which("apt-get"):
        raise SetupError(
            f"Python's venv is missing. Install it, then start again: {install_line([package])}"
        )
    raise SetupError(
        "Python's venv is missing (the module ensurepip). "
        "Install it with your package manager, then start again."
    )


def has_font() -> bool:
    """Return whether there is any font that Qt can draw with."""
    return any(
        name.lower().endswith(FONT_SUFFIXES)
        for folder in FONT_FOLDERS
        for _, _, names in os.walk(Path(folder).expanduser())
        for name in names
    )


def _missing(needs: Sequence[Need]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for need in needs for name in missing_libraries(need)))


def _apt_install(packages: Sequence[str]) -> bool:
    """Install the packages where that needs no password; return whether it was done."""
    if (apt := _apt_get()) is None:
        return False
    tell(f"Installing system packages: {' '.join(packages)}")
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if not any(PACKAGE_LISTS.glob("*_Packages*")):
        _run([*apt, "update"])
    if (reason := _run(install)) is None:
        return True
    if _run([*apt, "update"]) is None and (reason := _run(install)) is None:
        return True
    tell(f"They could not be installed: {reason}")
    return False


def _apt_get() -> list[str] | None:
    """Return apt-get with the rights to install, or None."""
    if shutil.which("apt-get") is None:
        return None
    settings = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", WAIT_FOR_APT]
    if os.geteuid() == 0:
        return ["env", *settings]
    if shutil.which("sudo") and _run(["sudo", "-n", "true"]) is None:
        return ["sudo", "-n", "env", *settings]
    return None


def _run(command: Sequence[str]) -> str | None:
    """Run quietly; return None when it worked, else the last thing it said."""
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    return None if done.returncode == 0 else last_line(done.stdout + done.stderr)
