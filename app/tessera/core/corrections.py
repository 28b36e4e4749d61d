"""Rules as bills corrected them: the same arithmetic with another price per cell.

A correction changes what a patch, a tile or a made picture counts, never how a picture is cut, so
that the grid that is drawn stays the grid that is billed. Exact fractions; tiles and tables count
whole tokens, rounded to nearest, a half upwards. A made picture whose formula was only a relative's
has a count of its own once bills taught it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from tessera.core.geometry import Size
from tessera.core.rules import Correction, Edition, Rule
from tessera.core.rules_output import GridQuality, GridRule, PerImageRule, TableRule
from tessera.core.rules_patch import PatchRule
from tessera.core.rules_tile import ReferenceTileRule, TileRule


def can_correct(rule: Rule) -> bool:
    """Return whether the rule counts tokens at all; a price per picture has none to correct."""
    return not isinstance(rule, PerImageRule)


def corrected(rule: Rule, factor: Fraction) -> Rule:
    """Return the rule with its counts times ``factor``; other rules have nothing to correct.

    >>> corrected(TileRule(85, 170), Fraction("1.1"))  # doctest: +ELLIPSIS
    TileRule(base=94, tile=187, ...)
    """
    if isinstance(rule, PatchRule):
        return replace(rule, multiplier=rule.multiplier * factor)
    if isinstance(rule, TileRule):
        base, tile = (_rounded(tokens * factor) for tokens in (rule.base, rule.tile))
        return replace(rule, base=base, tile=max(1, tile))
    if isinstance(rule, ReferenceTileRule):
        return _reference(rule, factor)
    if isinstance(rule, TableRule):
        rows = {
            word: {size: _rounded(tokens * factor) for size, tokens in row.items()}
            for word, row in rule.tokens.items()
        }
        return replace(rule, tokens=rows)
    if isinstance(rule, GridRule):
        taught = {word: GridQuality(q.cells, times=q.times * factor)
                  for word, q in rule.qualities.items()}  # fmt: skip
        return replace(rule, qualities=taught)
    return rule


def _reference(rule: ReferenceTileRule, factor: Fraction) -> ReferenceTileRule:
    parts = (rule.base, rule.tile, rule.square_extra, rule.oblong_extra)
    base, tile, square, oblong = (_rounded(tokens * factor) for tokens in parts)
    return replace(rule, base=base, tile=max(1, tile), square_extra=square, oblong_extra=oblong)


def rule_for(edition: Edition[Rule], word: str | None, size: Size) -> Rule:
    """Return the rule that counts a picture of ``size`` at the level ``word``."""
    for correction in edition.corrections:
        if correction.holds(word, size):
            return corrected(edition.rule, correction.factor)
    return edition.rule


def rules_for(edition: Edition[Rule], word: str) -> Iterator[Rule]:
    """Yield every rule that may count a picture of unknown size at the level ``word``."""
    yield edition.rule
    for correction in edition.corrections:
        if correction.detail in (None, word):
            yield corrected(edition.rule, correction.factor)


def recorrected(before: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """Return the corrections after one more, whose factor multiplies what was counted so far.

    Outside the scope of ``new`` everything stays.
    """
    inside = [both for old in before if (both := _common(old, new)) is not None]
    outside = [old for old in before if _scope(old) not in {_scope(both) for both in inside}]
    kept: dict[object, Correction] = {}
    for one in (*inside, new, *outside):  # the first one that holds counts
        kept.setdefault(_scope(one), one)
    return tuple(kept.values())


def _scope(correction: Correction) -> tuple[str | None, int, int | None]:
    return correction.detail, correction.least_pixels, correction.most_pixels


def _common(old: Correction, new: Correction) -> Correction | None:
    """Return what both say where both hold, or None where they never do."""
    if None not in (old.detail, new.detail) and old.detail != new.detail:
        return None
    least = max(old.least_pixels, new.least_pixels)
    ends = [most for most in (old.most_pixels, new.most_pixels) if most is not None]
    if ends and min(ends) < least:
        return None
    return Correction(
        old.factor * new.factor, old.detail or new.detail, least, min(ends, default=None)
    )


def _rounded(tokens: Fraction) -> int:
    return int(tokens + Fraction(1, 2))
