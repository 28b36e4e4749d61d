"""A screen of its own for a journey: Xvfb with a window manager, a mouse, and its picture."""

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

PROGRAMS = ("Xvfb", "openbox", "xdotool")
SIZE = (1500, 900)
DEPTH = 24
XWD_HEADER = 25  # 32-bit numbers, big-endian
STEPS, A_STEP_S = 12, 0.03


def missing_programs() -> list[str]:
    """Return which of the programs are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@dataclass
class Screen:
    """A running X server. Programs started here end with it."""

    display: str
    folder: Path
    programs: ExitStack = field(default_factory=ExitStack)

    def start(self, command: Sequence[str], **environ: str) -> subprocess.Popen[str]:
        """Start a program on this screen."""
        program = subprocess.Popen(
            command, env=self.environ | environ, stdout=subprocess.PIPE, text=True
        )
        self.programs.callback(_end, program)
        return program

    @property
    def environ(self) -> dict[str, str]:
        """Return the environment of programs on this screen."""
        foreign = ("QT_", "XDG_", "WAYLAND_", "OPENAI_")
        plain = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        return plain | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def xdotool(self, *words: str) -> str:
        """Do something with windows, mouse or keys; returns what it says."""
        found = subprocess.run(
            ["xdotool", *words], env=self.environ, capture_output=True, text=True, check=False
        )
        return found.stdout.strip()

    def window(self, title: str) -> str:
        """Wait for a window with this title; returns its id."""
        wait_for(lambda: self._window(title), f"a window called {title} is there")
        return self._window(title)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press the mouse at ``start``, pull it to ``end`` as a hand does, let go."""
        self.xdotool("mousemove", str(start[0]), str(start[1]))
        self.xdotool("mousedown", "1")
        for step in range(1, STEPS + 1):
            x = start[0] + (end[0] - start[0]) * step // STEPS
            y = start[1] + (end[1] - start[1]) * step // STEPS
            self.xdotool("mousemove", str(x), str(y))
            time.sleep(A_STEP_S)
        self.xdotool("mousemove", str(end[0] + 2), str(end[1] + 2))
        time.sleep(10 * A_STEP_S)  # both programs talk about the drop
        self.xdotool("mouseup", "1")

    def shot(self) -> Image.Image:
        """Return what is on the screen, read from the X server's own frame buffer."""
        data = (self.folder / "Xvfb_screen0").read_bytes()
        header = struct.unpack_from(f">{XWD_HEADER}I", data)
        size, width, height, line, colours = (header[i] for i in (0, 4, 5, 12, 19))
        pixels = data[size + 12 * colours :]
        return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", line)

    def _window(self, title: str) -> str:
        return self.xdotool("search", "--onlyvisible", "--name", title).partition("\n")[0]


@contextmanager
def open_screen(folder: Path) -> Iterator[Screen]:
    """Start an X server on a display that is free, with a window manager; end all of it."""
    width, height = SIZE
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x{DEPTH}"),
            *("-fbdir", str(folder), "-nolisten", "tcp", "-noreset"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        assert number, "the X server did not start"
        screen = Screen(f":{number}", folder)
        with screen.programs:
            screen.start(["openbox", "--sm-disable"], HOME=str(folder))
            yield screen
    finally:
        _end(server)


def wait_for(condition: Callable[[], object], what: str, patience_s: float = 40.0) -> None:
    """Wait until ``condition`` holds."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience_s:g} s in vain until {what}"
        time.sleep(0.05)


def _end(program: subprocess.Popen[str]) -> None:
    program.terminate()
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    if program.stdout is not None:
        program.stdout.close()
