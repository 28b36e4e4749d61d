"""A model's rules as text to be edited: the table of one rule in JSON, checked, entered by hand.

A model counts what it looks at, what it takes as a reference and what it makes by a rule each. An
entered rule holds from its day on; what was billed before keeps the rule of its time.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tessera.core.catalogue import json_node
from tessera.core.catalogue_edit import BY_HAND
from tessera.core.catalogue_overlay import Overlay, Table, followed_by, in_force
from tessera.core.catalogue_rules import read_rule
from tessera.core.geometry import Size
from tessera.core.measurement import MeterKind
from tessera.core.models import Model
from tessera.core.reconcile_overlay import EDITION_KEYS
from tessera.core.rules import Rule, edition_on
from tessera.core.words import Confidence, ModelKind

_START: Mapping[MeterKind, Table] = {
    MeterKind.INPUT: {
        "kind": "patch", "auto": "high", "multiplier": 1,
        "levels": {"low": {"box": 512}, "high": {"box": 2048, "budget": 1536}},
    },
    MeterKind.REFERENCE: {
        "kind": "patch", "auto": "high", "levels": {"high": {"budget": 1536}},
    },
    MeterKind.OUTPUT: {"kind": "table", "tokens": {"low": {"1024x1024": 272}}},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleText:
    """The rule in force for one kind of picture, as JSON. ``is_new``: the model had none yet."""

    kind: MeterKind
    text: str
    confidence: Confidence
    is_new: bool = False


def rule_texts(
    overlay: Overlay, texts: Mapping[str, str], model: Model, on: date
) -> tuple[RuleText, ...]:
    """Return the rules that the model counts by on a day; ``texts`` is the built-in catalogue."""
    return tuple(_rule_text(overlay, texts, model, kind, on) for kind in kinds_of(model))


def kinds_of(model: Model) -> Iterator[MeterKind]:
    """Yield what pictures can be to the model."""
    if ModelKind.VISION in model.kinds:
        yield MeterKind.INPUT
    if ModelKind.IMAGE in model.kinds:
        yield MeterKind.REFERENCE
        yield MeterKind.OUTPUT


def read_rule_text(text: str) -> Rule:
    """Return the rule that a text describes; raises `CatalogueError` with line and reason."""
    return read_rule(json_node("rule", text))


def with_rule(
    overlay: Overlay,
    texts: Mapping[str, str],
    model: Model,
    kind: MeterKind,
    text: str,
    confidence: Confidence,
    on: date,
) -> Overlay:
    """Return the overlay in which ``model`` counts by the rule in ``text`` from that day on."""
    read_rule_text(text)
    key, mark = EDITION_KEYS[kind], f"by-hand-{model.id}-{EDITION_KEYS[kind]}-{on}"
    edition = {"rule": mark, "confidence": confidence.value, "sources": [mark]}
    before = [old for old in overlay.editions(texts, model.id, key) if old.get("rule") != mark]
    told = overlay.with_entry("source", mark, {"title": BY_HAND, "seen": on.isoformat()})
    told = told.with_entry("rule", mark, Overlay.read(text).values)
    return told.with_model(model.id, {key: followed_by(before, edition, on)})


def counts_text(rule: Rule, size: Size) -> str:
    """Return what a picture of ``size`` would count, word by word.

    >>> counts_text(read_rule_text('{"kind": "per_image", "qualities": ["hd"], '
    ...     '"sizes": ["512x512"]}'), Size(512, 512))
    'A picture of 512×512: hd no tokens.'
    """
    said = []
    for word in rule.words:
        found = rule.count(size, word)
        least, most = found.tokens_min, found.tokens_max
        tokens = "declined" if found.rejected else "no tokens"
        if found.tokens is not None:
            tokens = f"{found.tokens:,} tokens"
        elif least is not None and most is not None:
            tokens = f"{least:,} to {most:,} tokens"
        said.append(f"{word} {tokens}")
    return f"A picture of {size}: {', '.join(said)}."


def _rule_text(
    overlay: Overlay, texts: Mapping[str, str], model: Model, kind: MeterKind, on: date
) -> RuleText:
    editions = overlay.editions(texts, model.id, EDITION_KEYS[kind])
    edition = edition_on(model.editions(kind), on)
    if not editions or edition is None:
        return RuleText(kind, Overlay(_START[kind]).text, Confidence.INFERRED, is_new=True)
    name = str(in_force(editions, on).get("rule"))
    return RuleText(kind, Overlay(_table_of(overlay, texts, name)).text, edition.confidence)


def _table_of(overlay: Overlay, texts: Mapping[str, str], name: str) -> Table:
    """Return the table of a rule: the user's own, else the built-in one."""
    files = [tomllib.loads(text, parse_float=Decimal) for text in texts.values()]
    for file in (overlay.values, *files):
        rules = file.get("rule")
        table = rules.get(name) if isinstance(rules, Mapping) else None
        if isinstance(table, Mapping):
            return table
    return {}
