"""Small programs of the system that this one asks for a favour: a notice, or to stay awake.

They are found by name, get their words as arguments and an environment built from nothing but what
they need to find the desktop: no key is in it. Nothing they do or fail to do is an error here.
"""

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

log = logging.getLogger(__name__)

PASSED_ON = (
    *("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR", "XDG_SESSION_ID", "DISPLAY", "WAYLAND_DISPLAY"),
    *("XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "SYSTEMROOT"),
)
Find = Callable[[str], str | None]
PATIENCE_S = 10.0


def narrow_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what of ``environ`` such a program may see."""
    return {name: environ[name] for name in PASSED_ON if name in environ}


def notice_command(
    title: str, text: str, *, platform: str = sys.platform, find: Find = shutil.which
) -> list[str] | None:
    """Return the command that shows a notice of the system, or None where there is none.

    ``title`` and ``text`` are sentences of our own; desktops read markup in them.
    """
    if platform == "darwin" and (program := find("osascript")):
        script = (
            "on run argv",
            "display notification (item 2 of argv) with title (item 1 of argv)",
        )
        lines = [part for line in (*script, "end run") for part in ("-e", line)]
        return [program, *lines, title, text]
    if platform not in ("win32", "darwin") and (program := find("notify-send")):
        return [program, "--app-name=Tessera", "--", title, text]
    return None


def awake_command(
    reason: str, pid: int, *, platform: str = sys.platform, find: Find = shutil.which
) -> list[str] | None:
    """Return the command that keeps the machine awake while it runs, or None.

    On Linux it ends with its standard input, on macOS with the process ``pid``: whatever becomes of
    this program, the machine may sleep again.
    """
    if platform == "darwin" and (program := find("caffeinate")):
        return [program, "-i", "-w", str(pid)]
    wait = find("cat")
    if platform in ("win32", "darwin") or wait is None:
        return None
    if program := find("systemd-inhibit"):
        what = ("--what=sleep:idle", "--mode=block", "--who=Tessera", f"--why={reason}")
        return [program, *what, wait]
    if program := find("gnome-session-inhibit"):
        return [program, "--inhibit", "suspend:idle", "--reason", reason, wait]
    return None


def show_notice(title: str, text: str, environ: Mapping[str, str]) -> bool:
    """Show a notice of the system; return whether it took it. Blocks for a moment."""
    command = notice_command(title, text)
    if command is None:
        return False
    try:
        done = subprocess.run(
            command,
            env=narrow_environment(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.debug("no notice could be shown: %s", error)
        return False
    return done.returncode == 0


def started(command: Sequence[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    """Start a command that runs beside this program, its input a pipe of ours; None if it fails."""
    try:
        return subprocess.Popen(
            list(command),
            env=narrow_environment(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # no terminal to ask for a password on
        )
    except OSError as error:
        log.debug("%s could not be started: %s", command[0], error)
        return None
