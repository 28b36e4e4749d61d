"""What was measured stands in the user's catalogue, and nothing else there changes."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.catalogue import Catalogue, parse_catalogue
from tessera.core.catalogue_overlay import Overlay, Table
from tessera.core.fitting import Fitted
from tessera.core.fitting_overlay import Origin, with_fitted
from tessera.core.geometry import Size
from tessera.core.metering import meter_input
from tessera.core.residuals import counted
from tessera.core.rules import edition_on
from tessera.core.words import Confidence, Detail, ModelKind
from tessera.store.resources import read_catalogue
from tests.core.builders import TODAY, catalogue, model
from tests.core.hidden_rules import behind, fitted_to, vision_rules

TEXTS = read_catalogue()
RULES = vision_rules()
OPENAI = Origin("OpenAI", TODAY)
YESTERDAY = TODAY - timedelta(days=1)
PHOTO = Size(4032, 3024)


def measured(name: str) -> Fitted:
    """Return what calibration finds for a model that counts by a named rule."""
    return fitted_to(behind(RULES[name]))


def noted(
    name: str, model_id: str, overlay: Overlay | None = None, origin: Origin = OPENAI
) -> Overlay:
    """Return the overlay after a model was found to count by a named rule."""
    before = overlay or Overlay()
    known = read(before).get(model_id)
    return with_fitted(before, TEXTS, model_id, known, measured(name), origin)


def read(overlay: Overlay) -> Catalogue:
    """Return the catalogue with the overlay over it, as the program reads it."""
    return parse_catalogue(TEXTS, {"catalogue.json": overlay.text})


def tokens(
    overlay: Overlay, model_id: str, *, on: date = TODAY, detail: str = "high"
) -> int | None:
    """Return what a phone's photo counts."""
    return meter_input(model_id, read(overlay).get(model_id), PHOTO, Detail(detail), on=on).tokens


@pytest.mark.parametrize("name", RULES)
def test_every_fitted_rule_is_read_back_as_it_was_fitted(name: str) -> None:
    fitted = measured(name)
    overlay = with_fitted(Overlay(), TEXTS, "stranger", None, fitted, OPENAI)
    stranger = read(overlay).get("stranger")
    assert stranger is not None
    assert stranger.vision[-1].rule == fitted.rule


def test_an_unknown_model_is_measured_here_and_nothing_else_is_claimed() -> None:
    stranger = read(noted("patch-1536-x1.5", "stranger")).get("stranger")
    assert stranger is not None
    assert stranger.kinds == {ModelKind.VISION}
    assert stranger.confidence is Confidence.MEASURED
    assert stranger.prices == ()
    assert stranger.vision[0].confidence is Confidence.MEASURED
    assert stranger.vision[0].valid_from is None
    (source,) = stranger.vision[0].sources
    assert source.title.startswith("Measured here: ")
    assert "blank pictures counted by OpenAI, every count exact" in source.title
    assert source.seen == "2026-11-20"


def test_a_known_model_counts_by_the_measured_rule_from_today() -> None:
    overlay = noted("patch-1536-x2.46", "gpt-5-mini")
    assert tokens(overlay, "gpt-5-mini") == counted(RULES["patch-1536-x2.46"], PHOTO, "high")
    assert tokens(overlay, "gpt-5-mini", on=YESTERDAY) == 1743


def test_everything_else_of_a_known_model_stays() -> None:
    changed = read(noted("patch-1536-x2.46", "gpt-5-mini")).get("gpt-5-mini")
    before = model("gpt-5-mini")
    assert changed is not None
    assert changed.prices == before.prices
    assert changed.notes == before.notes
    assert changed.confidence == before.confidence
    assert len(changed.vision) == len(before.vision) + 1


def test_a_snapshot_is_measured_as_its_model() -> None:
    overlay = noted("patch-1536-x2.46", "gpt-5-mini-2025-08-07")
    assert tokens(overlay, "gpt-5-mini") == tokens(overlay, "gpt-5-mini-2025-08-07") != 1743


def test_measuring_twice_a_day_keeps_the_second() -> None:
    first = noted("patch-1536-x1.5", "stranger")
    second = noted("tile-85-170", "stranger", first)
    assert tokens(second, "stranger") == 765
    stranger = read(second).get("stranger")
    assert stranger is not None
    assert len(stranger.vision) == 1


def test_measuring_later_keeps_what_was_measured_for_its_days() -> None:
    later = Origin("OpenAI", date(2027, 1, 5))
    overlay = noted("tile-85-170", "stranger", noted("patch-1536-x1.5", "stranger"), later)
    assert tokens(overlay, "stranger", on=date(2027, 1, 4)) != 765
    assert tokens(overlay, "stranger", on=date(2027, 1, 5)) == 765


def test_what_the_user_wrote_is_kept_to_the_last_digit() -> None:
    own = """{
      "source": {"mine": {"title": "My notes — “é”", "seen": "2026-11"}},
      "model": [
        {"id": "gpt-5-mini", "good_for": "My photos", "prices": [
          {"sources": ["mine"], "standard": {"input": 0.123456789012345678901, "output": 2}}]},
        {"id": "other", "family": "x", "kinds": ["vision"], "confidence": "unknown"}
      ]
    }"""
    changed = noted("patch-1536-x2.46", "gpt-5-mini", Overlay.read(own))
    mini = read(changed).get("gpt-5-mini")
    assert mini is not None
    assert mini.good_for == "My photos"
    rates = mini.prices[0].rates("standard", is_long=False)
    assert rates is not None
    assert rates.input == Decimal("0.123456789012345678901")
    assert read(changed).get("other") is not None
    assert "My notes — “é”" in changed.text


def test_other_models_are_untouched() -> None:
    changed = read(noted("tile-85-170", "gpt-5-mini"))
    for before in catalogue().models:
        after = changed.get(before.id)
        assert after is not None
        if before.id != "gpt-5-mini" and before.vision:
            assert edition_on(after.vision, TODAY) == edition_on(before.vision, TODAY)


scalars = st.none() | st.booleans() | st.integers() | st.text() | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=9
)  # fmt: skip
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(st.dictionaries(st.text(), values))
def test_every_overlay_is_written_as_it_was_read(found: Table) -> None:
    text = Overlay(found).text
    again = json.loads(text, parse_float=Decimal)
    assert again == found
    assert Overlay(again).text == text
