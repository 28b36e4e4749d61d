"""The user's own word on a model: prices, its last day and notes, entered by hand and taken back.

Only what differs from the catalogue in force is written. A price that is entered is the one that
holds: a list that was promised until some day no longer competes with it, while tiers that follow
by a factor keep following.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tessera.core.catalogue_overlay import Overlay, Table
from tessera.core.models import Model
from tessera.core.prices import RATE_NAMES, Rates, lists_on

BY_HAND = "Entered by hand"
SHELVES = ("source", "remark", "rule", "options")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What can be entered of a model. ``rates`` are standard ones, in dollars per million."""

    rates: Rates
    shutdown_date: date | None
    notes: tuple[str, ...]

    @classmethod
    def of(cls, model: Model, on: date) -> "ModelFacts":
        """Return what the catalogue in force says on a day."""
        return cls(rates_on(model, on) or Rates(), model.shutdown_date, model.notes)


def rates_on(model: Model, on: date) -> Rates | None:
    """Return the standard list prices of a day, None where nobody publishes any."""
    lists = lists_on(model.prices, on)
    return lists[-1].rates("standard", is_long=False) if lists else None


def with_facts(
    overlay: Overlay, texts: Mapping[str, str], model: Model, facts: ModelFacts, on: date
) -> Overlay:
    """Return the overlay in which ``facts`` hold; ``texts`` is the built-in catalogue."""
    before, mark = ModelFacts.of(model, on), f"by-hand-{model.id}-{on}"
    keys: dict[str, object] = {}
    if facts.rates != before.rates:
        listed = list(_entries(model_table(overlay, texts, model.id).get("prices")))
        place = len(lists_on(model.prices, on)) - 1
        kept = dict(listed[place]) if 0 <= place < len(listed) else {}
        kept.pop("promised_through", None)
        keys["prices"] = [{**kept, "standard": rates_table(facts.rates), "sources": [mark]}]
    if facts.shutdown_date != before.shutdown_date:
        keys["shutdown_date"] = facts.shutdown_date
    if facts.notes != before.notes:
        keys["notes"] = list(facts.notes)
    if not keys:
        return overlay
    return with_sourced(overlay, model, keys, mark, {"title": BY_HAND, "seen": on.isoformat()})


def with_sourced(overlay: Overlay, model: Model, keys: Table, mark: str, source: Table) -> Overlay:
    """Return the overlay in which ``keys`` of a model hold, said by the source named ``mark``."""
    names = [each.id for each in model.sources if each.id != mark]
    told = overlay.with_entry("source", mark, source)
    return told.with_model(model.id, {**keys, "sources": [*names, mark]})


def rates_table(rates: Rates) -> Mapping[str, Decimal]:
    """Return the rates that are known, as the catalogue writes them."""
    named = ((name, getattr(rates, name)) for name in RATE_NAMES)
    return {name: rate for name, rate in named if isinstance(rate, Decimal)}


def model_table(overlay: Overlay, texts: Mapping[str, str], model_id: str) -> Table:
    """Return the keys of a model as the catalogue in force has them."""
    files = [tomllib.loads(texts[name], parse_float=Decimal) for name in sorted(texts)]
    found: dict[str, object] = {}
    for file in (*files, overlay.values):
        for table in _entries(file.get("model")):
            if table.get("id") == model_id:
                found |= table
    return found


def overlaid(overlay: Overlay) -> frozenset[str]:
    """Return the ids of the models that the user's own catalogue says something of."""
    return frozenset(str(table.get("id")) for table in _entries(overlay.values.get("model")))


def without_model(overlay: Overlay, texts: Mapping[str, str], model_id: str) -> Overlay:
    """Return the overlay without a model, and without what only that model referred to.

    What goes by the name of a built-in entry stays: built-in models may refer to it.
    """
    models = list(_entries(overlay.values.get("model")))
    gone = [table for table in models if table.get("id") == model_id]
    values = {**overlay.values, "model": [table for table in models if table not in gone]}
    builtin = [tomllib.loads(text) for text in texts.values()]
    freed = set(_words(gone))
    for shelf in SHELVES:
        entries = values.get(shelf)
        if isinstance(entries, Mapping):
            used = set(_words([value for key, value in values.items() if key != shelf]))
            used.update(*(file.get(shelf, {}) for file in builtin))
            idle = freed - used
            values[shelf] = {name: table for name, table in entries.items() if name not in idle}
    return Overlay({key: value for key, value in values.items() if value})


def merged(overlay: Overlay, newer: Overlay) -> Overlay:
    """Return the overlay with everything that ``newer`` says; it replaces single keys of models."""
    told = overlay
    for shelf in SHELVES:
        entries = newer.values.get(shelf)
        for name, table in entries.items() if isinstance(entries, Mapping) else ():
            told = told.with_entry(shelf, name, table)
    for table in _entries(newer.values.get("model")):
        told = told.with_model(str(table["id"]), table)
    edition = newer.values.get("edition")
    return told if edition is None else Overlay({**told.values, "edition": edition})


def _entries(value: object) -> Iterator[Table]:
    entries = value if isinstance(value, list | tuple) else []
    return (entry for entry in entries if isinstance(entry, Mapping))


def _words(value: object) -> Iterator[str]:
    """Yield every text in a value, keys aside."""
    match value:
        case str():
            yield value
        case Mapping():
            for entry in value.values():
                yield from _words(entry)
        case list() | tuple():
            for entry in value:
                yield from _words(entry)
