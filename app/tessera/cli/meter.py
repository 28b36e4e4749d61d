"""`tessera meter`: what pictures count and cost, before anything is sent.

Rows are pictures as given, then models in catalogue order.
"""

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tessera.cli.output import print_json, print_lines, table
from tessera.cli.reference import Reference, open_reference
from tessera.cli.streams import one_line, say
from tessera.core.errors import UnreadablePicture
from tessera.core.explain import explain
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.meter_rows import Row, meter_row
from tessera.core.metering import meter_input, meter_output, meter_reference
from tessera.core.model_notes import dated_notes
from tessera.core.models import Catalogue, Model
from tessera.core.money import plain
from tessera.core.words import Detail, ModelKind

HEADER = ("model", "size", "detail", "seen as", "grid", "tokens", "confidence", "US dollars")
RIGHT = frozenset({5, 7})
SLACK = 1  # tokens a patch multiplier's rounding may differ by; no reader needs that as a range

Measure = Callable[[str, Model | None], Measurement]


def meter(asked: Namespace) -> int:
    """Print one row per picture and model; 1 if a picture could not be read."""
    reference = open_reference(asked)
    on: date = asked.as_of or reference.today
    sizes, unreadable = _sizes(asked)
    chosen = _models(asked, reference.catalogue, on)
    measured = [
        (measure(name, model), model)
        for measure in (_measure_by(asked, size, on) for size in sizes)
        for name, model in chosen
    ]
    if measured:
        _print(asked, measured, reference, on)
    if unreadable:
        say(_unreadable_line(unreadable))
        return 1
    for notice in reference.notices:
        say(notice)
    return 0


def _sizes(asked: Namespace) -> tuple[list[Size], list[UnreadablePicture]]:
    named = asked.size or asked.reference or asked.generate
    if named is not None:
        return [named], []
    from tessera.imaging.decoder import Decoder

    sizes: list[Size] = []
    unreadable: list[UnreadablePicture] = []
    with Decoder() as decoder:
        for picture in asked.pictures:
            try:
                sizes.append(decoder.facts_of_whole(Path(picture)).upright)
            except UnreadablePicture as error:
                unreadable.append(error)
    return sizes, unreadable


def _unreadable_line(unreadable: Sequence[UnreadablePicture]) -> str:
    first = str(unreadable[0])
    more = len(unreadable) - 1
    return first if not more else f"{first} ({more} more could not be read.)"


def _models(asked: Namespace, catalogue: Catalogue, on: date) -> list[tuple[str, Model | None]]:
    """Return names with their models in catalogue order; unknown names come last, as given."""
    kind = ModelKind.VISION if not (asked.reference or asked.generate) else ModelKind.IMAGE
    if asked.all:
        return [(model.id, model) for model in catalogue.models if kind in model.kinds]
    if not asked.models:
        first = catalogue.first_choice(on) if kind is ModelKind.VISION else _first(catalogue, on)
        return [(first.id, first)]
    places = {model.id: place for place, model in enumerate(catalogue.models)}
    found = [(name, catalogue.get(name)) for name in dict.fromkeys(asked.models)]
    return sorted(found, key=lambda pair: places[pair[1].id] if pair[1] else len(places))


def _first(catalogue: Catalogue, on: date) -> Model:
    made = catalogue.image(on) or tuple(m for m in catalogue.models if ModelKind.IMAGE in m.kinds)
    return made[0]


def _measure_by(asked: Namespace, size: Size, on: date) -> Measure:
    def measure(name: str, model: Model | None) -> Measurement:
        if asked.reference:
            return meter_reference(name, model, size, asked.fidelity, on=on)
        if asked.generate:
            return meter_output(name, model, size, asked.quality, on=on)
        return meter_input(name, model, size, Detail(asked.detail or "auto"), on=on)

    return measure


def _print(
    asked: Namespace,
    measured: Sequence[tuple[Measurement, Model | None]],
    reference: Reference,
    on: date,
) -> None:
    rows = [meter_row(measurement, model, on=on) for measurement, model in measured]
    if asked.json:
        for row, (measurement, model) in zip(rows, measured, strict=True):
            row.update(reference.origin)
            if asked.explain:
                row["steps"] = list(explain(measurement, model, on=on))
        print_json(rows)
    elif asked.explain:
        blocks = [
            "\n".join(one_line(line) for line in explain(measurement, model, on=on))
            for measurement, model in measured
        ]
        print_lines("\n\n".join(blocks))
    else:
        print_lines(table([HEADER, *(_cells(row) for row in rows)], right=RIGHT))
        named = [] if asked.all else [model for _, model in measured if model is not None]
        print_lines(*_remarks(rows, named, on))


def _remarks(rows: Sequence[Row], named: Sequence[Model], on: date) -> list[str]:
    """Return why rows are rejected or unsure, and what a day changes; each sentence once."""
    said = [str(row["reason"]) for row in rows if row["reason"] is not None]
    said += [note for model in named for note in dated_notes(model, on=on)]
    return ["", *dict.fromkeys(one_line(line) for line in said)] if said else []


def _cells(row: Row) -> tuple[str, ...]:
    resolved, detail = row["detail_resolved"], str(row["detail"])
    return (
        str(row["model"]),
        f"{row['width']}×{row['height']}",
        detail if resolved in (None, detail) else f"{detail} = {resolved}",
        _pair(row, "resized_width", "resized_height"),
        _pair(row, "columns", "rows"),
        _tokens(row),
        str(row["confidence"]),
        _usd(row),
    )


def _pair(row: Row, first: str, second: str) -> str:
    return "–" if row[first] is None else f"{row[first]}×{row[second]}"


def _tokens(row: Row) -> str:
    if row["rejected"]:
        return "rejected"
    tokens, least, most = row["tokens"], row["tokens_min"], row["tokens_max"]
    if not isinstance(least, int) or not isinstance(most, int):
        return "unknown" if tokens is None else f"{tokens:,}"
    if tokens is None or most - least > 2 * SLACK:
        return f"{least:,} to {most:,}"
    return f"{tokens:,}"


def _usd(row: Row) -> str:
    usd, least, most = row["usd"], row["usd_min"], row["usd_max"]
    if not isinstance(least, Decimal) or not isinstance(most, Decimal):
        return f"${plain(usd)}" if isinstance(usd, Decimal) else "–"
    if not isinstance(usd, Decimal) or _is_wide(row, usd, most - least):
        return f"${plain(least)} to ${plain(most)}"
    return f"${plain(usd)}"


def _is_wide(row: Row, usd: Decimal, spread: Decimal) -> bool:
    """Return whether the price is less sure than by the one token of slack on either side."""
    tokens = row["tokens"]
    return spread * tokens > 2 * SLACK * usd if isinstance(tokens, int) else bool(spread)
