"""A vision rule as a person would tell it: one line for the family, one for each detail level."""

from tessera.core.fitting import FittedRule
from tessera.core.money import plain_fraction
from tessera.core.rules_patch import Level, PatchRule


def rule_lines(rule: FittedRule) -> tuple[str, ...]:
    """Return the rule in sentences of plain text."""
    if isinstance(rule, PatchRule):
        levels = [f"{word}: {_level(level)}." for word, level in rule.levels.items()]
        limit = rule.reject_over
        rejected = [] if limit is None else [f"More than {limit} patches are rejected."]
        price = plain_fraction(rule.multiplier)
        first = f"Patches of {rule.cell} pixels, {price} tokens each; auto means {rule.auto}."
        return (first, *levels, *rejected)
    ignored = [f"{word}: taken, and means {rule.auto}." for word in sorted(rule.ignored)]
    return (
        f"Tiles of {rule.cell} pixels, {rule.tile} tokens each; auto means {rule.auto}.",
        f"low: {rule.base} tokens for any picture.",
        f"high: {rule.base} tokens and the tiles; fits {rule.box} pixels, "
        f"then the short side is at most {rule.short_side}.",
        *ignored,
    )


def _level(level: Level) -> str:
    limits = []
    if level.box is not None:
        limits.append(f"fits {level.box} pixels")
    if level.budget is not None:
        limits.append(f"at most {level.budget} patches")
    return ", ".join(limits) or "as it is"
