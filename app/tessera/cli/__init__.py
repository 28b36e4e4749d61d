"""The command line: the second face over the same use cases as the window.

Exit codes: 0 done, 1 failed, 2 what argv alone shows to be wrong. A failure prints exactly one
line on stderr, never a traceback.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tessera.cli.output import say
from tessera.cli.parser import parse
from tessera.core.errors import TesseraError


@dataclass(frozen=True, slots=True)
class Ports:
    """What would run upward from here, injected by ``__main__``."""

    open_window: Callable[[str | None, Sequence[Path]], int]
    run_tour: Callable[[Path], int]
    start_sandbox: Callable[[int, str | None, date | None], int]


def run(argv: Sequence[str], ports: Ports) -> int:
    """Run one command and return its exit code."""
    try:
        asked = parse(list(argv))
    except SystemExit as leaving:  # argparse leaves by itself, with 0 for --help or 2
        return leaving.code if isinstance(leaving.code, int) else 2
    try:
        return _dispatch(asked, ports)
    except TesseraError as error:
        say(str(error))
    except KeyboardInterrupt:
        say("Stopped. What had already been sent may have been charged; `tessera ledger` shows it.")
    except BrokenPipeError:
        # The reader of our output is gone; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


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
