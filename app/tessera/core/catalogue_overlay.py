"""The user's own catalogue as text: read, changed in single entries, written back exactly.

The overlay is a JSON file of the same tables as the built-in catalogue. Whatever stands in it and
is not changed is written back as it was, numbers to the last digit. Nothing here opens a file.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tessera.core.money import plain

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Overlay:
    """The overlay's tables. Changing one gives another overlay."""

    values: Table = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> "Overlay":
        """Return the overlay in a text that `catalogue.parse_catalogue` accepts; None is empty."""
        import json  # only who has an overlay pays for it

        return cls({} if text is None else json.loads(text, parse_float=Decimal))

    @property
    def text(self) -> str:
        """Return the overlay as JSON."""
        return "".join(_written(self.values, "\n")) + "\n"

    def with_entry(self, shelf: str, name: str, table: Table) -> "Overlay":
        """Return the overlay with a source or a rule of that name."""
        entries = {**_table(self.values.get(shelf)), name: table}
        return Overlay({**self.values, shelf: entries})

    def with_model(self, model_id: str, keys: Table) -> "Overlay":
        """Return the overlay in which these keys of a model are set."""
        models = list(_tables(self.values.get("model")))
        for place, model in enumerate(models):
            if model.get("id") == model_id:
                models[place] = {**model, **keys}
                break
        else:
            models.append({"id": model_id, **keys})
        return Overlay({**self.values, "model": models})

    def editions(
        self, texts: Mapping[str, str], model_id: str, key: str = "vision"
    ) -> tuple[Table, ...]:
        """Return the tables of a model's editions: the user's, else the built-in ones.

        ``key`` is vision, reference or output. ``texts`` maps the built-in files to their
        TOML. Empty for an unknown model.
        """
        files = [tomllib.loads(text, parse_float=Decimal) for text in texts.values()]
        for file in (self.values, *files):
            for model in _tables(file.get("model")):
                if model.get("id") == model_id and model.get(key) is not None:
                    return tuple(_tables(model[key]))
        return ()


def followed_by(editions: Sequence[Table], new: Table, on: date) -> list[Table]:
    """Return the editions with ``new`` in force from ``on``; what began that day gives way.

    A first edition holds for all days.
    """
    kept = [dict(edition) for edition in editions if _begins(edition) < on]
    if not kept:
        return [new]
    kept[-1]["valid_to"] = on - timedelta(days=1)
    return [*kept, {**new, "valid_from": on}]


def in_force(editions: Sequence[Table], on: date) -> Table:
    """Return the last edition that began by ``on``; before the first one the first."""
    begun = [edition for edition in editions if _begins(edition) <= on]
    return begun[-1] if begun else editions[0]


def _begins(edition: Table) -> date:
    value = edition.get("valid_from")
    return value if isinstance(value, date) else date.fromisoformat(str(value or date.min))


def _table(value: object) -> Table:
    return value if isinstance(value, Mapping) else {}


def _tables(value: object) -> Iterator[Table]:
    entries = value if isinstance(value, list) else []
    return (entry for entry in entries if isinstance(entry, Mapping))


def _written(value: object, line: str) -> Iterator[str]:
    """Yield JSON; ``line`` begins a line at the depth of ``value``."""
    import json

    match value:
        case Mapping():
            pairs = [f"{json.dumps(str(key))}: " for key in value]
            yield from _listed("{}", pairs, list(value.values()), line)
        case list() | tuple():
            yield from _listed("[]", [""] * len(value), value, line)
        case Decimal():
            yield plain(value)
        case date():
            yield f'"{value.isoformat()}"'
        case _:
            yield json.dumps(value, ensure_ascii=False)


def _listed(ends: str, heads: list[str], entries: Sequence[object], line: str) -> Iterator[str]:
    deeper = line + "  "
    yield ends[0]
    for place, (head, entry) in enumerate(zip(heads, entries, strict=True)):
        yield f"{',' if place else ''}{deeper}{head}"
        yield from _written(entry, deeper)
    yield f"{line if entries else ''}{ends[1]}"
