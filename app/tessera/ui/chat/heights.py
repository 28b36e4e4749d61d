"""The heights of many rows, most of them estimated; finds a row by its place quickly. Pure.

A row's height is an estimate until it was laid out once. Places are whole device-independent
pixels from the top of the first row.
"""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class RowHeights:
    """Heights of rows, their sum, and the row at a place."""

    def __init__(self) -> None:
        self._heights: list[int] = []
        self._is_exact = bytearray()
        self._bottoms: list[int] | None = None  # made anew when somebody asks

    def __len__(self) -> int:
        return len(self._heights)

    def reset(self, estimates: Iterable[int]) -> None:
        """Forget everything and start from estimates."""
        self._heights = list(estimates)
        self._is_exact = bytearray(len(self._heights))
        self._bottoms = None

    def insert(self, row: int, estimates: Iterable[int]) -> None:
        """Make room for new rows before ``row``."""
        new = list(estimates)
        self._heights[row:row] = new
        self._is_exact[row:row] = bytes(len(new))
        self._bottoms = None

    def remove(self, first: int, last: int) -> None:
        """Drop the rows from ``first`` to ``last``, both included."""
        del self._heights[first : last + 1]
        del self._is_exact[first : last + 1]
        self._bottoms = None

    def set_exact(self, row: int, height: int) -> bool:
        """Note the true height of ``row``; return whether it differs from before."""
        self._is_exact[row] = 1
        if self._heights[row] == height:
            return False
        self._heights[row] = height
        self._bottoms = None
        return True

    def is_exact(self, row: int) -> bool:
        """Return whether ``row`` was laid out."""
        return bool(self._is_exact[row])

    def doubt(self, row: int) -> None:
        """Keep the height of ``row`` as an estimate until it is laid out again."""
        self._is_exact[row] = 0

    def height(self, row: int) -> int:
        """Return the height of ``row``."""
        return self._heights[row]

    def top(self, row: int) -> int:
        """Return where ``row`` begins."""
        return self._sums()[row - 1] if row > 0 else 0

    @property
    def total(self) -> int:
        """Return the height of all rows."""
        return self._sums()[-1] if self._heights else 0

    def row_at(self, y: int) -> int:
        """Return the row at ``y``, the nearest where there is none; -1 without rows.

        >>> heights = RowHeights()
        >>> heights.reset([10, 20, 30])
        >>> [heights.row_at(y) for y in (-5, 9, 10, 29, 30, 99)]
        [0, 0, 1, 1, 2, 2]
        """
        return min(bisect_right(self._sums(), y), len(self._heights) - 1)

    def _sums(self) -> list[int]:
        if self._bottoms is None:
            self._bottoms = list(accumulate(self._heights))
        return self._bottoms
