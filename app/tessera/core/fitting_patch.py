"""Fitting a patch rule: the cell, then level by level a box and a budget, last the limit.

The multiplier is narrowed by every count on the way; what all of them together leave decides.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from tessera.core.fitting_cell import fit_cell
from tessera.core.fitting_factor import Factor
from tessera.core.fitting_level import Candidate, fit_level, patch_count
from tessera.core.fitting_limit import fit_limit
from tessera.core.fitting_shapes import LONG_STRIPS, SMALL_STRIP
from tessera.core.geometry import Size
from tessera.core.probes import Contradiction, Probing, Talk
from tessera.core.rules_patch import Level, PatchRule
from tessera.core.words import Detail

OFFERED = (Detail.HIGH, Detail.LOW, Detail.ORIGINAL)  # what a model may offer, in asking order


def fit_patches(talk: Talk, first: Detail, slack: int) -> Probing[PatchRule]:
    """Return the rule by all counts, ``first`` being a detail that is offered.

    What auto means is left open: it stands for ``first``. Raises `Contradiction`.
    """
    cell, factor = yield from fit_cell(talk, first, slack)
    found: dict[Detail, Candidate] = {}
    for detail in OFFERED:
        strip = next((size for size in LONG_STRIPS if not talk.is_hopeless(size)), SMALL_STRIP)
        if (yield from is_offered(talk, detail, strip)):
            found[detail] = yield from fit_level(talk, detail, cell, factor, slack)
            factor = found[detail].factor
    levels = {detail: candidate.level for detail, candidate in found.items()}
    accepted = max(candidate.accepted for candidate in found.values())
    rejected = [kept.rejected for kept in found.values() if kept.rejected is not None]
    limit = yield from fit_limit(talk, levels, cell, accepted, min(rejected, default=None))
    return PatchRule(
        levels=MappingProxyType({word.value: levels[word] for word in Detail if word in levels}),
        auto=first.value,
        multiplier=Fraction(_narrowed(talk, levels, cell, slack).plainest),
        cell=cell,
        reject_over=limit,
    )


def _narrowed(talk: Talk, levels: Mapping[Detail, Level], cell: int, slack: int) -> Factor:
    """Return what all counts together leave of the multiplier. Raises `Contradiction`."""
    factor: Factor | None = Factor()
    for detail, level in levels.items():
        for size, outcome in talk.of(detail):
            if factor is not None and isinstance(outcome, int):
                factor = factor.narrowed(patch_count(size, cell, level), outcome, slack)
    if factor is None:
        raise Contradiction
    return factor


def is_offered(talk: Talk, detail: Detail, size: Size) -> Probing[bool]:
    """Return whether a detail is taken at all; a small picture decides where ``size`` is not."""
    for asked in (size, SMALL_STRIP):
        outcome = yield from talk.ask(asked, detail)
        if isinstance(outcome, int):
            return True
    return False
