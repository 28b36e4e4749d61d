"""Warnings come in time and only then."""

from datetime import date

import pytest

from tessera.core.model_notes import model_notes
from tests.core.builders import TODAY, model


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        pytest.param("gpt-5-mini", TODAY, "in 21 days", id="within-30-days"),
        pytest.param("gpt-5-mini", date(2026, 12, 10), "in 1 day.", id="tomorrow"),
        pytest.param("gpt-5-mini", date(2026, 12, 11), "was shut down on 2026-12-11", id="gone"),
        pytest.param("gpt-6-sol", TODAY, "its relatives' rule is assumed", id="inferred"),
        pytest.param("gpt-5.6-sol", TODAY, "promised only through 2026-11-21", id="promise-ends"),
        pytest.param("gpt-5.6-sol", date(2026, 12, 1), "was promised through", id="promise-over"),
    ],
)
def test_what_matters_is_said(name: str, day: date, said: str) -> None:
    assert any(said in note for note in model_notes(model(name), on=day))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        pytest.param("gpt-5.6-luna", TODAY, id="nothing-to-say"),
        pytest.param("gpt-5-mini", date(2026, 11, 10), id="31-days-ahead"),
        pytest.param("gpt-5.6-sol", date(2026, 10, 1), id="promise-still-long"),
    ],
)
def test_nothing_is_said_too_early(name: str, day: date) -> None:
    assert model_notes(model(name), on=day) == ()
