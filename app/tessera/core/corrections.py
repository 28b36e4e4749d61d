"""Rules as bills corrected them: the same arithmetic with another price per patch or tile.

A correction changes what a patch or tile counts, never how a picture is cut, so that the grid that
is drawn stays the grid that is billed. Exact fractions; tiles count whole tokens, rounded to
nearest, a half upwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from tessera.core.geometry import Size
from tessera.core.rules import Correction, Edition, Rule
from tessera.core.rules_patch import PatchRule
from tessera.core.rules_tile import TileRule


def can_correct(rule: Rule) -> bool:
    """Return whether the rule has a price per patch or tile at all."""
    return isinstance(rule, PatchRule | TileRule)


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
    return rule


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
