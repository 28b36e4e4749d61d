"""Fitting the cell of a patch rule, and a first bracket of its multiplier.

Pictures too small for any limit do it: how the count grows with the number of started squares tells
the square's side, whatever one square costs.
"""

from collections.abc import Iterable, Iterator, Mapping

from tessera.core.fitting_factor import Factor, tokens_for
from tessera.core.fitting_shapes import SMALL_BLOCK, SMALL_STRIP, cells, legal, neighbours
from tessera.core.fitting_space import PATCH_CELLS, plainness
from tessera.core.geometry import Size
from tessera.core.probes import Contradiction, Declined, Outcome, Probing, Talk, best_split
from tessera.core.words import Detail


def fit_cell(talk: Talk, detail: Detail, slack: int) -> Probing[tuple[int, Factor]]:
    """Return the cell, and what is left of the multiplier. Raises `Contradiction`."""
    left = {cell: Factor() for cell in PATCH_CELLS}
    size: Size | None
    for size in (SMALL_STRIP, SMALL_BLOCK):
        left = _cells_after(left, size, (yield from talk.ask(size, detail)), slack)
    while True:
        size = best_split(
            tuple(left.items()), talk.untried(_small_sizes(left), detail), _tokens_of_cell
        )
        if size is None:
            break
        left = _cells_after(left, size, (yield from talk.ask(size, detail)), slack)
    if not left:
        raise Contradiction
    cell = min(left, key=plainness)
    return cell, left[cell]


def _cells_after(
    left: Mapping[int, Factor], size: Size, outcome: Outcome, slack: int
) -> dict[int, Factor]:
    if isinstance(outcome, Declined):
        return dict(left)
    narrowed = {
        cell: factor.narrowed(cells(size, cell), outcome, slack) for cell, factor in left.items()
    }
    return {cell: factor for cell, factor in narrowed.items() if factor is not None}


def _small_sizes(cells: Iterable[int]) -> Iterator[Size]:
    """Yield pictures that no plausible limit touches and that tell cells apart."""
    for small, large in neighbours(cells):
        for columns in range(1, SMALL_STRIP.width // large + 1):
            yield from legal(columns * large, 1)
            yield from legal(columns * large, small)
            yield from legal(min(columns * large, 224), large)


def _tokens_of_cell(candidate: tuple[int, Factor], size: Size) -> int:
    cell, factor = candidate
    return tokens_for(cells(size, cell), factor.plainest)
