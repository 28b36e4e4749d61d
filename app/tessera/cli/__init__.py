"""The command line: the second face over the same use cases as the window.

Exit codes: 0 done, 1 failed, 2 what argv alone shows to be wrong. A failure prints exactly one
line on stderr, never a traceback.
"""

import argparse
import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tessera.cli.parser import parse
from tessera.cli.streams import prepare_streams, say, write_out
from tessera.core.errors import TesseraError

_NOWHERE = logging.NullHandler()


@dataclass(frozen=True, slots=True)
class Ports:
    """What would run upward from here, injected by ``__main__``."""

    open_window: Callable[[str | None, Sequence[Path]], int]
    run_tour: Callable[[Path], int]
    start_sandbox: Callable[[int, str | None, date | None], int]


def run(argv: Sequence[str], ports: Ports) -> int:
    """Run one command and return its exit code."""
    prepare_streams()
    # Without a handler Python writes warnings to stderr, where our one line stands alone.
    logging.getLogger().addHandler(_NOWHERE)
    try:
        code = _run(list(argv), ports)
        write_out("")  # while a failure can still be said
    except TesseraError as error:
        say(str(error))
    except KeyboardInterrupt:
        say("Stopped. Nothing was sent.")
    except OSError as error:
        say(f"The system refused: {error.strerror or error}.")
    else:
        return code
    return 1


def say_mistake(error: BaseException) -> None:
    """Say in one line what nobody foresaw, with enough to find it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    say(f"This is a mistake in Tessera: {type(error).__name__}{place}: {error}. Report this line.")


def _run(argv: list[str], ports: Ports) -> int:
    try:
        return _dispatch(parse(argv), ports)
    except SystemExit as leaving:  # argparse leaves by itself, with 0 for --help or 2
        return leaving.code if isinstance(leaving.code, int) else 2


def _dispatch(asked: argparse.Namespace, ports: Ports) -> int:
    match asked.command:
        case None:
            return ports.open_window(asked.profile, ())
        case "open":
            return ports.open_window(asked.profile, [Path(name) for name in asked.pictures])
        case "tour":
            return ports.run_tour(Path(asked.out))
        case "sandbox":
            return ports.start_sandbox(asked.port, asked.token, asked.as_of)
        case "meter":
            from tessera.cli.meter import meter

            return meter(asked)
        case "catalogue":
            from tessera.cli.catalogue import catalogue

            return catalogue(asked)
        case "ask":
            from tessera.cli.ask import ask

            return ask(asked)
        case "key":
            from tessera.cli.key import key

            return key(asked)
        case "ledger":
            from tessera.cli.ledger import ledger

            return ledger(asked)
        case _:
            from tessera.cli.recover import recover

            return recover(asked)
