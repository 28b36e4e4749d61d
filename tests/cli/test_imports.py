"""What a command loads: counting loads nothing of a call, no command but the window loads Qt."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.asking import ASK
from tests.cli.program import environment

HEAVY = ("PIL", "PySide6", "bpe_openai", "httpx", "keyring", "qasync", "starlette", "uvicorn")
PROBE = f"""\
import sys
from tessera.__main__ import main
code = main(sys.argv[1:])
loaded = [name for name in {HEAVY} if name in sys.modules]
print(code, *loaded, file=sys.stderr)
"""


def loaded(*argv: str | Path, **extra: str) -> tuple[int, set[str]]:
    """Return the exit code of a command and what it has loaded of `HEAVY` at its end."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, *argv],
        env=environment(extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    code, *names = ended.stderr.splitlines()[-1].split()
    return int(code), set(names)


@pytest.mark.parametrize("argv", [("--size", "64x48", "--all"), ("--size", "64x48", "--json")])
def test_counting_a_size_loads_nothing_of_a_call(argv: tuple[str, ...]) -> None:
    assert loaded("meter", *argv) == (0, set())
    assert loaded("catalogue") == (0, set())


def test_counting_a_picture_leaves_pillow_to_the_child(picture: Path) -> None:
    assert loaded("meter", picture) == (0, set())


def test_the_ledger_loads_nothing_of_a_call() -> None:
    assert loaded("ledger") == (0, set())
    assert loaded("recover") == (0, set())


def test_asking_loads_the_network_and_no_window(sandbox_url: str, picture: Path) -> None:
    argv = ("ask", picture, "--prompt", "x", "--model", "gpt-5.6-luna")
    code, names = loaded(*argv, OPENAI_BASE_URL=sandbox_url, OPENAI_API_KEY="k")
    assert (code, names - {"bpe_openai"}) == (0, {"httpx"})


def test_a_dry_run_does_not_load_the_network() -> None:
    code, names = loaded(*ASK, "--dry-run")
    assert (code, names - {"bpe_openai"}) == (0, set())


def test_the_entry_point_loads_nothing_before_it_can_take_a_stop() -> None:
    probe = "import sys; before = set(sys.modules); import tessera.__main__; "
    probe += "print(*set(sys.modules) - before)"
    started = [sys.executable, "-c", probe]
    said = subprocess.run(started, env=environment(), capture_output=True, text=True, check=True)
    assert set(said.stdout.split()) <= {"__future__", "gc", "tessera", "tessera.__main__"}
