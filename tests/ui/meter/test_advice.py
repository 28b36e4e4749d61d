"""Advice about the chosen detail, from the real catalogue."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tessera.core.catalogue import parse_catalogue
from tessera.core.geometry import Size
from tessera.core.models import Catalogue
from tessera.core.words import Detail
from tessera.ui.meter.advice import detail_advice

TODAY = date(2026, 11, 20)
PHONE = Size(4032, 3024)
FOLDER = Path(__file__).parents[3] / "resources" / "catalogue"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return parse_catalogue({file.name: file.read_text("utf-8") for file in FOLDER.glob("*.toml")})


def advice(
    catalogue: Catalogue, model: str, detail: Detail, size: Size = PHONE, factor: str = "1"
) -> tuple[str, ...]:
    return detail_advice(catalogue.get(model), size, detail, on=TODAY, price_factor=Decimal(factor))


def test_a_dear_auto_is_pointed_out(catalogue: Catalogue) -> None:
    assert advice(catalogue, "gpt-6-astra", Detail.AUTO) == (
        "“auto” means “original” here: 14,364 tokens ($0.14). “high” takes 2,942 tokens ($0.029).",
    )


def test_the_price_factor_of_the_profile_counts(catalogue: Catalogue) -> None:
    (said,) = advice(catalogue, "gpt-6-astra", Detail.AUTO, factor="0.5")
    assert "14,364 tokens ($0.072)" in said


def test_who_chose_original_is_not_lectured(catalogue: Catalogue) -> None:
    assert advice(catalogue, "gpt-6-astra", Detail.ORIGINAL) == ()


def test_a_small_picture_needs_no_advice(catalogue: Catalogue) -> None:
    assert advice(catalogue, "gpt-6-astra", Detail.AUTO, Size(900, 700)) == ()


def test_tiles_at_auto_are_the_usual_thing(catalogue: Catalogue) -> None:
    assert advice(catalogue, "gpt-4.1", Detail.AUTO) == ()


def test_a_detail_without_effect_is_pointed_out(catalogue: Catalogue) -> None:
    assert advice(catalogue, "gpt-5-mini", Detail.HIGH) == (
        "gpt-5-mini sees the same of this picture at every detail.",
    )


def test_a_low_that_costs_more_than_high_is_pointed_out(catalogue: Catalogue) -> None:
    (said,) = advice(catalogue, "gpt-5.4", Detail.LOW)
    assert said.startswith("Here “low” is not the cheapest: 3,687 tokens")
    assert "“high” takes 2,942 tokens" in said


def test_a_picture_that_is_declined_gets_a_way_out(catalogue: Catalogue) -> None:
    (said,) = advice(catalogue, "gpt-6-astra", Detail.ORIGINAL, Size(6000, 6000))
    assert said == "Detail “high” would be accepted: 3,000 tokens ($0.030)."


def test_an_unknown_model_gets_no_advice(catalogue: Catalogue) -> None:
    assert advice(catalogue, "nobody-knows-it", Detail.AUTO) == ()
