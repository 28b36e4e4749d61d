"""Which blank pictures tell two candidates apart: sizes at which their counts must differ.

A box, a budget, a short side and a cell each change the count at a border of their own. For every
pair of neighbouring candidates there is a size on whose two sides they stand; wherever possible it
lies in the middle between them, so that no rounding decides.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import isqrt

from tessera.core.fitting_space import LONGEST_SIDE, MOST_PIXELS
from tessera.core.geometry import Size
from tessera.core.rules_fit import ceil_div

SMALL_STRIP = Size(512, 1)
SMALL_BLOCK = Size(224, 224)
LONG_STRIPS = tuple(Size(side, 1) for side in (LONGEST_SIDE, 65_535, 32_768, 16_384, 8_192))
LARGE_SQUARES = (Size(6_400, 6_400), Size(4_096, 4_096), Size(2_048, 2_048))
_UNPLANNED = 60
_PAIRS = 12  # of neighbouring candidates looked at in one round


def cells(size: Size, cell: int) -> int:
    """Return how many started squares of side ``cell`` cover a picture."""
    return ceil_div(size.width, cell) * ceil_div(size.height, cell)


def legal(width: int, height: int) -> Iterator[Size]:
    """Yield the size if a probe may have it."""
    if 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= MOST_PIXELS:
        yield Size(width, height)


def squares() -> Iterator[Size]:
    """Yield squares and a wide shape, the largest first."""
    for side in (6400, 5600, 4096, 2048, 1024):
        yield from legal(side, side)
        yield from legal(side, side * 3 // 4)


def ordinary() -> Iterator[Size]:
    """Yield sizes without any plan, from small to large: what the borders overlook."""
    for number in range(1, _UNPLANNED + 1):
        height = 80 * number
        ratio = number * 618 % 1000  # the golden section spreads most evenly
        yield from legal(height * (400 + 3 * ratio) // 1000, height)


def strips(cell: int) -> Iterator[Size]:
    """Yield long thin pictures, one cell high."""
    for side in (131_072, 32_768, 8192, 4096, 2048, 1024):
        yield from legal(side, 1)
        yield from legal(side, cell)


def neighbours(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield neighbouring pairs, the middle ones first; not all of them where there are many.

    >>> list(neighbours([1, 2, 3]))
    [(2, 3), (1, 2)]
    """
    pairs = list(pairwise(sorted(set(numbers))))
    pairs = pairs[:: 1 + len(pairs) // _PAIRS]
    middle = len(pairs) // 2
    yield from sorted(pairs, key=lambda pair: abs(pairs.index(pair) - middle))


def around_box(small: int, large: int, cell: int, *, most_rows: int) -> Iterator[Size]:
    """Yield sizes that need one row less where the box is ``small`` than where it is ``large``.

    The wide side fits the larger box exactly. The short side lies so that the smaller box brings
    it to a whole number of rows and half of the difference less.
    """
    wanted = {1, min(most_rows, large // cell) // 2, min(most_rows, large // cell)} - {0}
    for rows in sorted(wanted, reverse=True):
        edge = rows * cell
        height = edge + max(1, edge * (large - small) // (2 * small))
        if height * small <= edge * large:
            yield from legal(large, height)
    # Boxes this near differ by less than a pixel: only the rounding itself can tell them apart.
    yield from legal(2 * large, 2 * cell + 1)
    yield from legal(large, cell + 1)


def around_budget(small: int, large: int, cell: int, longest: int) -> Iterator[Size]:
    """Yield sizes of more than ``small`` and at most ``large`` whole cells."""
    for columns in range(isqrt(large), 0, -1):
        rows = large // columns
        if rows * cell > longest:
            return
        if columns * rows > small:
            yield from legal(columns * cell, rows * cell)
            return


def around_short(small: int, large: int, cell: int) -> Iterator[Size]:
    """Yield sizes that need one column less where the short side is ``small``."""
    for columns in range(large // cell, 2 * large // cell + 3):
        edge = columns * cell
        width = edge + max(1, edge * (large - small) // (2 * small))
        if width >= large and width * small < (edge + 1) * large:
            yield from legal(width, large)


def around_cell(large: int, *, most: int) -> Iterator[Size]:
    """Yield strips that are whole cells for ``large`` and one more for any smaller cell."""
    for columns in (1, 2, 3, 4):
        if columns * large <= most:
            yield from legal(columns * large, 1)
