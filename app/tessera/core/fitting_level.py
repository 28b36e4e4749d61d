"""Fitting one detail level of a patch rule: the longest side, then the number of patches.

A long strip tells the box (or a small budget), a large square the budget, both to within a few
plausible numbers; pictures on the borders between those tell which it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from tessera.core.fitting_factor import Factor
from tessera.core.fitting_shapes import (
    LARGE_SQUARES,
    LONG_STRIPS,
    around_box,
    around_budget,
    cells,
    neighbours,
    ordinary,
    squares,
    strips,
)
from tessera.core.fitting_space import BUDGETS, LIMITS, LONGEST_SIDE, SIDES, plainness
from tessera.core.geometry import Size
from tessera.core.probes import Contradiction, Declined, Outcome, Probing, Talk, best_split
from tessera.core.rules_fit import ceil_div, fit_box, fit_budget
from tessera.core.rules_patch import Level
from tessera.core.words import Detail


@dataclass(frozen=True, slots=True)
class Candidate:
    """A level that explains what is known, and what it leaves of the multiplier.

    ``accepted`` is the most patches that were counted, ``rejected`` the fewest that were not.
    """

    level: Level
    factor: Factor
    accepted: int = 0
    rejected: int | None = None

    def after(self, patches: int, outcome: Outcome, slack: int) -> "Candidate | None":
        """Return the candidate after one more outcome, or None where it is refuted."""
        if outcome is Declined.UNUSABLE:
            return self
        if isinstance(outcome, Declined):
            if self.level.budget is not None:  # nobody shrinks to a budget only to reject it
                return None
            rejected = patches if self.rejected is None else min(self.rejected, patches)
            after = replace(self, rejected=rejected)
        else:
            factor = self.factor.narrowed(patches, outcome, slack)
            if factor is None:
                return None
            after = replace(self, factor=factor, accepted=max(self.accepted, patches))
        least = max(after.accepted, LIMITS[0] - 1)
        return None if after.rejected is not None and after.rejected <= least else after


def patch_count(size: Size, cell: int, level: Level) -> int:
    """Return how many patches a picture of ``size`` needs at this level."""
    boxed = size if level.box is None else fit_box(size, level.box)
    return _budgeted(boxed, cell, level.budget)


def fit_level(
    talk: Talk, detail: Detail, cell: int, factor: Factor, slack: int
) -> Probing[Candidate]:
    """Return the level that explains every count of one detail. Raises `Contradiction`."""
    size, outcome = yield from talk.first_counted(LONG_STRIPS, detail)
    left = _opened(size, outcome, cell, factor, slack)
    yield from talk.first_counted(LARGE_SQUARES, detail, or_rejected=True)
    left = _refuted(left, talk.of(detail), cell, slack)
    while left:
        sizes = talk.untried(_border_sizes([kept.level for kept in left], cell), detail)
        price = Fraction(left[0].factor.plainest)
        best = best_split(left, sizes, partial(_expected, cell, price))
        if best is None:
            break
        outcome = yield from talk.ask(best, detail)
        left = _refuted(left, ((best, outcome),), cell, slack)
    if not left:
        raise Contradiction
    return min(left, key=_plainness)


def _opened(size: Size, outcome: Outcome, cell: int, factor: Factor, slack: int) -> list[Candidate]:
    """Return every plausible level that explains one count."""
    if isinstance(outcome, Declined):
        raise Contradiction
    found = [
        Candidate(level, factor).after(patches, outcome, slack)
        for level, patches in _levels(size, cell, factor.patches(outcome, slack))
    ]
    return [candidate for candidate in found if candidate is not None]


def _levels(size: Size, cell: int, wanted: range) -> Iterator[tuple[Level, int]]:
    """Yield plausible levels that cut the picture into a wanted number of patches."""
    for box in (None, *SIDES):
        boxed = size if box is None else fit_box(size, box)
        whole = cells(boxed, cell)
        most = capacity(Level(box), cell)
        if whole in wanted:
            yield Level(box), whole
        for budget in BUDGETS:
            if budget >= most:  # never binds
                break
            patches = whole if budget >= whole else _budgeted(boxed, cell, budget)
            if patches in wanted:
                yield Level(box, budget), patches


def _refuted(
    left: Sequence[Candidate], known: Iterable[tuple[Size, Outcome]], cell: int, slack: int
) -> list[Candidate]:
    """Return the candidates that what is known leaves."""
    for size, outcome in known:
        after = [
            candidate.after(patch_count(size, cell, candidate.level), outcome, slack)
            for candidate in left
        ]
        left = [candidate for candidate in after if candidate is not None]
    return list(left)


def _border_sizes(levels: Sequence[Level], cell: int) -> Iterator[Size]:
    """Yield pictures on the borders between levels."""
    boxes = {level.box or LONGEST_SIDE for level in levels}
    capacities = {capacity(level, cell) for level in levels}
    narrow, least = min(boxes), min(capacities)
    for small, large in neighbours(boxes):
        rows = max(1, least // ceil_div(large, cell) - 1)
        yield from around_box(small, large, cell, most_rows=rows)
    for small, large in neighbours(capacities):
        yield from around_budget(small, large, cell, narrow)
    yield from squares()
    yield from strips(cell)
    yield from ordinary()


def _expected(cell: int, price: Fraction, candidate: Candidate, size: Size) -> int:
    """Return what tells candidates apart: the tokens, as far as they would be counted."""
    patches = patch_count(size, cell, candidate.level)
    if candidate.rejected is not None:
        patches = min(patches, candidate.rejected)
    return ceil_div(patches * price.numerator, price.denominator)


def capacity(level: Level, cell: int) -> int:
    """Return the most patches that a picture can need at this level."""
    box = LONGEST_SIDE if level.box is None else level.box
    most = ceil_div(box, cell) ** 2
    return most if level.budget is None else min(most, level.budget)


def _budgeted(boxed: Size, cell: int, budget: int | None) -> int:
    whole = cells(boxed, cell)
    if budget is None or whole <= budget:
        return whole
    return cells(fit_budget(boxed, cell, budget), cell)


def _plainness(candidate: Candidate) -> tuple[int, int]:
    given = [number for number in (candidate.level.box, candidate.level.budget) if number]
    return len(given), sum(map(plainness, given))
