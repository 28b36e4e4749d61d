"""Counts with their sources: measured, documented, tabled, and by formula."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tessera.core.metering import Measurement
from tests.core.builders import TODAY, made, referred, seen

FOLDER = Path(__file__).parents[1] / "data"
DATA = json.loads((FOLDER / "vectors.json").read_text("utf-8"))
MORE = json.loads((FOLDER / "more_vectors.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Vector:
    """One line of the file."""

    kind: str
    model: str
    size: str
    word: str | None
    expected: dict[str, Any]
    tolerance: int
    has_reference: bool
    source: str
    on: date = TODAY

    def measured(self) -> Measurement:
        """Return what our meter says."""
        if self.kind == "vision_input":
            return seen(self.model, self.size, self.word or "auto", on=self.on)
        if self.kind == "image_input":
            return referred(self.model, self.size, self.word, on=self.on)
        return made(self.model, self.size, self.word or "auto", on=self.on)

    def __str__(self) -> str:
        return f"{self.model}-{self.size}-{self.word}-{self.source}"


def _vector(line: dict[str, Any]) -> Vector:
    word = line.get("detail") or line.get("quality") or line.get("fidelity")
    return Vector(
        line["kind"],
        line["model"],
        f"{line['width']}x{line['height']}",
        word,
        line["expected"],
        line.get("tolerance", 0),
        not line.get("no_reference", False),
        line["source_class"],
        date.fromisoformat(line["as_of"]) if "as_of" in line else TODAY,
    )


VECTORS = [_vector(line) for line in DATA["vectors"]]
WITH_RULE = [vector for vector in VECTORS if vector.has_reference]
OURS = [_vector(line) for line in MORE["vectors"]]
WITHOUT_RULE = [vector for vector in VECTORS if not vector.has_reference]


@pytest.mark.parametrize("vector", [*WITH_RULE, *OURS], ids=str)
def test_tokens_are_those_of_the_source(vector: Vector) -> None:
    measurement = vector.measured()
    expected = vector.expected["tokens"]
    assert measurement.rejected == vector.expected.get("rejected", False)
    if expected is None:
        assert measurement.tokens is None
        return
    assert measurement.tokens is not None
    assert abs(measurement.tokens - expected) <= vector.tolerance
    assert measurement.tokens_min is not None
    assert measurement.tokens_max is not None
    assert measurement.tokens_min <= expected <= measurement.tokens_max


@pytest.mark.parametrize("vector", WITH_RULE, ids=str)
def test_the_grid_is_that_of_the_source(vector: Vector) -> None:
    grid = vector.measured().grid
    assert grid is not None
    assert (grid.resized.width, grid.resized.height, grid.columns, grid.rows) == (
        vector.expected["resized_w"],
        vector.expected["resized_h"],
        vector.expected["grid_cols"],
        vector.expected["grid_rows"],
    )


@pytest.mark.parametrize("vector", WITHOUT_RULE, ids=str)
def test_a_count_without_known_rule_lies_within_the_range_shown(vector: Vector) -> None:
    measurement = vector.measured()
    assert measurement.tokens_min is not None
    assert measurement.tokens_max is not None
    assert measurement.tokens_min <= vector.expected["tokens"] <= measurement.tokens_max


def test_no_vector_was_lost_on_the_way() -> None:
    assert (len(WITH_RULE), len(WITHOUT_RULE)) == (279, 3)
    assert len(OURS) >= 100
    assert {vector.source for vector in OURS} == {
        *("measured", "document_example", "published_table", "formula")
    }
