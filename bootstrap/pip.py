"""pip, run in the environment on a lock file, with its complaints turned into sentences.

Every file is checked against the lock's hashes and nothing is built here: only wheels are taken,
so that no foreign code runs before its hash was compared.
"""

import importlib.util
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from bootstrap.places import Places
from bootstrap.trouble import SetupError, last_line, tell

OLDEST_FOR_OTHERS = (22, 3)  # since then pip can work for another interpreter (--python)
# A half-made environment is the system's own Python: nothing may be installed into that.
IS_ENVIRONMENT = "import sys; sys.exit(sys.prefix == sys.base_prefix)"
INSTALL = (
    *("install", "--require-hashes", "--no-deps", "--only-binary=:all:", "--no-input"),
    *("--disable-pip-version-check", "--retries=3", "--progress-bar=off"),
)
NO_NETWORK = (
    "NewConnectionError",
    "Failed to establish a new connection",
    "Name or service not known",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "ConnectionResetError",
    "SSLError",
)


def this_python() -> str:
    """Return the interpreter that environments are made from, never one of an environment."""
    base: str = getattr(sys, "_base_executable", "") or sys.executable
    return base


def ensurepip_is_here() -> bool:
    """Return whether this Python can put pip into an environment; asked of the disk each time."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def outer_pip() -> list[str] | None:
    """Return the command of a pip outside that can work for the environment, or None."""
    try:
        major, minor = version("pip").split(".")[:2]
    except PackageNotFoundError:
        return None
    able = (int(major), int(minor)) >= OLDEST_FOR_OTHERS
    return [this_python(), "-m", "pip"] if able else None


def pip_command(places: Places) -> list[str] | None:
    """Return the command that installs into the environment, or None when it has to be made."""
    python = str(places.python)
    if len(places.site_packages) != 1 or not _answers([python, "-c", IS_ENVIRONMENT]):
        return None
    if _answers([python, "-m", "pip", "--version"]):
        return [python, "-m", "pip"]
    outer = None if ensurepip_is_here() else outer_pip()
    return [*outer, "--python", python] if outer else None


def install_locked(places: Places, *, development: bool) -> None:
    """Install exactly what the lock file lists; raises `SetupError`."""
    lock = places.lock(development=development)
    pip = pip_command(places)
    if pip is None:
        raise SetupError("The environment .venv has no pip. Delete .venv and start again.")
    tell(f"Installing what {lock.name} lists; the first time it takes a minute")
    environ = {k: v for k, v in os.environ.items() if k not in ("PIP_TARGET", "PIP_PREFIX")}
    output = _run_showing_progress(
        [*pip, *INSTALL, "-r", str(lock)], {**environ, "PIP_USER": "0"}, places
    )
    if output is not None:
        raise SetupError(reason_for(output, log=str(places.log)))


def reason_for(output: str, *, log: str) -> str:
    """Return pip's failure as a sentence with what to do next.

    >>> reason_for("OSError: [Errno 28] No space left on device", log="setup.log")
    'The disk is full, so set-up stopped. Free 700 MB and start again; it goes on from there.'
    """
    if "No space left on device" in output:
        return (
            "The disk is full, so set-up stopped. "
            "Free 700 MB and start again; it goes on from there."
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A fetched file is not the one that the lock file names, so it was not installed. "
            f"A proxy or mirror may change files; the file is named in {log}"
        )
    if any(word in output for word in NO_NETWORK):
        return (
            "The package index could not be reached, so set-up stopped. Check the network and "
            "HTTPS_PROXY, then start again; it goes on from there. Where there is never a network: "
            "fill a folder elsewhere with `pip download -r requirements.lock -d FOLDER`, "
            "then start with PIP_NO_INDEX=1 PIP_FIND_LINKS=FOLDER"
        )
    if "No matching distribution found" in output:
        name = output.rpartition("No matching distribution found for ")[2].split()[0]
        python = ".".join(map(str, sys.version_info[:2]))
        return (
            f"There is no ready build of {name} for Python {python} on this system. "
            f"Python 3.11 to 3.14 on a 64-bit desktop have one; the whole log is {log}"
        )
    return f"The packages could not be installed: {last_line(output)} (the whole log is {log})"


def _run_showing_progress(
    command: list[str], environ: dict[str, str], places: Places
) -> str | None:
    """Run pip with its words in the log and package names on a terminal; return them on failure."""
    lines: list[str] = []
    visible = sys.stderr.isatty()
    with (
        places.log.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            env=environ,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            lines.append(line)
            if visible and line.startswith("Collecting "):
                sys.stderr.write(f"\r\x1b[K  {line.split()[1]}")
                sys.stderr.flush()
    if visible:
        sys.stderr.write("\r\x1b[K")
    return None if process.returncode == 0 else "".join(lines)


def _answers(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return done.returncode == 0
