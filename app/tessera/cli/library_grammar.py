"""The grammar of `tessera library`: a deed, a file for two of them, and a word for the third."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from tessera.cli.words import a_text

DEEDS = ("export", "restore", "erase")


def add_library(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("deed", choices=DEEDS)
    parser.add_argument("file", nargs="?", type=a_text, metavar="FILE", help="a ZIP file")
    parser.add_argument("--yes", action="store_true", help="erase really: there is no way back")


def check_library(asked: Namespace, error: Callable[[str], object]) -> None:
    """Refuse what argv alone shows to be wrong."""
    if asked.deed == "erase":
        if asked.file is not None:
            error("erase takes no FILE")
        if not asked.yes:
            error("erase removes everything for good and needs --yes")
    elif asked.file is None:
        error(f"{asked.deed} needs FILE")
    elif asked.yes:
        error("--yes goes with erase")
