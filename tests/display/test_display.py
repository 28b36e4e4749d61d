"""Can a window open here? Every answer is one line, and comes before Qt is loaded."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tessera.display import Need, problem, screen
from tessera.display.servers import wayland_answers, x_addresses, x_server_answers

A_MOMENT_S = 0.2


@pytest.fixture
def free_port() -> Iterator[socket.socket]:
    """A listening TCP socket on this machine, on a port that an X display can name."""
    with closing(socket.socket()) as server:
        for port in range(6400, 6999):
            try:
                server.bind(("127.0.0.1", port))
            except OSError:
                continue
            server.listen()
            break
        yield server


def display_of(server: socket.socket) -> str:
    return f"127.0.0.1:{server.getsockname()[1] - 6000}"


def answer_once(server: socket.socket, answer: bytes) -> None:
    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(100)
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()


def test_without_any_display_the_line_names_the_tour() -> None:
    line = problem({}, platform="linux")
    assert line is not None
    assert "tessera tour --out" in line
    assert "\n" not in line


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_off_linux_there_is_always_a_display(platform: str) -> None:
    assert problem({}, platform=platform) is None


def test_a_platform_without_a_screen_may_be_chosen_by_hand() -> None:
    assert screen({"QT_QPA_PLATFORM": "offscreen:size=800x600"}) is Need.OFFSCREEN
    assert problem({"QT_QPA_PLATFORM": "offscreen"}, platform="linux") is None


def test_the_platform_that_opens_the_screen_to_the_network_is_never_used() -> None:
    line = problem({"QT_QPA_PLATFORM": "vnc", "DISPLAY": ":0"}, platform="linux")
    assert line is not None
    assert "network" in line


def test_a_display_without_a_server_is_named() -> None:
    line = problem({"DISPLAY": ":4711"}, platform="linux")
    assert line is not None
    assert ":4711 does not answer" in line


def test_a_server_that_refuses_our_odd_question_is_alive(free_port: socket.socket) -> None:
    answer_once(free_port, b"\0")
    display = display_of(free_port)
    assert screen({"DISPLAY": display}) is Need.X11


def test_a_server_that_hangs_is_not_waited_for(free_port: socket.socket) -> None:
    assert not x_server_answers(display_of(free_port), within_s=A_MOMENT_S)


def test_wayland_is_asked_first_and_x_is_the_second_choice(
    tmp_path: Path, free_port: socket.socket
) -> None:
    both = {"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)}
    answer_once(free_port, b"\0")
    assert screen({**both, "DISPLAY": display_of(free_port)}) is Need.X11
    with closing(socket.socket(socket.AF_UNIX)) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        assert screen({**both, "DISPLAY": display_of(free_port)}) is Need.WAYLAND
        assert wayland_answers(str(tmp_path / "wayland-0"), "")


@pytest.mark.parametrize("display", ["", "x", ":", ":a", "host", "host:"])
def test_a_malformed_display_leads_nowhere(display: str) -> None:
    assert x_addresses(display) == []


def test_a_display_of_another_machine_is_reached_by_tcp() -> None:
    assert x_addresses("far:10.0") == [(socket.AF_INET, ("far", 6010))]
