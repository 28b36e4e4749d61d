"""The command line's grammar; what argv alone shows to be wrong ends with exit code 2.

No option may be abbreviated, and every mistake is one line on stderr.
"""

import argparse
from collections.abc import Callable
from decimal import Decimal
from typing import NoReturn

from tessera import __version__
from tessera.cli.library_grammar import add_library, check_library
from tessera.cli.make_grammar import (
    QUALITIES,
    add_edit,
    add_generate,
    check_edit,
    check_out,
    joined_box,
)
from tessera.cli.streams import one_line
from tessera.cli.words import (
    a_date,
    a_name,
    a_place,
    a_port,
    a_positive_decimal,
    a_positive_int,
    a_size,
    a_text,
    a_token,
    an_amount,
)
from tessera.core.redaction import Redactor
from tessera.core.words import Detail

PROGRAM = "tessera"


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks in single lines and takes no abbreviations."""

    def __init__(self, *args: object, **options: object) -> None:
        options["allow_abbrev"] = False
        super().__init__(*args, **options)  # type: ignore[arg-type]  # argparse's own signature

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line and leave with 2; a key typed by mistake is not shown."""
        line = one_line(Redactor()(message))
        self.exit(2, f"{PROGRAM}: {line} (see `{self.prog} --help`)\n")


Adder = Callable[..., argparse.ArgumentParser]


def build_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(prog=PROGRAM, description="See what a vision model sees, and what it costs.")
    _common(parser, profile=None)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for add in (_meter, _ask, _make, _others):
        add(subparsers.add_parser)
    return parser


def parse(argv: list[str]) -> argparse.Namespace:
    """Return what was asked for; leaves with 2 where argv alone is wrong."""
    parser = build_parser()
    asked, odd = parser.parse_known_args(joined_box(argv))
    if asked.command:
        parser.prog = f"{PROGRAM} {asked.command}"  # whose help says more
    if odd and not _are_taken_as_pictures(asked, odd):
        parser.error(f"unrecognized arguments: {' '.join(odd)}")
    if asked.command == "meter":
        _check_meter(parser, asked)
    if asked.command == "ask" and asked.pictures.count("-") > 1:
        parser.error("only one picture can come from stdin")
    if asked.command == "library":
        check_library(asked, parser.error)
    if asked.command in ("generate", "edit"):
        check_out(asked, parser.error)
    if asked.command == "edit":
        check_edit(asked, parser.error)
    return asked


def _are_taken_as_pictures(asked: argparse.Namespace, odd: list[str]) -> bool:
    """Return whether ``odd`` are more pictures, and take them: argparse stops at an option."""
    if "pictures" not in asked:
        return False
    end = odd.index("--") if "--" in odd else len(odd)
    late = odd[:end] + odd[end + 1 :]
    if not all(late) or any(word.startswith("-") and word != "-" for word in odd[:end]):
        return False
    asked.pictures += late
    return True


