"""Running the sandbox: on 127.0.0.1 only, as a command of its own or as this program's child.

The first line on stdout is the base URL, printed when connections are accepted. SIGINT and SIGTERM
end it with 0. As a child it takes one line of JSON on stdin (never argv, which others can read),
and ends when stdin does, that is, when its parent dies.
"""

import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from types import FrameType

import uvicorn

from tessera.core.catalogue import Catalogue
from tessera.core.ports import Clock
from tessera.sandbox.app import create_app
from tessera.sandbox.house import DEFAULT_PACE_S

HOST = "127.0.0.1"
BACKLOG = 128
GOODBYE_S = 1
STDIN = 0
PACE_VARIABLE = "TESSERA_SANDBOX_PACE"  # seconds


def main(
    port: int,
    *,
    token: str | None,
    as_of: date | None,
    catalogue: Catalogue,
    clock: Clock,
    pace_s: float | None = None,
    until_eof: bool = False,
) -> int:
    """Serve until a signal, or with ``until_eof`` the end of stdin; return the exit code.

    ``port`` 0 takes a free one; a port that is taken: one line on stderr and 1. ``pace_s`` is the
    pause between streamed words (None: `PACE_VARIABLE`, else the default).
    """
    try:
        listener = listen(port)
    except OSError as error:
        reason = error.strerror or str(error)
        sys.stderr.write(f"tessera: the sandbox cannot listen on port {port}: {reason}\n")
        return 1
    pace = _pace_s() if pace_s is None else pace_s
    app = create_app(catalogue, clock, token=token, as_of=as_of, pace_s=pace)
    server = Server(app, on_ready=lambda: _announce(listener))
    if until_eof:
        threading.Thread(target=_wait_for_eof, args=(server.stop,), daemon=True).start()
    with listener, contextlib.closing(app.state.house):
        server.run(sockets=[listener])
    return 0


def child_main(catalogue: Catalogue, clock: Clock) -> int:
    """Serve as a child: the order comes as ``{"token", "as_of", "pace_s"}`` on stdin."""
    line = _first_line()
    try:
        order = json.loads(line)
        token, as_of = order.get("token"), order.get("as_of")
        pace_s = float(order.get("pace_s", _pace_s()))
        day = None if as_of is None else date.fromisoformat(as_of)
    except (ValueError, TypeError, AttributeError):
        sys.stderr.write("tessera: the sandbox was given no readable order on stdin\n")
        return 1
    return main(
        0,
        token=token,
        as_of=day,
        catalogue=catalogue,
        clock=clock,
        pace_s=pace_s,
        until_eof=True,
    )


def listen(port: int) -> socket.socket:
    """Return a listening socket on this machine only; raises `OSError`."""
    # Without the protocol named, asyncio leaves Nagle on and each reply waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # On Windows this option would let a second process take the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """Return the base URL of a listening socket."""
    return f"http://{HOST}:{listener.getsockname()[1]}/v1"


class Server(uvicorn.Server):
    """uvicorn with an exit code of 0 on signals, and a word when it is ready."""

    def __init__(self, app: object, *, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]  # an ASGI application
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GOODBYE_S,
            )
        )
        # A client that leaves amid an answer is nothing to warn about.
        logging.getLogger("asyncio").setLevel(logging.ERROR)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, then say so."""
        await super().startup(sockets)
        self._on_ready()

    def stop(self) -> None:
        """Ask the server to end; may be called from any thread."""
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGINT and SIGTERM. uvicorn would raise them again and leave with their code."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()


_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _pace_s() -> float:
    """Return the pace that the environment asks for, else the default."""
    try:
        asked = float(os.environ.get(PACE_VARIABLE, ""))
    except ValueError:
        return DEFAULT_PACE_S
    return asked if 0 <= asked <= 10 else DEFAULT_PACE_S


def _announce(listener: socket.socket) -> None:
    sys.stdout.write(f"{base_url(listener)}\n")
    sys.stdout.flush()


def _wait_for_eof(stop: Callable[[], None]) -> None:
    # os.read, not sys.stdin: a thread that waits inside the buffer would block the exit.
    with contextlib.suppress(OSError):
        while os.read(STDIN, 4096):
            pass
    stop()


def _first_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        got = os.read(STDIN, 1)
        if not got:
            break
        line += got
    return line
