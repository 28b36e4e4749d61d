"""Fitting a metering rule to what a server counts for blank pictures, in exact arithmetic.

The recipe is a generator (see `probes`): it yields at most ``most`` probes, each chosen by what the
ones before left open, and returns the rule. A strip and a block tell the family: as long as the
block is wide, the strip needs far fewer patches, but never fewer tiles. First no count may be off
by a token; only if no rule explains all counts may the billing of patches be off by one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from tessera.core.fitting_patch import OFFERED, fit_patches, is_offered
from tessera.core.fitting_shapes import SMALL_BLOCK, SMALL_STRIP, squares
from tessera.core.fitting_tile import fit_tiles
from tessera.core.geometry import Size
from tessera.core.probes import (
    Contradiction,
    Declined,
    NoFit,
    Observation,
    Outcome,
    Probing,
    Talk,
    best_split,
)
from tessera.core.residuals import Residual, counted, residual_of
from tessera.core.rules_patch import PatchRule
from tessera.core.rules_tile import TileRule
from tessera.core.words import Detail

MOST_PROBES = 23  # one more question, without a picture, tells what the text takes
_MANY_TILES = Size(4096, 1536)
_PHOTO = Size(4032, 3024)
FittedRule = PatchRule | TileRule


@dataclass(frozen=True, slots=True)
class Fitted:
    """A rule and the evidence for it, in the order it was gathered."""

    rule: FittedRule
    observations: tuple[Observation, ...]
    residual: Residual


def fitting(most: int = MOST_PROBES) -> Probing[Fitted]:
    """Return the rule behind the outcomes of at most ``most`` probes. Raises `NoFit`."""
    talk = Talk(most)
    for slack in (0, 1):
        try:
            rule = yield from _rule(talk, slack)
            yield from _confirm(talk, rule, slack)
        except Contradiction:
            continue
        residual = residual_of(rule, talk.observations)
        if residual.explains_all and residual.most <= slack:
            return Fitted(rule, talk.observations, residual)
    raise NoFit(
        "What the server counts follows no rule this program knows.",
        "The catalogue is as it was.",
        "Use the server's own count for single pictures instead.",
    )


def _rule(talk: Talk, slack: int) -> Probing[FittedRule]:
    detail = yield from _first_detail(talk)
    strip = yield from talk.ask(SMALL_STRIP, detail)
    block = yield from talk.ask(SMALL_BLOCK, detail)
    if isinstance(strip, Declined) or isinstance(block, Declined):
        raise Contradiction
    if block > strip:
        rule = yield from fit_patches(talk, detail, slack)
        return replace(rule, auto=(yield from _auto(talk, rule, slack)))
    tiles = yield from fit_tiles(talk, detail)
    tiles = replace(tiles, auto=(yield from _auto(talk, tiles, 0)))
    return replace(tiles, ignored=(yield from _ignored(talk, tiles)))


def _confirm(talk: Talk, rule: FittedRule, slack: int) -> Probing[None]:
    """Ask once per level for a photo that had no part in the fit. Raises `Contradiction`."""
    for word in rule.words:
        if talk.left:
            outcome = yield from talk.ask(_PHOTO, Detail(word))
            if not _agree(counted(rule, _PHOTO, word), outcome, slack):
                raise Contradiction


def _first_detail(talk: Talk) -> Probing[Detail]:
    """Return the first detail that is offered."""
    for detail in OFFERED:
        outcome = yield from talk.ask(SMALL_STRIP, detail)
        if isinstance(outcome, int):
            return detail
    raise NoFit(
        "The server takes a small picture at no detail.",
        "The catalogue is as it was.",
        "Check that this model looks at pictures.",
    )


def _ignored(talk: Talk, rule: TileRule) -> Probing[frozenset[str]]:
    """Return the words that are taken and mean what auto means. Raises `Contradiction`."""
    if not (yield from is_offered(talk, Detail.ORIGINAL, _MANY_TILES)):
        return frozenset()
    outcome = yield from talk.ask(_MANY_TILES, Detail.ORIGINAL)
    if not _agree(counted(rule, _MANY_TILES, Detail.AUTO.value), outcome, 0):
        raise Contradiction
    return frozenset({Detail.ORIGINAL.value})


def _auto(talk: Talk, rule: FittedRule, slack: int) -> Probing[str]:
    """Return the level that auto means; high where none can be told apart."""
    left = list(rule.words)
    sizes = tuple(_auto_sizes(talk))
    while True:
        size = best_split(left, talk.untried(sizes, Detail.AUTO), partial(_said, rule))
        if size is None and talk.of(Detail.AUTO):
            break
        size = size or _PHOTO  # where all levels count alike, so must auto
        outcome = yield from talk.ask(size, Detail.AUTO)
        left = [word for word in left if _agree(counted(rule, size, word), outcome, slack)]
    if not left:
        raise Contradiction
    return Detail.HIGH.value if Detail.HIGH.value in left else left[0]


def _auto_sizes(talk: Talk) -> Iterator[Size]:
    """Yield ordinary sizes, the smallest first, then every size that was asked before."""
    yield from sorted(squares(), key=lambda size: size.pixels)
    yield from (probe.size for probe in talk.known)


def _said(rule: FittedRule, word: str, size: Size) -> Outcome:
    return counted(rule, size, word)


def _agree(said: Outcome, outcome: Outcome, slack: int) -> bool:
    if isinstance(said, int) and isinstance(outcome, int):
        return abs(said - outcome) <= slack
    return said == outcome or outcome is Declined.UNUSABLE
