"""Fitting the limit above which pictures are rejected, by halving the plausible ones.

Only a level that lets enough patches through can meet the limit; it holds for every level.
"""

from collections.abc import Mapping
from math import isqrt

from tessera.core.fitting_level import capacity
from tessera.core.fitting_space import LIMITS, MOST_PIXELS
from tessera.core.geometry import Size
from tessera.core.probes import Declined, Probing, Talk
from tessera.core.rules_patch import Level
from tessera.core.words import Detail


def fit_limit(
    talk: Talk, levels: Mapping[Detail, Level], cell: int, accepted: int, rejected: int | None
) -> Probing[int | None]:
    """Return above how many patches a picture is rejected; None where no level gets so far.

    ``accepted`` patches were counted before, ``rejected`` were not.
    """
    detail = max(levels, key=lambda word: capacity(levels[word], cell))
    level = levels[detail]
    most = capacity(level, cell) if rejected is None else rejected
    limits = [limit for limit in LIMITS if accepted <= limit < most]
    ends = [most] if rejected is None else []  # beyond what can be reached: no limit
    possible = [limit for limit in limits if _grid_of(limit, cell, level) is not None] + ends
    while len(possible) > 1:
        middle = len(possible) // 2
        size = _grid_of(possible[middle], cell, level, above=possible[middle - 1])
        if size is None:  # too large to be tried
            return None
        outcome = yield from talk.ask(size, detail)
        if outcome is Declined.UNUSABLE:
            return None
        possible = possible[:middle] if isinstance(outcome, Declined) else possible[middle:]
    if possible == ends:
        return None
    return possible[0] if possible else accepted


def _grid_of(limit: int, cell: int, level: Level, *, above: int = 0) -> Size | None:
    """Return a picture of at most ``limit`` and more than ``above`` patches at this level."""
    most = min(limit, capacity(level, cell), MOST_PIXELS // (cell * cell))
    for columns in (isqrt(most), isqrt(most * 4 // 3), isqrt(most * 2), isqrt(most * 4)):
        rows = most // columns
        size = Size(columns * cell, rows * cell)
        if columns * rows > above and (level.box is None or size.long_side <= level.box):
            return size
    return None
