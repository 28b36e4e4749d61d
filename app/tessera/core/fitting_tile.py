"""Fitting a tile rule: base, tokens per tile, cell, box and short side.

``low`` looks at one small copy and counts the base alone, so base and tile are known after one more
picture; from then on every count is a number of tiles. A long strip tells the box, a large square
the short side, both to within a tile, and pictures on the borders tell the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tessera.core.fitting_shapes import (
    LARGE_SQUARES,
    LONG_STRIPS,
    SMALL_BLOCK,
    around_box,
    around_cell,
    around_short,
    cells,
    neighbours,
    ordinary,
    squares,
    strips,
)
from tessera.core.fitting_space import SHORT_SIDES, SIDES, TILE_CELLS, plainness
from tessera.core.geometry import Size
from tessera.core.probes import Contradiction, Declined, Outcome, Probing, Talk, best_split
from tessera.core.rules_fit import fit_box, fit_short_side
from tessera.core.rules_tile import TileRule
from tessera.core.words import Detail


@dataclass(frozen=True, slots=True)
class Shape:
    """How a picture is shrunk and cut: longest side, then short side, then cells."""

    cell: int
    box: int
    short_side: int

    @property
    def plainness(self) -> int:
        """Return a rank, the lower the likelier."""
        return plainness(self.cell) + plainness(self.box) + plainness(self.short_side)


def tile_count(shape: Shape, size: Size) -> int:
    """Return how many tiles a picture of ``size`` is cut into."""
    resized = fit_short_side(fit_box(size, shape.box), shape.short_side)
    return cells(resized, shape.cell)


def fit_tiles(talk: Talk, detail: Detail) -> Probing[TileRule]:
    """Return the rule by the counts of ``detail`` and of low. Raises `Contradiction`."""
    base = yield from _constant(talk, Detail.LOW)
    small = yield from talk.ask(SMALL_BLOCK, detail)
    if isinstance(small, Declined) or small <= base:
        raise Contradiction
    yield from talk.first_counted(LONG_STRIPS, detail)
    yield from talk.first_counted(LARGE_SQUARES, detail)
    known = [(size, _tiles(outcome, base, small - base)) for size, outcome in talk.of(detail)]
    shapes = _shapes([(size, tiles) for size, tiles in known if tiles is not None])
    while shapes:
        size = best_split(shapes, talk.untried(_border_sizes(shapes), detail), tile_count)
        if size is None:
            break
        tiles = _tiles((yield from talk.ask(size, detail)), base, small - base)
        shapes = [shape for shape in shapes if tiles in (None, tile_count(shape, size))]
    if not shapes:
        raise Contradiction
    shape = min(shapes, key=lambda found: found.plainness)
    return TileRule(base, small - base, Detail.HIGH.value, shape.cell, shape.box, shape.short_side)


def _constant(talk: Talk, detail: Detail) -> Probing[int]:
    """Return the count of a level that counts every picture alike."""
    small = yield from talk.ask(SMALL_BLOCK, detail)
    _, large = yield from talk.first_counted(LARGE_SQUARES, detail)
    if isinstance(small, Declined) or small != large:
        raise Contradiction
    return small


def _tiles(outcome: Outcome, base: int, tile: int) -> int | None:
    """Return the tiles behind a count, or None where there is no count."""
    if isinstance(outcome, Declined):
        return None
    tiles, rest = divmod(outcome - base, tile)
    if rest or tiles < 1:
        raise Contradiction
    return tiles


def _shapes(known: Sequence[tuple[Size, int]]) -> list[Shape]:
    """Return the plausible shapes that cut each picture into its number of tiles."""
    # A strip one pixel high is never touched by the short side: it goes first.
    thin = [(size, tiles) for size, tiles in known if size.height == 1]
    thick = [(size, tiles) for size, tiles in known if size.height > 1]
    return [
        shape
        for cell in TILE_CELLS
        for box in SIDES
        if all(tile_count(Shape(cell, box, box), size) == tiles for size, tiles in thin)
        for short in (*(side for side in SHORT_SIDES if side < box), box)
        for shape in (Shape(cell, box, short),)
        if all(tile_count(shape, size) == tiles for size, tiles in thick)
    ]


def _border_sizes(shapes: Sequence[Shape]) -> Iterator[Size]:
    """Yield pictures on the borders between shapes."""
    sides, boxes = {shape.cell for shape in shapes}, {shape.box for shape in shapes}
    shorts = {shape.short_side for shape in shapes}
    for _, large in neighbours(sides):
        yield from around_cell(large, most=max(boxes))
    for cell in sorted(sides)[:: 1 + len(sides) // 4]:
        for small, large in neighbours(boxes):
            yield from around_box(small, large, cell, most_rows=max(1, min(shorts) // cell))
        for small, large in neighbours(shorts):
            yield from around_short(small, large, cell)
        yield from strips(cell)
    yield from squares()
    yield from ordinary()
