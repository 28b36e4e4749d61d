"""Output pictures of image models: a fixed table, the grid formula, or a price per picture.

*Quality* is the word that is asked for. ``auto`` lets the model choose, so only a range is known.
Source: OpenAI image generation guide, 2026-09, and the calculator on OpenAI's documentation site.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.rules import Counted, Line
from tessera.core.rules_fit import ceil_div


@dataclass(frozen=True, slots=True)
class TableRule:
    """Tokens by quality and size, nothing in between."""

    tokens: Mapping[str, Mapping[Size, int]]

    @property
    def name(self) -> str:
        """Return the rule's word in reports."""
        return "table"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the qualities offered."""
        return tuple(self.tokens)

    @property
    def sizes(self) -> tuple[Size, ...]:
        """Return the sizes the table knows."""
        return tuple(dict.fromkeys(size for row in self.tokens.values() for size in row))

    def accepts(self, word: str) -> bool:
        """Return whether the quality may be sent."""
        return word == "auto" or word in self.tokens

    def resolve(self, word: str) -> str | None:
        """Return the quality; auto cannot be known beforehand."""
        return word if word in self.tokens else None

    def count(self, size: Size, word: str) -> Counted:
        """Return the table's cell, or a rejection for a size it lacks."""
        grid = Grid(size, size, 0, 0, 0)
        tokens = self.tokens[word].get(size)
        if tokens is None:
            offered = ", ".join(str(known) for known in self.sizes)
            reason = f"The model makes no pictures of {size}, only {offered}."
            return Counted(grid, None, None, None, (), True, reason)
        line = Line(f"{size} at {word} = {tokens} tokens", "fixed table by size and quality")
        return Counted(grid, tokens, tokens, tokens, (line,))

    def bounds(self, word: str) -> tuple[int, int]:
        """Return the cheapest and the dearest cell of a quality."""
        return min(self.tokens[word].values()), max(self.tokens[word].values())


@dataclass(frozen=True, slots=True)
class GridQuality:
    """``cells`` on the long side. Where the formula is not the model's own, a range around it.

    ``least`` and ``most`` multiply the formula's count; ``is_point`` says whether its count may
    stand as the estimate. ``times`` is what bills taught: it multiplies the formula itself.
    """

    cells: int
    least: Fraction = Fraction(1)
    most: Fraction = Fraction(1)
    is_point: bool = True
    times: Fraction = Fraction(1)


_FLAT_PIXELS = 2_000_000
_DIVISOR = 4_000_000


@dataclass(frozen=True, slots=True)
class GridRule:
    """The calculator's formula: cells along both sides, weighted by the number of pixels.

    ``u`` is the cells on the short side, a half rounded to even; one transcription rounds it up,
    so both stand in the range where they differ. The last three bound the legal sizes.
    """

    qualities: Mapping[str, GridQuality]
    least_pixels: int
    most_pixels: int
    most_ratio: int

    @property
    def name(self) -> str:
        """Return the rule's word in reports."""
        return "grid"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the qualities offered."""
        return tuple(self.qualities)

    def accepts(self, word: str) -> bool:
        """Return whether the quality may be sent."""
        return word == "auto" or word in self.qualities

    def resolve(self, word: str) -> str | None:
        """Return the quality; auto cannot be known beforehand."""
        return word if word in self.qualities else None

    def count(self, size: Size, word: str) -> Counted:
        """Return cells, tokens and derivation of a picture of ``size``."""
        quality = self.qualities[word]
        across, weighted = quality.cells, _FLAT_PIXELS + size.pixels
        share = Fraction(across * size.short_side, size.long_side)
        even, upward = max(1, round(share)), max(1, floor(share + Fraction(1, 2)))
        tokens = _weighted(across * even, weighted, quality.times)
        other = _weighted(across * upward, weighted, quality.times)
        least, most = floor(tokens * quality.least), ceil(max(tokens, other) * quality.most)
        lines = _grid_lines(size, across, even, tokens)
        if quality.times != 1:
            text = f"times {float(quality.times):.4g} = {tokens} tokens"
            lines.append(Line(text, "what bills taught"))
        if other != tokens:
            text = f"{across}×{upward} cells would be {other} tokens"
            lines.append(Line(text, "one reading of the formula rounds a half upwards"))
        if least != tokens or most != max(tokens, other):
            text = f"between {least} and {most} tokens"
            lines.append(Line(text, "this model's own formula is not public"))
        point = tokens if quality.is_point else None
        return Counted(_even_grid(size, across, even), point, least, most, tuple(lines))

    def formula(self, size: Size, word: str) -> int:
        """Return the formula's own count, whether or not it may stand as this model's."""
        certain = replace(self.qualities[word], is_point=True)
        return replace(self, qualities={word: certain}).count(size, word).tokens or 0

    def bounds(self, word: str) -> tuple[int, int]:
        """Return a floor and a ceiling over all legal sizes."""
        quality = self.qualities[word]
        narrow = max(1, round(Fraction(quality.cells, self.most_ratio)))
        smallest, largest = (_FLAT_PIXELS + n for n in (self.least_pixels, self.most_pixels))
        cheapest = _weighted(quality.cells * narrow, smallest, quality.times)
        dearest = _weighted(quality.cells**2, largest, quality.times)
        return floor(cheapest * quality.least), ceil(dearest * quality.most)


@dataclass(frozen=True, slots=True)
class PerImageRule:
    """A price per picture; tokens play no part. Prices stand in the model's price list."""

    qualities: tuple[str, ...]
    sizes: tuple[Size, ...]

    @property
    def name(self) -> str:
        """Return the rule's word in reports."""
        return "per_image"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the qualities offered."""
        return self.qualities

    def accepts(self, word: str) -> bool:
        """Return whether the quality may be sent."""
        return word == "auto" or word in self.qualities

    def resolve(self, word: str) -> str | None:
        """Return the quality; auto is known only where there is one."""
        if word == "auto" and len(self.qualities) == 1:
            return self.qualities[0]
        return word if word in self.qualities else None

    def count(self, size: Size, word: str) -> Counted:
        """Return no tokens: the picture has a price of its own."""
        grid = Grid(size, size, 0, 0, 0)
        if size not in self.sizes:
            offered = ", ".join(str(known) for known in self.sizes)
            reason = f"The model makes no pictures of {size}, only {offered}."
            return Counted(grid, None, None, None, (), True, reason)
        return Counted(grid, None, None, None, (Line(f"{size} at {word}", "price per picture"),))

    def bounds(self, word: str) -> tuple[int, int]:
        """Return no tokens at all."""
        return 0, 0


def _weighted(cells: int, pixels: int, times: Fraction) -> int:
    return ceil(ceil_div(cells * pixels, _DIVISOR) * times)


def _even_grid(size: Size, across: int, short: int) -> Grid:
    columns, rows = (across, short) if size.width >= size.height else (short, across)
    return Grid(size, size, columns, rows, ceil_div(size.long_side, across), even=True)


def _grid_lines(size: Size, across: int, even: int, tokens: int) -> list[Line]:
    grid = _even_grid(size, across, even)
    return [
        Line(
            f"{size} → {grid.columns}×{grid.rows} cells",
            f"{across} on the long side; {across} × {size.short_side} ÷ {size.long_side} rounded",
        ),
        Line(
            f"{across * even} × ({_FLAT_PIXELS} + {size.pixels}) ÷ {_DIVISOR} = {tokens} tokens",
            "cells weighted by pixels, rounded up",
        ),
    ]
