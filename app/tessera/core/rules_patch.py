"""The patch rule: a picture is shrunk, cut into squares of 32 pixels, and every square is billed.

Per level: fit inside a *box*, then, where a *budget* of patches is exceeded, shrink further. The
number of patches times a *multiplier*, rounded up, is the count of tokens. Above ``reject_over``
patches the provider declines. The billing may differ by one token where a multiplier is applied
(floating point on the server), so the range is ±1. Source: OpenAI images and vision guide, 2026-09.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.money import plain_fraction
from tessera.core.rules import Counted, Line
from tessera.core.rules_fit import ceil_div, clamp_ratio, fit_box, fit_budget, magnify


@dataclass(frozen=True, slots=True)
class Level:
    """How far one detail level shrinks: longest side in pixels, then number of patches."""

    box: int | None = None
    budget: int | None = None


@dataclass(frozen=True, slots=True)
class Magnify:
    """Small pictures are enlarged towards ``long_side``, at most ``most`` times."""

    long_side: int
    most: int | None = None


@dataclass(frozen=True, slots=True)
class PatchRule:
    """Patches of ``cell`` pixels. ``auto`` and ``ignored`` words resolve to another level."""

    levels: Mapping[str, Level]
    auto: str
    multiplier: Fraction = Fraction(1)
    cell: int = 32
    reject_over: int | None = None
    magnify: Magnify | None = None
    most_ratio: int | None = None
    ignored: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return the rule's word in reports."""
        return "patch"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the detail levels offered."""
        return tuple(self.levels)

    def accepts(self, word: str) -> bool:
        """Return whether the word may be sent."""
        return word == "auto" or word in self.levels or word in self.ignored

    def resolve(self, word: str) -> str | None:
        """Return the level that ``word`` means."""
        if word in self.levels:
            return word
        return self.auto if word == "auto" or word in self.ignored else None

    def count(self, size: Size, word: str) -> Counted:
        """Return patches, tokens and derivation for a picture of ``size`` at level ``word``."""
        resized, lines = self._resize(size, word)
        columns, rows = ceil_div(resized.width, self.cell), ceil_div(resized.height, self.cell)
        grid = Grid(size, resized, columns, rows, self.cell)
        patches = columns * rows
        lines.append(
            Line(
                f"{resized} → {columns}×{rows} patches = {patches}",
                f"every started square of {self.cell}×{self.cell} pixels counts",
            )
        )
        if self.reject_over is not None and patches > self.reject_over:
            return Counted(grid, None, None, None, tuple(lines), True, self._rejection(patches))
        return self._billed(grid, patches, lines)

    def bounds(self, word: str) -> tuple[int, int]:
        """Return the count of the smallest picture and the largest that can be billed."""
        level = self.levels[word]
        most = [limit for limit in (level.budget, self.reject_over) if limit is not None]
        if level.box is not None:
            most.append(ceil_div(level.box, self.cell) ** 2)
        least = self.count(Size(1, 1), word).tokens_min or 0
        return least, self._tokens(min(most)) + (self.multiplier != 1)

    def _tokens(self, patches: int) -> int:
        return ceil_div(patches * self.multiplier.numerator, self.multiplier.denominator)

    def _billed(self, grid: Grid, patches: int, lines: list[Line]) -> Counted:
        if self.multiplier == 1:
            return Counted(grid, patches, patches, patches, tuple(lines))
        tokens = self._tokens(patches)
        lines.append(
            Line(
                f"{patches} × {plain_fraction(self.multiplier)} = {tokens} tokens",
                "rounded up; the billing can differ by one token",
            )
        )
        return Counted(grid, tokens, tokens - 1, tokens + 1, tuple(lines))

    def _resize(self, size: Size, word: str) -> tuple[Size, list[Line]]:
        level, lines, resized = self.levels[word], list[Line](), size
        if self.magnify is not None:
            resized = magnify(resized, self.magnify.long_side, self.magnify.most)
            _note(lines, size, resized, f"small pictures grow towards {self.magnify.long_side} px")
        if self.most_ratio is not None:
            before, resized = resized, clamp_ratio(resized, self.most_ratio)
            _note(lines, before, resized, f"the billed canvas is at most {self.most_ratio} to 1")
        if level.box is not None:
            before, resized = resized, fit_box(resized, level.box)
            _note(lines, before, resized, f"{word} fits {level.box}×{level.box} pixels")
        if level.budget is not None and self._patches(resized) > level.budget:
            before, resized = resized, fit_budget(resized, self.cell, level.budget)
            _note(lines, before, resized, f"{word} allows {level.budget} patches; rounded down")
        return resized, lines

    def _patches(self, size: Size) -> int:
        return ceil_div(size.width, self.cell) * ceil_div(size.height, self.cell)

    def _rejection(self, patches: int) -> str:
        return (
            f"The picture needs {patches} patches; the provider accepts at most "
            f"{self.reject_over}. Send a smaller copy or choose a lower detail."
        )


def _note(lines: list[Line], before: Size, after: Size, rule: str) -> None:
    if before != after:
        lines.append(Line(f"{before} → {after}", rule))
