"""A fitted rule as entries of the user's catalogue: the rule, where it comes from, its edition.

The entries say *measured here*, with the day, the provider, how many pictures were counted and what
the rule leaves unexplained. What held before stays for older days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tessera.core.catalogue_overlay import Overlay, Table, followed_by
from tessera.core.fitting import Fitted, FittedRule
from tessera.core.models import Model
from tessera.core.rules_patch import Level, PatchRule
from tessera.core.words import Confidence, ModelKind

Value = int | str | Decimal | Sequence[str] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when something was measured. ``provider`` is a profile's title."""

    provider: str
    on: date


def with_fitted(
    overlay: Overlay,
    texts: Mapping[str, str],
    model_id: str,
    known: Model | None,
    fitted: Fitted,
    origin: Origin,
) -> Overlay:
    """Return the overlay in which a model counts by the fitted rule from that day on.

    ``texts`` is the built-in catalogue; ``known`` is what the catalogue in force says of the model,
    which may stand there under another name.
    """
    name = model_id if known is None else known.id
    mark = f"measured-{name}-{origin.on}"
    edition = {"rule": mark, "confidence": Confidence.MEASURED.value, "sources": [mark]}
    before = [old for old in overlay.editions(texts, name) if old.get("rule") != mark]
    editions = followed_by(before, edition, origin.on)
    told = overlay.with_entry("source", mark, source_table(fitted, origin))
    told = told.with_entry("rule", mark, rule_table(fitted.rule))
    return told.with_model(name, {**_identity(known, name, mark), "vision": editions})


def source_table(fitted: Fitted, origin: Origin) -> Table:
    """Return the source that says where a fitted rule comes from."""
    pictures, most = len(fitted.observations), fitted.residual.most
    left = "every count exact" if not most else f"counts off by at most {most} token"
    title = f"Measured here: {pictures} blank pictures counted by {origin.provider}, {left}"
    return {"title": title, "seen": origin.on.isoformat()}


def rule_table(rule: FittedRule) -> Mapping[str, Value]:
    """Return the rule as the catalogue writes it."""
    ignored: dict[str, Value] = {"ignored": sorted(rule.ignored)} if rule.ignored else {}
    if isinstance(rule, PatchRule):
        limit: dict[str, Value] = (
            {} if rule.reject_over is None else {"reject_over": rule.reject_over}
        )
        levels = {word: _level_table(level) for word, level in rule.levels.items()}
        return {
            "kind": "patch",
            "auto": rule.auto,
            "multiplier": decimal_of(rule.multiplier),
            "cell": rule.cell,
            **limit,
            "levels": levels,
            **ignored,
        }
    return {
        "kind": "tile",
        "base": rule.base,
        "tile": rule.tile,
        "auto": rule.auto,
        "cell": rule.cell,
        "box": rule.box,
        "short_side": rule.short_side,
        "low_box": rule.low_box,
        **ignored,
    }


def decimal_of(value: Fraction) -> Decimal:
    """Return a fraction that came from a decimal as that decimal."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _level_table(level: Level) -> Mapping[str, Value]:
    limits = {"box": level.box, "budget": level.budget}
    return {name: limit for name, limit in limits.items() if limit is not None}


def _identity(known: Model | None, name: str, mark: str) -> Table:
    """Return what a model that no catalogue knows needs besides its rule."""
    if known is not None:
        return {}
    return {
        "family": name,
        "kinds": [ModelKind.VISION.value],
        "confidence": Confidence.MEASURED.value,
        "sources": [mark],
        "good_for": "Measured here; nothing else is known.",
    }
