"""The sandbox as a process: its first line, its end, a taken port, its life as a child."""

import json
import signal
import socket
import subprocess

import httpx
import pytest

from tests.sandbox.conftest import TODAY
from tests.sandbox.processes import start, start_child


def first_line(process: subprocess.Popen[str]) -> str:
    """Return the URL that the process printed."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def models(url: str, key: str = "any") -> int:
    """Return the status of ``GET /models``."""
    headers = {"authorization": f"Bearer {key}"}
    return httpx.get(f"{url}/models", headers=headers, trust_env=False).status_code


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_with_0_and_without_a_word(sent: signal.Signals) -> None:
    process = start(as_of=TODAY, until_eof=False)
    url = first_line(process)
    assert models(url) == 200
    process.send_signal(sent)
    out, said = process.communicate(timeout=10)
    assert (process.returncode, out, said) == (0, "", "")


def test_a_signal_ends_it_while_a_stream_runs() -> None:
    process = start(as_of=TODAY, pace_s=0.2, until_eof=False)
    url = first_line(process)
    body = {"model": "gpt-5-mini", "input": "Hello", "stream": True}
    headers = {"authorization": "Bearer k"}
    with (
        httpx.Client(trust_env=False) as client,
        client.stream("POST", f"{url}/responses", json=body, headers=headers) as reply,
    ):
        assert reply.status_code == 200
        process.terminate()
        assert process.wait(timeout=10) == 0
    assert process.communicate()[1] == ""


def test_it_listens_on_this_machine_only_and_says_where_first() -> None:
    process = start(as_of=TODAY)
    url = first_line(process)
    assert url.startswith("http://127.0.0.1:")
    assert url.endswith("/v1")
    assert models(url) == 200
    process.terminate()
    process.communicate(timeout=10)


def test_a_taken_port_is_one_line_and_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(port=port)
        out, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert out == ""
    assert said.startswith(f"tessera: the sandbox cannot listen on port {port}:")
    assert said.count("\n") == 1


def test_a_child_takes_its_token_from_stdin_and_ends_with_it() -> None:
    process = start_child()
    assert process.stdin is not None
    process.stdin.write(json.dumps({"token": "secret-token", "pace_s": 0}) + "\n")
    process.stdin.flush()
    url = first_line(process)
    assert models(url, "secret-token") == 200
    assert models(url, "another") == 401
    out, said = process.communicate(timeout=10)  # closes stdin, as a dying parent does
    assert (process.returncode, out, said) == (0, "", "")


def test_a_child_may_live_on_another_day() -> None:
    process = start_child()
    assert process.stdin is not None
    process.stdin.write(json.dumps({"token": "t", "as_of": "2026-03-20"}) + "\n")
    process.stdin.flush()
    url = first_line(process)
    headers = {"authorization": "Bearer t"}
    listed = httpx.get(f"{url}/models", headers=headers, trust_env=False).json()["data"]
    assert "gpt-image-1" in {model["id"] for model in listed}
    process.communicate(timeout=10)


@pytest.mark.parametrize("order", ["", "no json\n", '{"as_of": "someday"}\n', "[]\n"])
def test_a_child_without_a_readable_order_says_so(order: str) -> None:
    process = start_child()
    out, said = process.communicate(order, timeout=20)
    assert (process.returncode, out) == (1, "")
    assert said == "tessera: the sandbox was given no readable order on stdin\n"
