"""The count of tokens a picture is billed for, with the derivation that leads to it.

Values only; `metering` makes them. Tokens are integers.
"""

from dataclasses import dataclass
from enum import StrEnum

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.words import Confidence


class MeterKind(StrEnum):
    """What the picture is to the call."""

    INPUT = "input"
    REFERENCE = "reference"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the derivation: what was done, by which rule, says who."""

    text: str
    rule: str
    source: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one picture counts for one model.

    ``detail`` is as asked (the quality for an output, the fidelity for a reference),
    ``detail_resolved`` what it means for this model. ``tokens`` is None where rejected or unknown;
    ``grid`` is kept when rejected. ``rule`` is patch, tile, grid, table, per_image or None.
    ``reason`` says why it is rejected, or what the reader should know; None where all is plain.
    """

    kind: MeterKind
    model: str
    size: Size
    detail: str
    detail_resolved: str | None
    rule: str | None
    grid: Grid | None
    tokens: int | None
    tokens_min: int | None
    tokens_max: int | None
    confidence: Confidence
    rejected: bool = False
    reason: str | None = None
    steps: tuple[Step, ...] = ()
