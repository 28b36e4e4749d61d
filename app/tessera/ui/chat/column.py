"""Blocks stacked below each other, kept as far as they did not change while text streams in.

Coordinates are relative to the row. A column of 10,000 blocks is updated at its end, painted where
it is in sight and asked about a point without walking through all of them. What comes at once and
is long is laid out from its end on, a little at a time; the rest has a guessed height until then.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from tessera.ui.chat.blocks import BlockLayout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tessera.ui.chat.text_style import TextStyle
    from tessera.ui.markdown import Block

    Place = tuple[int, int]  # block, place in its text


AT_ONCE, A_LITTLE = 40_000, 12_000  # in `BlockLayout.effort`: up to 50 ms, and up to 15 ms


class Column:
    """A stack of block layouts. `set_blocks`, then `stack`, then ask."""

    def __init__(self, style: TextStyle) -> None:
        self._style = style
        self.blocks: list[BlockLayout] = []
        self._width = -1.0
        self._left = 0.0
        self._tops: list[float] = []
        self._kept = 0  # blocks at the start that are the same since they were stacked last
        self._guessed = 0  # blocks at the start that may not be laid out yet

    def set_blocks(self, blocks: Sequence[Block], width: float) -> None:
        """Lay out ``blocks`` for ``width``; those that are laid out already stay."""
        old = self.blocks if width == self._width else []
        self._width = width
        kept = 0
        while kept < min(len(old), len(blocks)) and _same(old[kept].block, blocks[kept]):
            kept += 1
        new = [BlockLayout(block, width, self._style) for block in blocks[kept:]]
        self._kept = min(kept, self._kept)
        self.blocks = [*old[:kept], *new]
        guessed, self._guessed = min(self._guessed, kept), len(self.blocks)
        self._lay_out_down_to(kept, AT_ONCE)
        if self._guessed == kept:
            self._guessed = guessed

    @property
    def is_exact(self) -> bool:
        """Return whether every block is laid out."""
        return not self._guessed

    def lay_out_more(self) -> None:
        """Lay out a little more, no longer than a frame takes; `stack` it again then."""
        self._lay_out_down_to(0, A_LITTLE)

    def _lay_out_down_to(self, first: int, effort: int) -> None:
        """Lay out blocks from the last that may be a guess down to ``first``."""
        while self._guessed > first and effort > 0:
            self._guessed -= 1
            block = self.blocks[self._guessed]
            if not block.is_exact:
                block.lay_out()
                effort -= block.effort
                self._kept = min(self._kept, self._guessed)

    def stack(self, at: QPointF, *, has_first_gap: bool) -> float:
        """Place the blocks below ``at``; return where the last one ends."""
        first = at.y() + (self.blocks[0].gap if has_first_gap and self.blocks else 0)
        if not self._tops or self._left != at.x() or self._tops[0] != first:
            self._kept = 0
        self._left = at.x()
        del self._tops[self._kept :]
        y = self._bottom(at.y())
        for number in range(self._kept, len(self.blocks)):
            block = self.blocks[number]
            y += block.gap if number or has_first_gap else 0
            self._tops.append(y)
            y += block.height
        self._kept = len(self.blocks)
        return y

    def top(self, number: int) -> QPointF:
        """Return the top left of a block."""
        return QPointF(self._left, self._tops[number])

    def between(self, top: float, bottom: float) -> Iterator[int]:
        """Return the numbers of the blocks that lie between two heights, from the first on."""
        number = max(0, bisect_right(self._tops, top) - 1)
        while number < len(self.blocks) and self._tops[number] <= bottom:
            yield number
            number += 1

    def used_width(self) -> float:
        """Return how wide the widest block is."""
        return max((block.used_width() for block in self.blocks), default=0)

    def block_at(self, y: float) -> int:
        """Return the block at ``y``, the nearest where there is none; -1 without blocks."""
        return min(max(0, bisect_right(self._tops, y) - 1), len(self.blocks) - 1)

    def place_at(self, point: QPointF) -> Place | None:
        """Return the place in the text nearest to ``point``."""
        number = self.block_at(point.y())
        if number < 0:
            return None
        return number, self.blocks[number].place_at(point - self.top(number))

    def url_at(self, point: QPointF) -> str:
        """Return the address of the link at ``point``, or nothing."""
        number = self.block_at(point.y())
        return self.blocks[number].url_at(point - self.top(number)) if number >= 0 else ""

    def is_text_at(self, point: QPointF) -> bool:
        """Return whether ``point`` lies on a block or just right of it."""
        number = self.block_at(point.y())
        if number < 0:
            return False
        inside = point - self.top(number)
        block = self.blocks[number]
        return 0 <= inside.x() <= block.used_width() + 16 and 0 <= inside.y() <= block.height

    def text_between(self, first: Place, last: Place) -> str:
        """Return the shown text between two places, both as `place_at` gives them."""
        (low, start), (high, end) = sorted((first, last))
        parts: list[str] = []
        for number in range(low, high + 1):
            block = self.blocks[number]
            until = end if number == high else len(block.text)
            since = start if number == low else 0
            joint = "" if not parts or block.block.continues else "\n"
            parts.append(joint + block.text[since:until])
        return "".join(parts)

    def _bottom(self, otherwise: float) -> float:
        if not self._kept:
            return otherwise
        return self._tops[self._kept - 1] + self.blocks[self._kept - 1].height


def _same(one: Block, other: Block) -> bool:
    return one is other or one == other
