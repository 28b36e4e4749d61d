"""The program with its modules loaded, started by forking: ``python -m tests.faults.warm``.

A sweep starts the real program thousands of times, and most of a start is reading modules. Here an
*origin* reads them once; each connection to its socket forks a *keeper*, which forks the program,
tells its process id, lets it go when told to (strace has hold of it by then), and tells how it
ended. Each program is a process of its own, as after any fork before the first line of `main`.
"""

import asyncio
import gc
import importlib
import json
import os
import pkgutil
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.cli.program import ROOT, Done, environment

PATIENCE_S = 90.0
WITHOUT_WINDOW = ("core", "store", "imaging", "client", "studio", "cli")
FROM_OUTSIDE = ("httpx", "anyio._backends._asyncio", "PIL.PngImagePlugin", "PIL.JpegImagePlugin")

Hold = Callable[[int], Awaitable[asyncio.subprocess.Process]]


@dataclass(frozen=True)
class Order:
    """What to start: a module's `main` or `entry`, words for it, its environment, its streams."""

    module: str
    words: Sequence[str]
    env: dict[str, str]
    out: Path
    err: Path

    def as_line(self) -> bytes:
        """Return the order as it goes to the keeper."""
        return json.dumps(asdict(self), default=str).encode() + b"\n"


class Origin:
    """The loaded program, with its window or without, ready to be started."""

    def __init__(self, *, has_window: bool = False) -> None:
        self._parts = (*WITHOUT_WINDOW, "ui") if has_window else WITHOUT_WINDOW
        self._folder = Path(tempfile.mkdtemp(prefix="warm-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.faults.warm", self._socket, *self._parts],
            cwd=ROOT,
            env=environment({"PYTHONPATH": f"{ROOT / 'app'}:{ROOT}"}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()  # its end is the origin's
        self._process.wait(PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        shutil.rmtree(self._folder)

    async def run(
        self,
        module: str,
        words: Sequence[str],
        env: dict[str, str],
        held: Hold | None = None,
    ) -> Done:
        """Run the program to its end; ``held`` takes hold of its process before its first line."""
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            order = Order(module, words, env, Path(place, "out"), Path(place, "err"))
            code = await asyncio.wait_for(self._run(order, held), PATIENCE_S)
            return Done(code, order.out.read_text(), order.err.read_text(errors="replace"))

    async def _run(self, order: Order, held: Hold | None) -> int:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(order.as_line())
            pid = int(await reader.readline())
            holder = await held(pid) if held is not None else None
            writer.write(b"go\n")
            code = int(await reader.readline())
            if holder is not None:
                await holder.wait()  # its log is whole then
        finally:
            writer.close()
        await writer.wait_closed()
        return code

    @property
    def _socket(self) -> str:
        return str(self._folder / "socket")


def main(address: str, *parts: str) -> None:
    """Load the parts and what they will need, and start the program for whoever connects."""
    for part in parts:
        package = importlib.import_module(f"tessera.{part}")
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(found.name)
    for name in FROM_OUTSIDE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is shared after a fork stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers need nobody to bury them
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(16)
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([listening.fileno(), 0], [], [])
        if 0 in ready:
            listening.close()
            return
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            _keep(connection)
            return
        connection.close()


def _keep(connection: socket.socket) -> None:
    """Start the program, tell its id and its end; only the program itself returns from here."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    lines = connection.makefile("r")
    order = json.loads(lines.readline())
    gate, opener = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(opener)
        lines.close()
        connection.close()
        _become(order, gate)
        program = importlib.import_module(order["module"])
        sys.exit(getattr(program, "entry", program.main)())
    os.close(gate)
    connection.sendall(b"%d\n" % pid)
    lines.readline()
    os.write(opener, b"go")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    connection.sendall(b"%d\n" % code)
    os._exit(0)


def _become(order: dict[str, Any], gate: int) -> None:
    """Take the order's place in the world, and wait until somebody has hold of this process."""
    os.read(gate, 2)
    os.close(gate)
    os.environ.clear()
    os.environ.update(order["env"])
    for number, path in ((1, order["out"]), (2, order["err"])):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.argv[1:] = order["words"]


if __name__ == "__main__":
    main(*sys.argv[1:])
