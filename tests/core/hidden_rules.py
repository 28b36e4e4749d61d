"""Rules that the fitter cannot see: it gets sizes counted, nothing else."""

import tomllib
from collections.abc import Callable
from functools import cache

from tessera.core.catalogue_node import Node
from tessera.core.catalogue_rules import read_rule
from tessera.core.fitting import MOST_PROBES, Fitted, FittedRule, fitting
from tessera.core.geometry import Size
from tessera.core.probes import Declined, Outcome, Probe
from tessera.core.residuals import counted
from tessera.core.rules_fit import ceil_div
from tessera.core.rules_patch import Level, PatchRule
from tessera.core.rules_tile import TileRule
from tessera.store.resources import read_catalogue

Oracle = Callable[[Size, str], Outcome]


@cache
def vision_rules() -> dict[str, FittedRule]:
    """Return every rule by which the catalogue's models look at pictures, by its name."""
    files = {name: tomllib.loads(text) for name, text in read_catalogue().items()}
    named = {name: table for file in files.values() for name, table in file.get("rule", {}).items()}
    used = {
        entry["rule"]
        for file in files.values()
        for model in file.get("model", ())
        for edition in model.get("vision", ())
        for entry in (edition, *edition.get("alternatives", ()))
    }
    return {name: _rule(name, named[name]) for name in sorted(used)}


def _rule(name: str, table: dict[str, object]) -> FittedRule:
    from decimal import Decimal

    exact = {key: Decimal(str(v)) if isinstance(v, float) else v for key, v in table.items()}
    rule = read_rule(Node(name, "", exact))
    assert isinstance(rule, PatchRule | TileRule)
    return rule


def behind(rule: FittedRule) -> Oracle:
    """Return what the server says that counts by ``rule``."""
    return lambda size, detail: counted(rule, size, detail)


def fitted_to(oracle: Oracle, most: int = MOST_PROBES) -> Fitted:
    """Return what the fitter finds out by asking ``oracle`` alone."""
    probing = fitting(most)
    asked: list[Probe] = []
    try:
        probe = next(probing)
        while True:
            asked.append(probe)
            assert len(asked) <= most
            probe = probing.send(oracle(probe.size, probe.detail.value))
    except StopIteration as end:
        found: Fitted = end.value
    assert [observation.probe for observation in found.observations] == asked
    assert len(set(asked)) == len(asked), "a picture was asked for twice"
    return found


def rejecting(oracle: Oracle) -> Oracle:
    """Return an oracle with one word for everything it declines."""

    def said(size: Size, detail: str) -> Outcome:
        outcome = oracle(size, detail)
        return Declined.TOO_LARGE if isinstance(outcome, Declined) else outcome

    return said


def up_to(longest: int, oracle: Oracle) -> Oracle:
    """Return an oracle that cannot open pictures with a longer side."""
    return lambda size, detail: (
        Declined.UNUSABLE if size.long_side > longest else oracle(size, detail)
    )


def plainly(rule: FittedRule) -> tuple[object, ...]:
    """Return what a rule says in the fewest words: limits that never bind are left out."""
    if isinstance(rule, TileRule):
        taken = frozenset(word for word in ("low", "high", "original") if rule.accepts(word))
        sides = (rule.cell, rule.box, min(rule.box, rule.short_side))
        return ("tile", rule.base, rule.tile, *sides, taken, rule.auto)
    levels = {
        word: _plain_level(rule, word) for word in ("low", "high", "original") if rule.accepts(word)
    }
    most = max(_capacity(level, rule.cell) for level in levels.values())
    limit = rule.reject_over if rule.reject_over is not None and rule.reject_over < most else None
    auto = _plain_level(rule, "auto")
    return ("patch", rule.cell, rule.multiplier, sorted(levels.items(), key=str), auto, limit)


def _plain_level(rule: PatchRule, word: str) -> Level:
    level = rule.levels[rule.resolve(word) or ""]
    if level.budget is not None and level.budget >= _capacity(Level(level.box), rule.cell):
        return Level(level.box)
    return level


def _capacity(level: Level, cell: int) -> float:
    most = float("inf") if level.box is None else ceil_div(level.box, cell) ** 2
    return most if level.budget is None else min(most, level.budget)
