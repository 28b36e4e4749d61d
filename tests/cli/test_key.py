"""`tessera key`: read without echo, never from argv, kept in the keyring or not at all."""

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import COMMAND, ROOT, environment, tessera

KEY = "sk-test-0123456789abcdef"


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """Give the environment of a machine with an empty keyring."""
    place = tmp_path / "keyring.json"
    place.write_text("{}")
    return {
        "PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.FileKeyring",
        "PYTHONPATH": f"{ROOT / 'app'}:{ROOT}",
        "TESTS_KEYRING": str(place),
    }


def kept(keyring: dict[str, str]) -> dict[str, str]:
    """Return what the keyring has."""
    found: dict[str, str] = json.loads(Path(keyring["TESTS_KEYRING"]).read_text())
    return found


def test_a_key_is_kept_for_its_profile_and_forgotten_again(keyring: dict[str, str]) -> None:
    told = tessera("key", "set", env=keyring, stdin=f"{KEY}\n".encode())
    assert (told.code, told.err) == (0, "")
    assert KEY not in told.out
    assert kept(keyring) == {"openai https://api.openai.com:443": KEY}
    other = tessera("key", "set", "--profile", "gptproto", env=keyring, stdin=KEY.encode())
    assert other.code == 0
    assert tessera("key", "forget", env=keyring).code == 0
    assert kept(keyring) == {"gptproto https://gptproto.com:443": KEY}
    assert tessera("key", "forget", env=keyring).code == 0


REFUSED = {
    "nothing": b"",
    "an empty line": b"\n",
    "two words": b"not a key\n",
    "no text": b"\xff\xfe\n",
    "a sign no key has": "sk-ké\n".encode(),
}


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_key_is_one_line(typed: bytes, keyring: dict[str, str]) -> None:
    assert "key" in tessera("key", "set", env=keyring, stdin=typed).failure
    assert kept(keyring) == {}


def test_without_a_keyring_the_key_is_not_kept_and_that_is_said() -> None:
    said = tessera("key", "set", stdin=KEY.encode()).failure
    assert said.startswith("The key was not kept.")
    assert "OPENAI_API_KEY" in said
    assert "memory" not in said
    assert tessera("key", "forget").failure


def test_profiles_without_a_stored_key_say_so(keyring: dict[str, str]) -> None:
    assert tessera("key", "set", "--profile", "sandbox", env=keyring, stdin=b"k").failure
    elsewhere = keyring | {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    assert tessera("key", "set", "--profile", "environment", env=elsewhere, stdin=b"k").failure


@pytest.mark.parametrize(
    ("typed", "code"), [(f"{KEY}\n".encode(), 0), (b"\x04", 1), (b"\x03", 1)], ids=str
)
def test_on_a_terminal_it_is_read_without_echo(
    typed: bytes, code: int, keyring: dict[str, str]
) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "key", "set"],
        env=environment(keyring),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_own_the_terminal,
    )
    os.close(theirs)
    shown = b""
    while b"not shown" not in shown:
        shown += os.read(ours, 1000)
    os.write(ours, typed)
    out, _ = process.communicate(timeout=30)
    shown += _rest(ours)
    os.close(ours)
    assert process.returncode == code
    assert KEY.encode() not in shown + out
    assert b"Traceback" not in shown
    assert (kept(keyring) != {}) == (code == 0)


def _own_the_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _rest(terminal: int) -> bytes:
    found = b""
    try:
        while piece := os.read(terminal, 1000):
            found += piece
    except OSError:  # how a terminal says that its other side is gone
        pass
    return found
