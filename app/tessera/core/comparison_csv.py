"""Rows of a table as CSV that a spreadsheet opens as text and numbers, never as formulas.

Names come from providers and files: a cell that a spreadsheet would calculate (it begins with
``=``, ``+``, ``-``, ``@``, a tab or a line end) gets an apostrophe in front, unless it is a number.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the table with one line per row, as RFC 4180 has it.

    >>> csv_text(["model", "usd"], [["=evil()", "-0.5"]])
    "model,usd\\r\\n'=evil(),-0.5\\r\\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([[safe_cell(cell) for cell in row] for row in (header, *rows)])
    return out.getvalue()


def safe_cell(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet calculates it.

    Blanks in front of a formula do not stop every spreadsheet, so they are looked through.
    """
    shown = cell.lstrip(" \u00a0\u200b\ufeff")
    if not shown.startswith(_CALCULATED) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"
