"""The derivation of one count, in one line: from pixels to cells to tokens to dollars."""

import re
from dataclasses import replace
from decimal import Decimal

from tessera.core.measurement import Measurement, Step
from tessera.ui.meter.figures import dollars

CONFLICT = "sources conflict"  # such a step is no part of the way, it stands beside it
# Counts get separators; sides of a picture, as in 1056×1408, stay as they are.
_COUNT = re.compile(r"(?<![\d×.,])\d{4,}(?![\d×,]|\.\d)")


def derivation(measurement: Measurement, usd: Decimal | None = None) -> str:
    """Return the whole way: ``1800×2400 → 1056×1408 → 33×44 patches → 1,452 × 1.2 = …``."""
    if not measurement.steps:
        return ""
    stations = [str(measurement.size)]
    for step in measurement.steps:
        if step.rule != CONFLICT:
            for station in step.text.split(" → "):
                _visit(stations, station)
    if measurement.tokens is not None and usd is not None:
        stations.append(dollars(usd))
    return grouped(" → ".join(stations))


def grouped(text: str) -> str:
    """Return ``text`` with separators in its counts.

    >>> grouped("1452 × 1.2 = 1743 tokens at 1056×1408")
    '1,452 × 1.2 = 1,743 tokens at 1056×1408'
    """
    return _COUNT.sub(_with_separators, text)


def grouped_step(step: Step) -> Step:
    """Return ``step`` with separators in its counts."""
    return replace(step, text=grouped(step.text))


def _visit(stations: list[str], station: str) -> None:
    """Add ``station``. What goes on from the last result need not name that twice."""
    if station == stations[-1]:
        return
    before, equals, result = stations[-1].rpartition(" = ")
    if equals and station.startswith(f"{result} "):
        stations[-1] = before
    stations.append(station)


def _with_separators(found: re.Match[str]) -> str:
    return f"{int(found[0]):,}"
