"""The grammar of `generate` and `edit`; what argv alone shows to be wrong ends with exit code 2."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from tessera.cli.make_kinds import SUFFIXES, names_folder, wanted_kind
from tessera.cli.words import (
    a_box,
    a_count,
    a_name,
    a_place,
    a_size,
    a_text,
    an_extension,
)

QUALITIES = ("low", "medium", "high", "xhigh", "max", "auto", "standard", "hd")
BACKGROUNDS = ("transparent", "opaque", "auto")
IMAGES, RESPONSES = WAYS = ("images", "responses")
FORMATS = ("png", "jpg", "jpeg", "webp", "gif", "svg", "tiff", "tif", "avif")
_SIGNED = ("--box", "--size", "--reference", "--generate")
_NEGATIVE = re.compile(r"-[0-9]")

Command = Callable[..., argparse.ArgumentParser]
Complain = Callable[[str], None]


def add_generate(parser: argparse.ArgumentParser) -> None:
    """Add the options of `generate`."""
    _making(parser)


def add_edit(parser: argparse.ArgumentParser) -> None:
    """Add the options of `edit`."""
    parser.add_argument(
        "picture", type=a_place, metavar="PICTURE", help="the picture that is changed"
    )
    parser.add_argument(
        "--mask", type=a_place, metavar="FILE", help="only this part: alpha 0, or white"
    )
    parser.add_argument("--box", type=a_box, metavar="X,Y,W,H", help="only this part")
    parser.add_argument(
        "--reference", type=a_place, action="append", metavar="P", default=[], dest="references",
        help="another picture that the prompt names, in order",
    )  # fmt: skip
    parser.add_argument(
        "--extend", type=an_extension, metavar="left=512,…", help="grow the picture by pixels"
    )
    _making(parser)


def _making(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--prompt", type=a_text, required=True, metavar="TEXT")
    parser.add_argument("--model", type=a_name, metavar="M")
    parser.add_argument("--size", type=a_size, metavar="WxH")
    parser.add_argument("--quality", choices=QUALITIES)
    parser.add_argument("--n", type=a_count, metavar="N", default=1)
    parser.add_argument("--background", choices=BACKGROUNDS)
    parser.add_argument("--format", choices=FORMATS, metavar="F", help=", ".join(FORMATS))
    parser.add_argument(
        "--out", type=a_name, required=True, metavar="FILE|FOLDER",
        help="a file, or a folder that exists or ends with a slash",
    )  # fmt: skip
    parser.add_argument(
        "--through", choices=WAYS, default=IMAGES,
        help="responses: inside an answer that the provider finishes and stores, so that a cut "
        "costs nothing; the tokens of the model that answers come on top (images)",
    )  # fmt: skip


def check_out(asked: argparse.Namespace, complain: Complain) -> None:
    """Complain about an ``--out`` that cannot be: no format, or two."""
    if names_folder(asked.out):
        return
    suffix = Path(asked.out).suffix.lower()
    if suffix not in SUFFIXES and not (asked.format and not suffix):
        known = ", ".join(sorted(ending[1:] for ending in SUFFIXES))
        complain(f"--out needs an ending of {known}")
    if asked.format and suffix:
        by_suffix = argparse.Namespace(out=asked.out, format=None)
        if wanted_kind(by_suffix) != wanted_kind(asked):
            complain(f"--format {asked.format} and the ending {suffix} of --out differ")


def check_edit(asked: argparse.Namespace, complain: Complain) -> None:
    """Complain about parts of a picture that exclude each other."""
    if asked.mask is not None and asked.box is not None:
        complain("--mask and --box exclude each other")
    if asked.extend is not None and (asked.mask is not None or asked.box is not None):
        complain("--extend goes without --mask and --box")


def joined_box(argv: list[str]) -> list[str]:
    """Return the words with ``--box -5,0,…`` and sizes joined, which argparse takes for options.

    >>> joined_box(["--box", "-5,0,9,9", "--json"])
    ['--box=-5,0,9,9', '--json']
    """
    words: list[str] = []
    for word in argv:
        if words and words[-1] in _SIGNED and _NEGATIVE.match(word):
            words[-1] = f"{words[-1]}={word}"
        else:
            words.append(word)
    return words
