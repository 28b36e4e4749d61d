"""The grammar of `tessera library`: a deed, a file for two of them, and a word for the third."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from tessera.cli.words import a_text

DEEDS = ("check", "export", "restore", "erase")


def add_library(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "deed", choices=DEEDS, help="check reads everything for damage and changes nothing"
    )
    parser.add_argument("file", nargs="?", type=a_text, metavar="FILE", help="a ZIP file")
    parser.add_argument("--yes", action="store_true", help="erase really: there is no way back")


def check_library(asked: Namespace, error: Callable[[str], object]) -> None:
    """Refuse what argv alone shows to be wrong."""
    needs_file = asked.deed in ("export", "restore")
    if asked.file is not None and not needs_file:
        error(f"{asked.deed} takes no FILE")
    if asked.file is None and needs_file:
        error(f"{asked.deed} needs FILE")
    if asked.yes and asked.deed != "erase":
        error("--yes goes with erase")
    if asked.deed == "erase" and not asked.yes:
        error("erase removes everything for good and needs --yes")
