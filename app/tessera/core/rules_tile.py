"""The tile rule: a picture is shrunk twice, cut into squares of 512 pixels; base plus tiles.

``low`` looks at one small copy and bills the base only. Otherwise the picture is fitted inside a
box (rounded to nearest), then its shorter side is brought down (the other rounded down), and
every started tile counts. Input pictures of older image models follow the same rule with a
surcharge for high fidelity. Source: OpenAI images and vision guide, 2025 and 2026-09.
"""

from dataclasses import dataclass
from fractions import Fraction

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.rules import Counted, Line
from tessera.core.rules_fit import ceil_div, fit_box, fit_short_side


@dataclass(frozen=True, slots=True)
class TileRule:
    """Tiles of ``cell`` pixels. ``ignored`` words are accepted and mean ``auto``."""

    base: int
    tile: int
    auto: str = "high"
    cell: int = 512
    box: int = 2048
    short_side: int = 768
    low_box: int = 512
    ignored: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return the rule's word in reports."""
        return "tile"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the detail levels offered."""
        return ("low", "high")

    def accepts(self, word: str) -> bool:
        """Return whether the word may be sent."""
        return word == "auto" or word in self.words or word in self.ignored

    def resolve(self, word: str) -> str | None:
        """Return the level that ``word`` means."""
        if word in self.words:
            return word
        return self.auto if word == "auto" or word in self.ignored else None

    def count(self, size: Size, word: str) -> Counted:
        """Return tiles, tokens and derivation for a picture of ``size`` at level ``word``."""
        if word == "low":
            return self._low(size)
        grid, lines = tile_grid(size, self.box, self.short_side, self.cell)
        tokens = self.base + self.tile * grid.count
        lines.append(
            Line(
                f"{self.base} + {grid.count} × {self.tile} = {tokens} tokens",
                "base plus tiles",
            )
        )
        return Counted(grid, tokens, tokens, tokens, tuple(lines))

    def bounds(self, word: str) -> tuple[int, int]:
        """Return the count of the smallest picture and of the most expensive shape."""
        if word == "low":
            return self.base, self.base
        most = ceil_div(self.box, self.cell) * ceil_div(self.short_side, self.cell)
        return self.base + self.tile, self.base + self.tile * most

    def _low(self, size: Size) -> Counted:
        resized = fit_box(size, self.low_box)
        lines = (
            Line(f"{size} → {resized}", f"low sees one copy within {self.low_box} pixels"),
            Line(f"{self.base} tokens", "low bills the base only"),
        )
        return Counted(Grid(size, resized, 1, 1, self.cell), *(self.base,) * 3, lines)


@dataclass(frozen=True, slots=True)
class ReferenceTileRule:
    """Input pictures of the first image models; ``fidelities`` are those the model offers.

    High fidelity adds ``square_extra`` or, for a shape closer to portrait or landscape,
    ``oblong_extra``. Where the one becomes the other is undocumented: √1.5 is assumed, and
    between square and 1.5 to 1 both stand in the range.
    """

    base: int
    tile: int
    fidelities: tuple[str, ...] = ("low",)
    square_extra: int = 0
    oblong_extra: int = 0
    cell: int = 512
    box: int = 2048
    short_side: int = 512

    @property
    def name(self) -> str:
        """Return the rule's word in reports."""
        return "tile"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the fidelities offered."""
        return self.fidelities

    def accepts(self, word: str) -> bool:
        """Return whether the fidelity may be sent."""
        return word == "auto" or word in self.fidelities

    def resolve(self, word: str) -> str | None:
        """Return the fidelity; omitted means low."""
        return "low" if word == "auto" else word if word in self.fidelities else None

    def count(self, size: Size, word: str) -> Counted:
        """Return tiles, tokens and derivation for a reference of ``size``."""
        grid, lines = tile_grid(size, self.box, self.short_side, self.cell)
        tokens = self.base + self.tile * grid.count
        text = f"{self.base} + {grid.count} × {self.tile} = {tokens} tokens"
        lines.append(Line(text, "base plus tiles"))
        if word != "high":
            return Counted(grid, tokens, tokens, tokens, tuple(lines))
        least, extra, most = self._extras(size)
        lines.append(Line(f"{tokens} + {extra} = {tokens + extra} tokens", "high fidelity"))
        return Counted(grid, tokens + extra, tokens + least, tokens + most, tuple(lines))

    def bounds(self, word: str) -> tuple[int, int]:
        """Return the count of the smallest picture and of the most expensive shape."""
        most = ceil_div(self.box, self.cell) * ceil_div(self.short_side, self.cell)
        high = word == "high"
        return (
            self.base + self.tile + high * self.square_extra,
            self.base + self.tile * most + high * self.oblong_extra,
        )

    def _extras(self, size: Size) -> tuple[int, int, int]:
        """Return the least, the likely and the most surcharge for this shape."""
        ratio = Fraction(size.long_side, size.short_side)
        likely = self.square_extra if ratio**2 < Fraction(3, 2) else self.oblong_extra
        least = self.square_extra if ratio < Fraction(3, 2) else self.oblong_extra
        most = self.square_extra if ratio == 1 else self.oblong_extra
        return least, likely, most


def tile_grid(size: Size, box: int, short_side: int, cell: int) -> tuple[Grid, list[Line]]:
    """Return the tiles of a picture and the lines that led there."""
    boxed = fit_box(size, box)
    resized = fit_short_side(boxed, short_side)
    lines = []
    if boxed != size:
        lines.append(Line(f"{size} → {boxed}", f"fits {box}×{box} pixels, rounded to nearest"))
    if resized != boxed:
        lines.append(Line(f"{boxed} → {resized}", f"short side {short_side} px; rounded down"))
    grid = Grid(size, resized, ceil_div(resized.width, cell), ceil_div(resized.height, cell), cell)
    text = f"{resized} → {grid.columns}×{grid.rows} tiles = {grid.count}"
    lines.append(Line(text, f"every started square of {cell}×{cell} pixels counts"))
    return grid, lines
