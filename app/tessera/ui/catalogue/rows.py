"""The catalogue as rows and typed columns: what a model costs, until when, by which rule, whence.

Prices are standard list prices in US dollars per million tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tessera.core.catalogue_edit import rates_on
from tessera.core.models import Catalogue, Model
from tessera.core.money import plain
from tessera.core.prices import Rates, lists_on
from tessera.ui.comparison.columns import (
    UNKNOWN,
    WORDS_OF_GRADE,
    Column,
    Key,
    day_text,
    raw_day,
    raw_number,
)

MINE, BUILT_IN = "changed", ""
HINT = "Prices in dollars per million tokens. Double-click a row to correct what is wrong."
RANKS = {grade: rank for rank, grade in enumerate(WORDS_OF_GRADE)}


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One model; ``is_own`` says whether the user's own catalogue says something of it."""

    model: Model
    rates: Rates
    source: str
    is_own: bool
    is_callable: bool

    @property
    def rule(self) -> str:
        """Return by what the model counts."""
        return self.model.rule_name or UNKNOWN


def catalogue_table(
    catalogue: Catalogue, own: Collection[str], on: date
) -> tuple[CatalogueRow, ...]:
    """Return every model in catalogue order."""
    return tuple(_row(model, model.id in own, on) for model in catalogue.models)


def _row(model: Model, is_own: bool, on: date) -> CatalogueRow:
    lists = lists_on(model.prices, on)
    sources = lists[-1].sources if lists else model.sources
    said = sources[0].label if sources else UNKNOWN
    rates = rates_on(model, on) or Rates()
    return CatalogueRow(model, rates, said, is_own, model.is_callable(on))


def row_text(row: CatalogueRow) -> str:
    """Return everything about a model in sentences."""
    model = row.model
    said = [f"{model.id}: {model.good_for}" if model.good_for else f"{model.id}."]
    said += [note if note.endswith(".") else f"{note}." for note in model.notes]
    sources = [source.label for source in model.sources]
    if sources:
        said.append(f"Known from: {'; '.join(sources)}.")
    if row.is_own:
        said.append("Your own catalogue changes this model.")
    return " ".join(said)


def identity(row: CatalogueRow) -> object:
    """Return what tells rows apart."""
    return row.model.id


def is_faint(row: CatalogueRow) -> bool:
    """Return whether the model is no longer served."""
    return not row.is_callable


def is_offered(row: CatalogueRow) -> bool:
    """Return whether the row is shown among the current ones."""
    return row.is_callable or row.is_own


def _rate(title: str, tip: str, get: Callable[[Rates], Decimal | None]) -> Column[CatalogueRow]:
    def text(row: CatalogueRow) -> str:
        rate = get(row.rates)
        return UNKNOWN if rate is None else plain(rate)

    def key(row: CatalogueRow) -> Key:
        return get(row.rates)

    def raw(row: CatalogueRow) -> str:
        return raw_number(get(row.rates))

    return Column(title, tip, text, key, raw, "00.000", is_number=True)


def _words(
    title: str, tip: str, text: Callable[[CatalogueRow], str], sample: str
) -> Column[CatalogueRow]:
    return Column(title, tip, text, text, text, sample)


def _day(title: str, tip: str, get: Callable[[CatalogueRow], date | None]) -> Column[CatalogueRow]:
    def text(row: CatalogueRow) -> str:
        return day_text(get(row))

    def raw(row: CatalogueRow) -> str:
        return raw_day(get(row))

    return Column(title, tip, text, get, raw, "2026-12-31")


def _name(row: CatalogueRow) -> str:
    return row.model.id


def _source(row: CatalogueRow) -> str:
    return row.source


def _mine(row: CatalogueRow) -> str:
    return MINE if row.is_own else BUILT_IN


def _released(row: CatalogueRow) -> date | None:
    return row.model.released


def _last_day(row: CatalogueRow) -> date | None:
    return row.model.shutdown_date


def _rule(row: CatalogueRow) -> str:
    return row.rule


def _grade_text(row: CatalogueRow) -> str:
    return WORDS_OF_GRADE[row.model.confidence]


def _grade_rank(row: CatalogueRow) -> Key:
    return RANKS[row.model.confidence]


def _input(rates: Rates) -> Decimal | None:
    return rates.input


def _cached(rates: Rates) -> Decimal | None:
    return rates.cached_input


def _output(rates: Rates) -> Decimal | None:
    return rates.output if rates.image_output is None else rates.image_output


MODEL = 0
COLUMNS: tuple[Column[CatalogueRow], ...] = (
    _words("Model", "The name to ask for", _name, "gpt-image-2.6-sunburst"),
    _rate("Input", "Dollars per million input tokens", _input),
    _rate("Cached", "Dollars per million cached input tokens", _cached),
    _rate("Output", "Dollars per million output tokens; of pictures where it makes them", _output),
    _day("Shutdown", "The first day it is no longer served", _last_day),
    _words("Yours", "Whether your own catalogue changes it", _mine, "changed"),
    _words("Rule", "By what it counts a picture", _rule, "per_image"),
    Column(
        "Confidence", "How sure the entry is", _grade_text, _grade_rank, _grade_text, "documented"
    ),
    _day("Since", "The day it was released", _released),
    _words("Source of the price", "Where the price comes from", _source, "x" * 34),
)
