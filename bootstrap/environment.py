"""The environment ``.venv``: made once, filled from a lock file, mended when it is broken.

Set-up is safe to interrupt and to start twice: one run works at a time, and the stamp comes last.
Nothing in it names the checkout's own place except the tools' scripts, which are rewritten when
the folder was moved.
"""

import re
import subprocess
from pathlib import Path

from bootstrap.one_at_a_time import one_at_a_time
from bootstrap.pip import ensurepip_is_here, install_locked, outer_pip, pip_command, this_python
from bootstrap.places import ON_WINDOWS, Places
from bootstrap.stamp import is_complete, read_stamp, remove_stamps, write_stamp
from bootstrap.system import install_venv
from bootstrap.trouble import SetupError, last_line, tell

# Relative to site-packages, so that a moved checkout still finds its code.
CODE = Path("..", "..", "..", "app") if ON_WINDOWS else Path("..", "..", "..", "..", "app")
SHELL_START = """\
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -m tessera "$@"
"""
LONGEST_SHEBANG = 125  # of 127 that Linux reads
WINDOWS_START = '@"%~dp0python.exe" -P -m tessera %*\n'


def ensure(places: Places, *, development: bool = False) -> None:
    """Bring the environment to the state of the lock file; raises `SetupError`."""
    if is_complete(places, development=development):
        return
    with one_at_a_time(places.root):
        _follow_move(places)
        if is_complete(places, development=development):
            return
        remove_stamps(places)
        if pip_command(places) is None:
            _make(places)
        install_locked(places, development=development)
        _connect(places)
        if development:
            write_stamp(places, development=True)
        write_stamp(places, development=False)


def _make(places: Places) -> None:
    """Make the environment anew. Debian splits off what puts pip into it."""
    tell("Making the environment .venv")
    if not ensurepip_is_here() and outer_pip() is None:
        install_venv()
    command = [this_python(), "-m", "venv", "--clear", str(places.environment)]
    if not ensurepip_is_here():
        command.insert(3, "--without-pip")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = last_line(done.stderr + done.stdout)
        raise SetupError(f"The environment .venv could not be made: {reason}")


def _connect(places: Places) -> None:
    """Let the environment find the code in ``app``, and leave the command ``tessera``."""
    (packages,) = places.site_packages
    (packages / "tessera.pth").write_text(f"{CODE}\n", "utf-8")
    if ON_WINDOWS:
        (places.scripts / "tessera.cmd").write_text(WINDOWS_START, "utf-8")
    else:
        script = places.scripts / "tessera"
        script.unlink(missing_ok=True)
        script.write_text(SHELL_START, "utf-8")
        script.chmod(0o755)
    code = str(places.root / "app" / "tessera")
    subprocess.run([places.python, "-m", "compileall", "-q", code], check=False)


def _follow_move(places: Places) -> None:
    """Keep an environment whose checkout was moved: nothing has to be fetched again."""
    for development in (False, True):
        stamp = read_stamp(places, development=development)
        if stamp is None or stamp.place == str(places.root):
            continue
        _rewrite_scripts(places, old_root=Path(stamp.place))
        if stamp.fits(places, development=development):
            write_stamp(places, development=development)


def _rewrite_scripts(places: Places, *, old_root: Path) -> None:
    """Correct the first lines of the tools' scripts, which name their interpreter."""
    old = re.escape(str(Places(old_root).scripts).encode())
    start = re.compile(
        rb"""#!(/bin/sh\n'''exec' ")?""" + old + rb"""/([^\n" ]+)[^\n]*\n(' '''\n)?"""
    )
    for script in places.scripts.iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        if found := start.match(content):
            interpreter = str(places.scripts / found[2].decode())
            script.write_bytes(script_start(interpreter) + content[found.end() :])


def script_start(interpreter: str) -> bytes:
    """Return the first lines of a Python script; a space or a long path needs the shell's help.

    >>> script_start("/home/me/tessera/.venv/bin/python")
    b'#!/home/me/tessera/.venv/bin/python\\n'
    """
    if " " in interpreter or len(interpreter) > LONGEST_SHEBANG:
        return f"""#!/bin/sh\n'''exec' "{interpreter}" "$0" "$@"\n' '''\n""".encode()
    return f"#!{interpreter}\n".encode()
