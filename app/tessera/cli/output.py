"""What a command prints: one JSON value, or a table.

Money is a JSON number, the exact decimal without exponent.
"""

from collections.abc import Sequence

from tessera.cli.streams import one_line, speak_utf8, write_out
from tessera.core.estimates import Estimate
from tessera.core.money import plain
from tessera.studio.exact_json import Json, json_text

__all__ = ["Json", "json_text", "price", "print_json", "print_lines", "table"]


def print_json(value: Json) -> None:
    """Print one JSON value on stdout, in UTF-8; raises `OutputLost`."""
    speak_utf8()
    write_out(json_text(value) + "\n")


def print_lines(*lines: str) -> None:
    """Print lines of text on stdout; raises `OutputLost`."""
    write_out("".join(f"{line}\n" for line in lines))


def price(estimate: Estimate) -> str:
    """Return what a call costs as far as that is known: a number, a range, or “unknown”."""
    if estimate.usd is not None:
        return f"${plain(estimate.usd)}"
    if estimate.usd_min is None or estimate.usd_max is None:
        return "unknown"
    return f"${plain(estimate.usd_min)} to ${plain(estimate.usd_max)}"


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Return rows as aligned columns, a line each; the columns in ``right`` are aligned right."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(widths[n]) if n in right else cell.ljust(widths[n])
            for n, cell in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
