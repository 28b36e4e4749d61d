"""Rules corrected by what was billed: same grid, another price per patch or tile."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.catalogue import Catalogue, CatalogueError, parse_catalogue
from tessera.core.corrections import corrected
from tessera.core.geometry import Size
from tessera.core.metering import Measurement, meter_input
from tessera.core.rules_tile import TileRule
from tessera.core.words import Detail
from tessera.store.resources import read_catalogue
from tests.core.builders import TODAY, seen

sides = st.integers(1, 9000)
MEGAPIXEL = 1_000_000


def with_corrections(model: str, rule: str, *corrections: dict[str, object]) -> Catalogue:
    """Return the catalogue with an overlay that corrects one model's rule."""
    edition = {
        "rule": rule,
        "confidence": "measured",
        "sources": ["guide-2026-09"],
        "corrections": list(corrections),
    }
    overlay = json.dumps({"model": [{"id": model, "vision": [edition]}]})
    return parse_catalogue(read_catalogue(), {"catalogue.json": overlay})


def counted(catalogue: Catalogue, model: str, size: Size, detail: str = "high") -> Measurement:
    """Return what a picture counts by ``catalogue``."""
    return meter_input(model, catalogue.get(model), size, Detail(detail), on=TODAY)


def test_a_corrected_multiplier_is_exact() -> None:
    changed = with_corrections("gpt-5-mini", "patch-1536-x1.2", {"times": 1.62, "over": 1.2})
    found = counted(changed, "gpt-5-mini", Size(1800, 2400))
    assert found.tokens == 2353
    assert "1452 × 1.62 = 2353 tokens" in [step.text for step in found.steps]


@given(sides, sides)
def test_a_correction_leaves_the_grid_alone(width: int, height: int) -> None:
    assert (
        counted(CORRECTED, "gpt-5-mini", Size(width, height)).grid
        == seen("gpt-5-mini", f"{width}x{height}", "high").grid
    )


CORRECTED = with_corrections("gpt-5-mini", "patch-1536-x1.2", {"times": 3})


def test_a_correction_of_one_detail_leaves_the_others() -> None:
    changed = with_corrections("gpt-5.4", "patch-low-2048", {"times": 2, "detail": "low"})
    size = Size(1024, 1024)
    assert counted(changed, "gpt-5.4", size, "low").tokens == 2458
    assert counted(changed, "gpt-5.4", size, "high").tokens == 1229


def test_auto_is_corrected_as_what_it_means() -> None:
    changed = with_corrections("gpt-5.4", "patch-low-2048", {"times": 2, "detail": "high"})
    assert counted(changed, "gpt-5.4", Size(1024, 1024), "auto").tokens == 2458


def test_a_correction_of_large_pictures_leaves_small_ones() -> None:
    changed = with_corrections(
        "gpt-5-mini", "patch-1536-x1.2", {"times": 2, "least_pixels": MEGAPIXEL + 1}
    )
    assert counted(changed, "gpt-5-mini", Size(1000, 1000)).tokens == 1229
    assert counted(changed, "gpt-5-mini", Size(1000, 1001)).tokens == 2458


def test_the_first_correction_that_holds_counts() -> None:
    small = {"times": 2, "most_pixels": MEGAPIXEL}
    changed = with_corrections("gpt-5-mini", "patch-1536-x1.2", small, {"times": 3})
    assert counted(changed, "gpt-5-mini", Size(1000, 1000)).tokens == 2458
    assert counted(changed, "gpt-5-mini", Size(1024, 1024)).tokens == 3687


def test_corrected_tiles_count_whole_tokens() -> None:
    rule = corrected(TileRule(85, 170), Fraction("33.333"))
    assert isinstance(rule, TileRule)
    assert (rule.base, rule.tile) == (2833, 5667)


def test_a_rejected_picture_stays_rejected() -> None:
    changed = with_corrections("gpt-5.6-sol", "patch-2048-original", {"times": 0.1})
    assert counted(changed, "gpt-5.6-sol", Size(6000, 6000), "original").rejected


@pytest.mark.parametrize(
    ("correction", "reason"),
    [
        ({}, "times is missing"),
        ({"times": 0}, "times must be above 0"),
        ({"times": -1}, "times must be a number of at least 0"),
        ({"times": 1, "over": 0}, "over must be above 0"),
        ({"times": 1, "detail": "original"}, "has no detail original"),
        ({"times": 1, "least_pixels": 9, "most_pixels": 8}, "most_pixels is below least_pixels"),
        ({"times": 1, "factor": 2}, "factor is not a known key"),
    ],
)
def test_a_broken_correction_is_named(correction: dict[str, object], reason: str) -> None:
    with pytest.raises(CatalogueError, match=reason):
        with_corrections("gpt-5-mini", "patch-1536-x1.2", correction)


def test_a_price_per_picture_has_no_tokens_to_correct() -> None:
    with pytest.raises(CatalogueError, match="a price per picture has no tokens"):
        with_corrections("gpt-5-mini", "per-image-dall-e-3", {"times": 2})
