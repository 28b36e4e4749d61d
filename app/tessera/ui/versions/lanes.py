"""The lanes of a tree that is read newest first, as the lines beside its rows. Pure.

Every version stands in a lane; a line leads from it down to what it was made from. Rows are laid
out as they come, page by page, so that a tree of ten thousand opens as fast as one of a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LaneRow:
    """What is painted beside one row.

    ``lane`` holds the version's dot. ``passing`` are the lanes that go through from top to bottom,
    ``joining`` those that end at the dot, ``has_parent`` says that a line goes on below it.
    """

    lane: int
    passing: tuple[int, ...]
    joining: tuple[int, ...]
    has_parent: bool

    @property
    def width(self) -> int:
        """Return how many lanes are in use here."""
        return 1 + max((self.lane, *self.passing, *self.joining))


class Lanes:
    """Lays out rows from the newest to the oldest."""

    def __init__(self) -> None:
        self._waiting: list[str] = []  # by lane: the version that its line leads to, or nothing

    def next(self, version_id: str, parent: str | None) -> LaneRow:
        """Return the row of the next older version.

        >>> lanes = Lanes()
        >>> [lanes.next(*pair).lane for pair in (("c", "a"), ("b", "a"), ("a", None))]
        [0, 1, 0]
        """
        joining = tuple(at for at, wanted in enumerate(self._waiting) if wanted == version_id)
        lane = joining[0] if joining else self._free()
        for at in joining:
            self._waiting[at] = ""
        passing = tuple(at for at, wanted in enumerate(self._waiting) if wanted)
        if parent is not None:
            self._waiting[lane] = parent
        while self._waiting and not self._waiting[-1]:
            self._waiting.pop()
        return LaneRow(lane, passing, joining, parent is not None)

    def _free(self) -> int:
        if "" not in self._waiting:
            self._waiting.append("")
        return self._waiting.index("")
