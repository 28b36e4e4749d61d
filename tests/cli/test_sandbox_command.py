"""`tessera sandbox`: a provider on this machine, its first line, its token, its day, its end."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.cli.program import COMMAND, environment, tessera

# The signal comes amid the imports of the server: `uvicorn` is a finder's trap.
STOPPED_EARLY = """\
import os, sys
from tessera.__main__ import entry

class Trap:
    def find_spec(self, name, path=None, target=None):
        if name == "uvicorn":
            os.kill(os.getpid(), number)

number = int(sys.argv[1])
sys.meta_path.insert(0, Trap())
sys.argv[1:] = ["sandbox", "--port", "0"]
entry()
"""


@contextmanager
def running(*argv: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give the process and the first line that it printed."""
    process = subprocess.Popen(
        [*COMMAND, "sandbox", *argv],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


def models(url: str, key: str | None) -> httpx.Response:
    """Return the reply to ``GET /models``."""
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    return httpx.get(f"{url}/models", headers=headers, trust_env=False)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_is_and_ends_well(sent: signal.Signals) -> None:
    with running("--port", "0") as (process, line):
        url = line.rstrip("\n")
        assert line.endswith("/v1\n")
        assert url.startswith("http://127.0.0.1:")
        assert models(url, "anything").status_code == 200
        assert models(url, None).status_code == 401
        process.send_signal(sent)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_end_before_it_is_ready_is_an_end_in_order(sent: signal.Signals) -> None:
    stopped = subprocess.run(
        [sys.executable, "-c", STOPPED_EARLY, str(int(sent))],
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (stopped.returncode, stopped.stdout, stopped.stderr) == (0, b"", b"")


def test_a_token_and_a_day_are_obeyed_and_the_port_is_the_one_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    argv = ("--port", str(port), "--token", "secret", "--as-of", "2026-03-20")
    with running(*argv) as (_, line):
        assert line == f"http://127.0.0.1:{port}/v1\n"
        assert models(line.strip(), "another").status_code == 401
        listed = models(line.strip(), "secret").json()["data"]
    assert "gpt-image-1" in {model["id"] for model in listed}


def test_a_taken_port_is_one_line_and_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert port in tessera("sandbox", "--port", port).failure
