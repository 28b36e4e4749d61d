"""The key in a real Secret Service: gnome-keyring on a session bus of its own.

Each test starts a bus, a keyring and the program, in a home of its own, and ends them all.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, ROOT, environment

pytestmark = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-run-session and gnome-keyring",
)

KEY = "sk-keyring-0123456789abcdefgh"
PATIENCE_S = 60
UNLOCKED = "printf opensesame | gnome-keyring-daemon --unlock --components=secrets"
LOCKED = "gnome-keyring-daemon --start --components=secrets"
ASK_FOR_IT = (
    "from tessera.core.profiles import OPENAI\n"
    "from tessera.store.secrets import Secrets\n"
    "keys = Secrets({})\n"
    "print(keys.where(OPENAI), keys.key(OPENAI), keys.trouble)\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with nothing in it, for the keyring and the program."""
    place = tmp_path / "home"
    place.mkdir(mode=0o700)
    return place


def in_session(
    home: Path, keyring: str, *commands: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run shell commands on a new bus where ``keyring`` was started; nothing of it stays."""
    script = "; ".join((f"{keyring} > keyring.out 2>&1", *commands))
    places = ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    kept = {
        name: value for name, value in environment().items() if name != "PYTHON_KEYRING_BACKEND"
    }
    environ = kept | dict.fromkeys(places, str(home)) | {"PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"}
    process = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", script],
        cwd=home,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(typed, PATIENCE_S)
    finally:
        _end(process.pid)
    return subprocess.CompletedProcess(script, process.returncode, out, err)


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def python(code: str) -> str:
    return f"{sys.executable} -c '{code}'"


def tessera(*words: str) -> str:
    return " ".join((*COMMAND, *words))


def test_a_key_is_set_found_by_the_next_run_and_forgotten(home: Path) -> None:
    done = in_session(
        home,
        UNLOCKED,
        tessera("key", "set"),
        python(ASK_FOR_IT),
        tessera("key", "forget"),
        python(ASK_FOR_IT),
        typed=f"{KEY}\n",
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith(("keyring ", "none "))]
    assert lines == [f"keyring {KEY} None", "none None None"], done


def test_the_key_lies_in_no_file_in_the_clear(home: Path, data_home: Path) -> None:
    done = in_session(home, UNLOCKED, tessera("key", "set"), python(ASK_FOR_IT), typed=f"{KEY}\n")
    assert f"keyring {KEY} None" in done.stdout
    files = [path for place in (home, data_home) for path in place.rglob("*") if path.is_file()]
    assert any("keyrings" in path.parts for path in files), "the keyring's own file is among them"
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_a_locked_keyring_is_a_sentence_and_no_wait(home: Path) -> None:
    done = in_session(home, LOCKED, tessera("key", "set"), typed=f"{KEY}\n")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("tessera: ")]
    assert "keyring" in line
    assert "Unlock" in line
    assert KEY not in done.stderr
    assert done.returncode == 1


def test_a_keyring_that_dies_between_two_questions_is_found_again_or_said(home: Path) -> None:
    by_its_own_id = (
        "kill -9 $(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / "
        "org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets "
        "| awk '{print $2}')"
    )
    done = in_session(
        home, UNLOCKED, tessera("key", "set"), by_its_own_id, python(ASK_FOR_IT), typed=f"{KEY}\n"
    )
    said = done.stdout.splitlines()[-1]
    assert said.startswith("none None The system's keyring"), done
    assert KEY not in said


def test_without_a_bus_there_is_no_keyring_and_the_program_says_so(home: Path) -> None:
    process = subprocess.run(
        [*COMMAND, "key", "set"],
        cwd=home,
        env={n: v for n, v in environment().items() if n != "PYTHON_KEYRING_BACKEND"}
        | {"HOME": str(home), "PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"},
        input=f"{KEY}\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert process.returncode == 1
    assert process.stderr.startswith("tessera: ")
    assert process.stderr.count("\n") == 1
    assert KEY not in process.stderr
