"""`tessera sandbox`: a provider on this machine, its first line, its token, its day, its end."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.cli.program import COMMAND, environment, tessera


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
