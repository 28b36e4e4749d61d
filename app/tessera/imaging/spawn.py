"""How a child of this program is started, and the little it is told.

A child runs the same program with ``--child=NAME`` as its first argument; ``__main__`` dispatches
that before anything else. In a bundle ``sys.executable`` is the program itself and takes no ``-m``.
A child's environment is built from nothing: no key, no proxies, no `OPENAI_` variables, no
switches that would change how Python runs.
"""

import os
import sys
from pathlib import Path

import tessera

# Where libraries and scratch files are found, and how fast the sandbox speaks; nothing here can
# hold a secret.
KEPT_VARIABLES = (
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LD_LIBRARY_PATH",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "WINDIR",
    "TESSERA_SANDBOX_PACE",
)


def child_command(name: str) -> list[str]:
    """Return the command that starts the child called ``name``.

    ``-P`` keeps the working folder out of the child's import path, so that a file ``json.py``
    lying there is not taken for the library.
    """
    if is_bundled():
        return [sys.executable, f"--child={name}"]
    return [sys.executable, "-P", "-m", "tessera", f"--child={name}"]


def is_bundled() -> bool:
    """Return whether ``sys.executable`` is this program rather than an interpreter."""
    frozen = bool(getattr(sys, "frozen", False))
    return frozen or not Path(sys.executable).stem.lower().startswith(("python", "pypy"))


def child_environment() -> dict[str, str]:
    """Return a child's whole environment.

    ``PYTHONPATH`` repeats where this process finds its packages, so that a checkout, an installed
    package and a user's site folder all work without a home folder.
    """
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment.setdefault("LANG", "C.UTF-8")
    on_windows = sys.platform == "win32"
    environment["PATH"] = os.environ.get("PATH", "") if on_windows else os.defpath
    if not is_bundled():
        environment["PYTHONPATH"] = os.pathsep.join(_import_folders())
    if sys.dont_write_bytecode:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment


def _import_folders() -> list[str]:
    ours = Path(tessera.__file__).resolve().parent.parent
    folders = [ours, *(Path(entry) for entry in sys.path if Path(entry).is_absolute())]
    return list(dict.fromkeys(str(folder) for folder in folders if folder.is_dir()))