def _common(parser: argparse.ArgumentParser, *, profile: str | None) -> None:
    parser.add_argument(
        "--profile",
        type=a_text,
        metavar="P",
        default=profile,
        help="where calls go: a profile of the program",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")


def _command(add: Adder, name: str, summary: str, *, json: bool = True) -> argparse.ArgumentParser:
    parser = add(name, help=summary, description=summary)
    # Without a default of its own it leaves alone what was said before the command's name.
    _common(parser, profile=argparse.SUPPRESS)
    if json:
        parser.add_argument("--json", action="store_true", help="print one JSON value")
    return parser


def _meter(add: Adder) -> None:
    parser = _command(add, "meter", "Count what a picture costs, before anything is sent.")
    parser.add_argument("pictures", type=a_place, nargs="*", metavar="PICTURE")
    parser.add_argument("--size", type=a_size, metavar="WxH", help="a photo of this size")
    parser.add_argument(
        "--reference", type=a_size, metavar="WxH", help="an input picture of an image model"
    )
    parser.add_argument("--fidelity", choices=("low", "high"), help="with --reference")
    parser.add_argument("--generate", type=a_size, metavar="WxH", help="a picture to be made")
    parser.add_argument("--quality", choices=QUALITIES, help="with --generate")
    parser.add_argument(
        "--model", type=a_name, action="append", metavar="M", default=[], dest="models"
    )
    parser.add_argument("--all", action="store_true", help="every model, retired ones too")
    parser.add_argument("--detail", choices=[str(word) for word in Detail], default=None)
    parser.add_argument("--as-of", type=a_date, metavar="DATE", help="by the rules of this day")
    parser.add_argument("--explain", action="store_true", help="show each step with its source")


def _ask(add: Adder) -> None:
    parser = _command(add, "ask", "Ask about pictures and print the answer as it comes.")
    parser.add_argument(
        "pictures",
        type=a_place,
        nargs="+",
        metavar="PICTURE",
        help="a path, - for stdin, an address, a file id",
    )
    parser.add_argument("--prompt", type=a_text, required=True, metavar="TEXT")
    parser.add_argument("--model", type=a_name, metavar="M")
    parser.add_argument("--detail", choices=[str(word) for word in Detail], default=None)
    parser.add_argument("--max-output-tokens", type=a_positive_int, metavar="N")
    parser.add_argument(
        "--send-as-link", action="store_true", help="let the provider fetch web addresses itself"
    )
    _spending(parser)


def _make(add: Adder) -> None:
    generate = _command(add, "generate", "Make pictures from words.")
    add_generate(generate)
    _spending(generate)
    edit = _command(add, "edit", "Change a picture, wholly or only where you say.")
    add_edit(edit)
    _spending(edit)


def _spending(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deadline",
        type=a_positive_decimal,
        metavar="S",
        default=Decimal(900),
        help="seconds the call may take in all (900)",
    )
    parser.add_argument(
        "--idle",
        type=a_positive_decimal,
        metavar="S",
        help="seconds of silence to bear (600; 120 once an answer has begun)",
    )
    parser.add_argument(
        "--max-usd", type=an_amount, metavar="X", help="send nothing that may cost more dollars"
    )
    parser.add_argument(
        "--over-cap", action="store_true", help="send although a cap of the settings is passed"
    )
    parser.add_argument("--dry-run", action="store_true", help="estimate only; nothing is sent")


def _others(add: Adder) -> None:
    sandbox = _command(add, "sandbox", "Run the provider on this machine.", json=False)
    sandbox.add_argument("--port", type=a_port, metavar="N", default=0, help="0 = a free port")
    sandbox.add_argument("--token", type=a_token, metavar="T", help="the only key that is accepted")
    sandbox.add_argument("--as-of", type=a_date, metavar="DATE", help="the models of this day")
    tour = _command(add, "tour", "Show the main job as numbered pictures.", json=False)
    tour.add_argument("--out", type=a_place, metavar="FOLDER", required=True)
    _command(add, "ledger", "List every estimate and every bill.")
    _command(add, "catalogue", "List every model with its rule, prices and sources.")
    _command(add, "recover", "Resolve calls whose outcome is unknown.")
    calibrate = _command(add, "calibrate", "Find by blank pictures how a provider counts.")
    calibrate.add_argument("--model", type=a_name, required=True, metavar="M")
    calibrate.add_argument("--keep", action="store_true", help="count by it from now on")
    reconcile = _command(add, "reconcile", "Show where bills differ from what the meter says.")
    reconcile.add_argument(
        "--accept", type=a_positive_int, metavar="N", help="correct the catalogue by finding N"
    )
    key = _command(add, "key", "Keep or forget the key of a profile.", json=False)
    key.add_argument("deed", choices=("set", "forget"))
    add_library(
        _command(add, "library", "Check, export, restore or erase everything that is kept.")
    )
    window = _command(add, "open", "Open the window with these photos.", json=False)
    window.add_argument("pictures", type=a_place, nargs="*", metavar="PICTURE")


def _check_meter(parser: Parser, asked: argparse.Namespace) -> None:
    subjects = [bool(asked.pictures), asked.size, asked.reference, asked.generate]
    if sum(1 for subject in subjects if subject) != 1:
        parser.error("meter takes exactly one of PICTURE, --size, --reference, --generate")
    if asked.generate and asked.quality is None:
        parser.error("--generate needs --quality")
    if asked.quality and not asked.generate:
        parser.error("--quality goes with --generate")
    if asked.fidelity and not asked.reference:
        parser.error("--fidelity goes with --reference")
    if asked.detail and (asked.reference or asked.generate):
        parser.error("--detail goes with PICTURE or --size")
    if asked.all and asked.models:
        parser.error("--all and --model exclude each other")
