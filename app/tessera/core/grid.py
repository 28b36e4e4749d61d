"""The grid: what a model sees of a picture, as one value.

The overlay on the canvas and the number in the meter both come from a `Grid`, so they cannot
disagree. Cells are squares of ``cell`` pixels in the *resized* picture; the last column and row
may reach beyond it.
"""

from dataclasses import dataclass
from fractions import Fraction

from tessera.core.geometry import Size


@dataclass(frozen=True, slots=True)
class Grid:
    """``source`` shrunk to ``resized`` and cut into ``columns`` × ``rows`` cells.

    ``cell`` is the cell's side in resized pixels (32 for patches, 512 for tiles). A table or a
    price per picture has no cells: ``columns`` and ``rows`` are 0. An *even* grid, an output
    picture's, shares the whole picture among its cells; ``cell`` is then only their rough side.
    """

    source: Size
    resized: Size
    columns: int
    rows: int
    cell: int
    even: bool = False

    @property
    def count(self) -> int:
        """Return the number of cells billed."""
        return self.columns * self.rows

    @property
    def has_cells(self) -> bool:
        """Return whether there is anything to draw."""
        return self.columns > 0 and self.rows > 0

    def column_edge(self, column: int) -> Fraction:
        """Return the left edge of ``column`` in pixels of the source, exact."""
        if self.even:
            return Fraction(column * self.source.width, self.columns)
        return Fraction(column * self.cell * self.source.width, self.resized.width)

    def row_edge(self, row: int) -> Fraction:
        """Return the top edge of ``row`` in pixels of the source, exact."""
        if self.even:
            return Fraction(row * self.source.height, self.rows)
        return Fraction(row * self.cell * self.source.height, self.resized.height)
