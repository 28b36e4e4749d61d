"""Probes: asking a rule that cannot be seen what a blank picture of a chosen size counts.

A *probe* is a size and a detail; its *outcome* is the picture's tokens, or that it was declined.
Whoever fits a rule is a generator: it yields a probe and is sent the outcome, so that the very
same recipe runs against a function, a server, or a replay. A `Talk` remembers what was answered,
so that nothing is asked twice, and ends the questions at a cap.
"""

from collections import Counter
from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from tessera.core.errors import TesseraError
from tessera.core.geometry import Size
from tessera.core.words import Detail

C = TypeVar("C")
T = TypeVar("T")

_JUDGED = 240  # candidates that decide which probe splits best; more add time, not insight


class NoFit(TesseraError):
    """The counts follow no rule this program knows, or were too few to tell."""


class Contradiction(Exception):
    """No candidate explains every outcome."""


class Declined(StrEnum):
    """Why there is no count: the picture was too large by the rule, or nobody can say."""

    TOO_LARGE = "too_large"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Probe:
    """A blank picture of ``size``, to be looked at with ``detail``."""

    size: Size
    detail: Detail


Outcome = int | Declined
Probing = Generator[Probe, Outcome, T]


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe brought."""

    probe: Probe
    outcome: Outcome


@dataclass(slots=True)
class Talk:
    """The questions asked so far and their outcomes, in order; at most ``most`` of them."""

    most: int
    known: dict[Probe, Outcome] = field(default_factory=dict)

    def ask(self, size: Size, detail: Detail) -> Probing[Outcome]:
        """Return the outcome of a probe, asking only what is not known yet. Raises `NoFit`."""
        probe = Probe(size, detail)
        if probe not in self.known:
            if not self.left:
                raise NoFit(
                    f"{self.most} pictures were not enough to tell the rule.",
                    "The catalogue is as it was.",
                    "Use the server's own count for single pictures instead.",
                )
            self.known[probe] = yield probe
        return self.known[probe]

    def first_counted(
        self, sizes: Iterable[Size], detail: Detail, *, or_rejected: bool = False
    ) -> Probing[tuple[Size, Outcome]]:
        """Return the first size that brings a count, and the count. Raises `Contradiction`."""
        for size in sizes:
            if self.is_hopeless(size):
                continue
            outcome = yield from self.ask(size, detail)
            if isinstance(outcome, int) or (or_rejected and outcome is Declined.TOO_LARGE):
                return size, outcome
        raise Contradiction

    def untried(self, sizes: Iterable[Size], detail: Detail) -> tuple[Size, ...]:
        """Return the sizes worth asking, in order, each once: not asked and surely usable.

        Once a strip was too long, nothing longer than what was counted is tried.
        """
        reach = self._reach
        return tuple(
            size
            for size in dict.fromkeys(sizes)
            if Probe(size, detail) not in self.known
            and (reach is None or size.long_side <= reach)
            and not self.is_hopeless(size)
        )

    def is_hopeless(self, size: Size) -> bool:
        """Return whether the server could not take a picture as long, or as large, as this."""
        return any(
            size.long_side >= refused.long_side
            if _is_strip(refused)
            else size.pixels >= refused.pixels
            for refused in self._refused
        )

    @property
    def _refused(self) -> list[Size]:
        """Return the sizes that the server could not take, at details that it does take."""
        return [
            probe.size
            for probe, outcome in self.known.items()
            if outcome is Declined.UNUSABLE and self.is_offered(probe.detail)
        ]

    @property
    def _reach(self) -> int | None:
        """Return the longest side that was counted, if another was too long."""
        if not any(map(_is_strip, self._refused)):
            return None
        counted = (probe.size for probe, outcome in self.known.items() if isinstance(outcome, int))
        return max((size.long_side for size in counted), default=None)

    def is_offered(self, detail: Detail) -> bool:
        """Return whether any picture was counted at this detail."""
        return any(isinstance(outcome, int) for _, outcome in self.of(detail))

    @property
    def left(self) -> int:
        """Return how many probes are left."""
        return self.most - len(self.known)

    def of(self, detail: Detail) -> tuple[tuple[Size, Outcome], ...]:
        """Return everything that is known about one detail level."""
        return tuple(
            (probe.size, outcome) for probe, outcome in self.known.items() if probe.detail == detail
        )

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Return what was asked and answered, in order."""
        return tuple(Observation(probe, outcome) for probe, outcome in self.known.items())


def _is_strip(size: Size) -> bool:
    """Return whether a picture is declined for its length rather than for its area."""
    return size.long_side > 8 * size.short_side


def best_split(
    candidates: Sequence[C], sizes: Iterable[Size], predict: Callable[[C, Size], Hashable]
) -> Size | None:
    """Return the size whose outcome leaves the fewest candidates on average; None if none splits.

    Of equally good sizes the first is taken.
    """
    sizes = tuple(sizes)
    judged = candidates[:: 1 + len(candidates) // _JUDGED]
    best = _best_split(judged, sizes, predict)
    if best is None and len(judged) < len(candidates):
        best = _best_split(candidates, sizes, predict)
    return best


def _best_split(
    judged: Sequence[C], sizes: Sequence[Size], predict: Callable[[C, Size], Hashable]
) -> Size | None:
    best, least = None, len(judged) ** 2
    for size in sizes:
        classes = Counter(predict(candidate, size) for candidate in judged)
        left = sum(number * number for number in classes.values())
        if left < least:
            best, least = size, left
    return best
