"""From the words of a command line to the command; each loads only what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tessera.cli.parser import parse

if TYPE_CHECKING:
    import argparse

    from tessera.cli import Ports


def dispatch(argv: list[str], ports: Ports) -> int:
    """Run what ``argv`` asks for and return its exit code."""
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
        case "generate":
            from tessera.cli.generate import generate

            return generate(asked)
        case "edit":
            from tessera.cli.edit import edit

            return edit(asked)
        case "key":
            from tessera.cli.key import key

            return key(asked)
        case "library":
            from tessera.cli.library import library

            return library(asked)
        case "ledger":
            from tessera.cli.ledger import ledger

            return ledger(asked)
        case "calibrate":
            from tessera.cli.calibrate import run_calibration

            return run_calibration(asked)
        case "reconcile":
            from tessera.cli.reconcile import reconcile

            return reconcile(asked)
        case _:
            from tessera.cli.recover import recover

            return recover(asked)
