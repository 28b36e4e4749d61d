"""The heights of many rows, most of them estimated; finds a row by its place quickly. Pure.

A row's height is an estimate until it was laid out once. Places are whole device-independent
pixels from the top of the first row. Tops are kept for every 128th row only, so that measuring one
row of 10,000 touches at most 80 numbers.
"""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

STEP = 128


class RowHeights:
    """Heights of rows, their sum, and the row at a place."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._is_exact = bytearray()
        self._tops: list[int] | None = None  # of every STEP-th row; made anew when asked for

    def __len__(self) -> int:
        return len(self._heights)

    def reset(self, estimates: Iterable[int]) -> None:
        """Forget everything and start from estimates."""
        self._heights = list(estimates)
        self._is_exact = bytearray(len(self._heights))
        self._tops = None

    def insert(self, row: int, estimates: Iterable[int]) -> None:
        """Make room for new rows before ``row``."""
        new = list(estimates)
        self._heights[row:row] = new
        self._is_exact[row:row] = bytes(len(new))
        self._tops = None

    def remove(self, first: int, last: int) -> None:
        """Drop the rows from ``first`` to ``last``, both included."""
        del self._heights[first : last + 1]
        del self._is_exact[first : last + 1]
        self._tops = None

    def set_exact(self, row: int, height: int) -> bool:
        """Note the true height of ``row``; return whether it differs from before."""
        self._is_exact[row] = 1
        growth = height - self._heights[row]
        self._heights[row] = height
        if growth and self._tops is not None:
            for number in range(row // STEP + 1, len(self._tops)):
                self._tops[number] += growth
        return growth != 0

    def is_exact(self, row: int) -> bool:
        """Return whether ``row`` was laid out."""
        return bool(self._is_exact[row])

    def doubt(self, row: int) -> None:
        """Keep the height of ``row`` as an estimate until it is laid out again."""
        self._is_exact[row] = 0

    def doubt_all(self) -> None:
        """Keep every height as an estimate."""
        self._is_exact = bytearray(len(self._heights))

    def height(self, row: int) -> int:
        """Return the height of ``row``."""
        return self._heights[row]

    def top(self, row: int) -> int:
        """Return where ``row`` begins."""
        if not self._heights:
            return 0
        number = row // STEP
        return self._steps()[number] + sum(self._heights[number * STEP : row])

    @property
    def total(self) -> int:
        """Return the height of all rows."""
        last = len(self._heights) - 1
        return self.top(last) + self._heights[last] if self._heights else 0

    def row_at(self, y: int) -> int:
        """Return the row at ``y``, the nearest where there is none; -1 without rows.

        >>> heights = RowHeights()
        >>> heights.reset([10, 20, 30])
        >>> [heights.row_at(y) for y in (-5, 9, 10, 29, 30, 99)]
        [0, 0, 1, 1, 2, 2]
        """
        if not self._heights:
            return -1
        tops = self._steps()
        number = max(0, bisect_right(tops, y) - 1)
        first = number * STEP
        bottoms = accumulate(self._heights[first : first + STEP], initial=tops[number])
        next(bottoms)
        inside = bisect_right(list(bottoms), y)
        return min(first + inside, len(self._heights) - 1)

    def _steps(self) -> list[int]:
        if self._tops is None:
            parts = range(0, len(self._heights), STEP)
            sums = (sum(self._heights[first : first + STEP]) for first in parts)
            self._tops = list(accumulate(sums, initial=0))[:-1]
        return self._tops
