"""The entry point: the only place that knows everybody.

Children of this program are started as ``--child=NAME`` and are dispatched before anything else,
because in a bundle the interpreter is the program itself. What would run upward (the window, the
tour, the sandbox) is injected here into the command line.
"""

from __future__ import annotations

import gc
import os
import sys

# Only what the interpreter has loaded already: a Ctrl+C amid these lines would be a traceback, and
# `entry` can take it from there on. `typing` and `pathlib` alone are half of a start.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from tessera.core.models import Catalogue

PROGRAM_NAMES = frozenset({"tessera", "tessera.exe", "__main__.py"})


def entry() -> None:
    """Run as a program and leave with its exit code; what nobody foresaw is one line too."""
    sys.excepthook = _on_mistake
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:  # so early or so late that no command could take it
        sys.stderr.write("tessera: Stopped.\n")
        code = 1
    # All is done; a Ctrl+C that comes now would kill the interpreter while it takes itself down.
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # WORKAROUND CPython 3.11 to 3.13: a Ctrl+C that met a dataclass being made is remembered as
    # not handled, and the interpreter kills itself at its end; running any text forgets it.
    exec("")
    sys.exit(code)


def _on_mistake(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if sys.argv[1:2] and sys.argv[1].startswith("--child="):
        sys.__excepthook__(kind, error, trace)  # its parent reads this, no person
        return
    from tessera.cli import say_mistake

    say_mistake(error)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, or the window without arguments; return the exit code.

    ``argv`` holds the arguments without the program's name; the name is dropped where present.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words and os.path.basename(words[0]) in PROGRAM_NAMES:  # noqa: PTH119
        words = words[1:]
    if words and words[0].startswith("--child="):
        return _run_child(words[0].removeprefix("--child="))
    from tessera.cli import Ports, run

    return run(words, Ports(_open_window, _run_tour, _start_sandbox))


def _run_child(name: str) -> int:
    if name == "decode":
        from tessera.imaging.child import main as decode

        return decode()
    if name == "seal":
        from tessera.imaging.child import seal_main as seal

        return seal()
    if name == "sandbox":
        from tessera.sandbox.serve import child_main as sandbox
        from tessera.studio.clock import SystemClock

        return sandbox(_builtin_catalogue(), SystemClock())
    sys.stderr.write(f"tessera: there is no child named {name}\n")
    return 2


def _open_window(profile: str | None, photos: Sequence[Path]) -> int:
    from tessera.display import problem

    if (reason := problem()) is not None:
        sys.stderr.write(f"tessera: {reason}\n")
        return 1
    # A start makes thousands of objects and no garbage; `ui.garbage` looks for it once the window
    # stands, on the thread of the widgets.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        from tessera.ui.application import run_window

        return run_window(profile=profile, photos=photos)
    finally:
        if was_collecting:
            gc.enable()


def _run_tour(folder: Path) -> int:
    from tessera.ui.tour import run_tour

    return run_tour(folder)


def _start_sandbox(port: int, token: str | None, as_of: date | None) -> int:
    import signal
    from contextlib import suppress

    with suppress(ValueError):  # in a thread it is the main one that is told
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from tessera.sandbox.serve import main as serve
        from tessera.studio.clock import SystemClock

        return serve(
            port, token=token, as_of=as_of, catalogue=_builtin_catalogue(), clock=SystemClock()
        )
    except KeyboardInterrupt:  # ended before it was ready, which is an end in order, too
        return 0


def _builtin_catalogue() -> Catalogue:
    from tessera.core.catalogue import parse_catalogue
    from tessera.store.resources import read_catalogue

    return parse_catalogue(read_catalogue())


if __name__ == "__main__":
    entry()
