"""What a metering rule is: a pure count of one picture, and the words around it.

A rule is data with one method of exact arithmetic. It knows no model, no date and no price. An
*edition* is a rule with the days it holds for, its sources and its confidence; an *alternative* is
what another source says, which widens the range; a *remark* is what older guides said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Generic, Protocol, TypeVar

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.words import Confidence


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. ``seen`` is the date of the content, as precise as known."""

    id: str
    title: str
    seen: str
    url: str

    @property
    def label(self) -> str:
        """Return title and date in one phrase."""
        return f"{self.title} ({self.seen})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of arithmetic: what was done and by which part of the rule."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rule makes of one picture. ``tokens`` None: rejected, or only a range is known."""

    grid: Grid | None
    tokens: int | None
    tokens_min: int | None
    tokens_max: int | None
    lines: tuple[Line, ...] = ()
    rejected: bool = False
    reason: str | None = None


class Rule(Protocol):
    """Counts pictures. ``word`` is a detail, a fidelity or a quality."""

    @property
    def name(self) -> str:
        """Return patch, tile, grid, table or per_image."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words this rule tells apart, without auto."""

    def resolve(self, word: str) -> str | None:
        """Return what ``word`` means; None where it cannot be known or is not offered."""

    def accepts(self, word: str) -> bool:
        """Return whether the word may be sent at all."""

    def count(self, size: Size, word: str) -> Counted:
        """Return the count of a picture of ``size``; ``word`` is resolved."""

    def bounds(self, word: str) -> tuple[int, int]:
        """Return the fewest and the most tokens any picture can count; ``word`` is resolved."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another source says. ``text`` names the difference."""

    rule: Rule
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Remark:
    """What a guide said that no longer holds, or never did, and why."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Correction:
    """What bills taught: a count is ``factor`` times what the rule says.

    It holds for one ``detail`` (None: every one) and for pictures of at least ``least_pixels`` and
    at most ``most_pixels`` (None: any number).
    """

    factor: Fraction
    detail: str | None = None
    least_pixels: int = 0
    most_pixels: int | None = None

    def holds(self, word: str | None, size: Size) -> bool:
        """Return whether it says something of a picture of ``size`` at the level ``word``."""
        is_small = self.most_pixels is None or size.pixels <= self.most_pixels
        return self.detail in (None, word) and self.least_pixels <= size.pixels and is_small


R_co = TypeVar("R_co", bound=Rule, covariant=True)


@dataclass(frozen=True, slots=True)
class Edition(Generic[R_co]):
    """A rule from ``valid_from`` to ``valid_to``, both included; None is open."""

    rule: R_co
    confidence: Confidence
    sources: tuple[Source, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    alternatives: tuple[Alternative, ...] = ()
    remarks: tuple[Remark, ...] = ()
    corrections: tuple[Correction, ...] = ()
    grades: Mapping[str, Confidence] = field(default_factory=dict)

    def grade(self, word: str | None) -> Confidence:
        """Return how well the count of one word is founded; ``grades`` holds the exceptions."""
        return self.confidence if word is None else self.grades.get(word, self.confidence)

    @property
    def says(self) -> str:
        """Return the two foremost sources in one phrase."""
        return " and ".join(source.label for source in self.sources[:2])

    def holds(self, day: date) -> bool:
        """Return whether the edition is in force on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def edition_on(editions: Sequence[Edition[R_co]], day: date) -> Edition[R_co] | None:
    """Return the edition in force on ``day``; before the first one the first, None if none."""
    for edition in reversed(editions):
        if edition.holds(day):
            return edition
    return editions[0] if editions else None
