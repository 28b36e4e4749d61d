"""The three streams of a command, made safe before anything is printed.

A stream that whoever called us had closed is replaced by nothing at all, so that a file opened
later does not take its number. A terminal that knows no “×” shows an escape. What cannot be
written is an error of its own, `OutputLost`; the interpreter would tell of it in a traceback.
"""

import contextlib
import errno
import os
import sys
from io import TextIOWrapper

from tessera.core.errors import TesseraError

_REASONS = {errno.EPIPE: "nobody reads it", errno.EBADF: "stdout is closed"}


class OutputLost(TesseraError):
    """The reader of our output is gone, its disk is full, or there never was one."""


def prepare_streams() -> None:
    """Make stdin, stdout and stderr usable, whatever the caller did to them."""
    # Lowest number first: each takes the place of the stream that is missing. Writing to a stdout
    # that was closed must fail, as it does for every program; hence opened for reading.
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), "r", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def speak_utf8() -> None:
    """Write stdout as UTF-8 from here on: JSON is UTF-8 whatever the terminal knows."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")


def write_out(text: str) -> None:
    """Write ``text`` on stdout now; raises `OutputLost`."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _give_up_stdout()
        reason = _REASONS.get(error.errno or 0, error.strerror or "it failed")
        raise OutputLost(f"The output could not be written: {reason}.") from error


def say(text: str) -> None:
    """Write one line on stderr: a failure, or with exit code 0 a notice."""
    with contextlib.suppress(OSError):  # nobody listens; the exit code still tells
        sys.stderr.write(f"tessera: {one_line(text)}\n")
        sys.stderr.flush()


def one_line(text: str) -> str:
    """Return ``text`` on a single line, without control characters."""
    joined = " ".join(text.split())
    return "".join(letter for letter in joined if letter.isprintable())


def _give_up_stdout() -> None:
    """Let what is still in the buffer go nowhere, or the interpreter complains at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
