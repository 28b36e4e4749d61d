"""`tessera catalogue`: every model with its rule, its prices, its last day and its sources."""

from argparse import Namespace

from tessera.cli.context import open_reference
from tessera.cli.output import print_json, say, table
from tessera.core.meter_rows import Row, catalogue_rows

HEADER = ("model", "status", "last day", "kind", "rule", "confidence", "input $/M", "good for")


def catalogue(asked: Namespace) -> int:
    """Print one row per model in catalogue order."""
    reference = open_reference(asked)
    for notice in reference.notices:
        say(notice)
    models = reference.catalogue.models
    rows = catalogue_rows(models, on=reference.today)
    if asked.json:
        for row in rows:
            row.update(reference.origin)
        print_json(rows)
        return 0
    lines = [
        (*_cells(row), _rate(model.input_rate(reference.today)), model.good_for)
        for row, model in zip(rows, models, strict=True)
    ]
    print(table([HEADER, *lines], right=frozenset({6})))
    return 0


def _cells(row: Row) -> tuple[str, ...]:
    kinds = row["kinds"]
    assert isinstance(kinds, list)
    return (
        str(row["id"]),
        str(row["status"]),
        str(row["shutdown_date"] or "–"),
        ", ".join(map(str, kinds)),
        str(row["rule"] or "–"),
        str(row["confidence"]),
    )


def _rate(rate: object) -> str:
    return "–" if rate is None else f"{rate:f}"
