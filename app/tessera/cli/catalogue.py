"""`tessera catalogue`: every model with its rule, its prices, its last day and its sources."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tessera.cli.output import print_json, print_lines, table
from tessera.cli.reference import open_reference
from tessera.cli.streams import say
from tessera.core.meter_rows import Row, catalogue_rows
from tessera.core.models import Model
from tessera.core.money import plain

HEADER = ("model", "status", "last day", "kind", "rule", "confidence", "input $/M", "good for")


def catalogue(asked: Namespace) -> int:
    """Print one row per model in catalogue order."""
    reference = open_reference(asked)
    models = reference.catalogue.models
    rows = catalogue_rows(models, on=reference.today)
    if asked.json:
        for row in rows:
            row.update(reference.origin)
        print_json(rows)
    else:
        print_lines(_table(rows, models, reference.today))
    for notice in reference.notices:
        say(notice)
    return 0


def _table(rows: Sequence[Row], models: Sequence[Model], today: date) -> str:
    lines = [
        (*_cells(row), _rate(model.input_rate(today)), model.good_for)
        for row, model in zip(rows, models, strict=True)
    ]
    return table([HEADER, *lines], right=frozenset({6}))


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


def _rate(rate: Decimal | None) -> str:
    return "–" if rate is None else plain(rate)
