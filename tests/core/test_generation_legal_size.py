"""The cheapest legal size that covers a wanted one, against trying every size there is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.legal_size import cheapest_size, covering_sizes, covers, snug_size
from tessera.core.metering import meter_output
from tessera.core.models import Model
from tessera.core.pricing import measurement_usd_range
from tests.core.builders import TODAY, model

SMALL_EDGE = 640


def small_model() -> Model:
    """Return gpt-image-2 with a rule so small that every legal size can be tried."""
    known = model("gpt-image-2")
    options = known.image
    assert options is not None
    assert options.size_rule is not None
    rule = replace(options.size_rule, max_edge=SMALL_EDGE, min_pixels=40_000, max_pixels=300_000)
    return replace(known, image=replace(options, size_rule=rule))


SMALL = small_model()
steps = range(16, SMALL_EDGE + 1, 16)
ALL_SMALL = [
    size
    for size in (Size(width, height) for width in steps for height in steps)
    if SMALL.image is not None and SMALL.image.size_problem(size) is None
]


def usd(known: Model, size: Size, quality: str) -> Decimal:
    measured = meter_output(known.id, known, size, quality, on=TODAY)
    span = measurement_usd_range(known, measured, on=TODAY)
    assert span is not None
    return span[1]


@settings(max_examples=60)
@given(st.integers(1, 660), st.integers(1, 660), st.sampled_from(["low", "medium", "high", "auto"]))
def test_no_legal_size_that_covers_is_cheaper(width: int, height: int, quality: str) -> None:
    wanted = Size(width, height)
    covering = [size for size in ALL_SMALL if covers(size, wanted)]
    found = cheapest_size(SMALL, wanted, quality, on=TODAY)
    if not covering:
        assert found is None
        return
    assert found is not None
    assert covers(found.size, wanted)
    assert found.usd == min(usd(SMALL, size, quality) for size in covering)


@pytest.mark.parametrize(
    ("wanted", "expected", "saved"),
    [
        ("1920x1080", "2064x1088", "0.00036"),
        ("1080x1920", "1088x2064", "0.00036"),
        ("1024x1024", "1136x1024", "0.00054"),
    ],
)
def test_a_slightly_longer_picture_can_cost_less(wanted: str, expected: str, saved: str) -> None:
    known, size = model("gpt-image-2"), Size.parse(wanted)
    cheapest = cheapest_size(known, size, "low", on=TODAY)
    snug = snug_size(known, size, "low", on=TODAY)
    assert cheapest is not None
    assert snug is not None
    assert cheapest.usd is not None
    assert snug.usd is not None
    assert cheapest.size == Size.parse(expected)
    assert snug.usd - cheapest.usd == Decimal(saved)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param("1920x1080", "1920x1088", id="the-next-multiple-of-16"),
        pytest.param("512x512", "816x816", id="a-square-stays-a-square"),
        pytest.param("3840x2160", "3840x2160", id="legal-already"),
    ],
)
def test_the_nearest_legal_size_is_the_one_a_person_would_take(wanted: str, expected: str) -> None:
    found = snug_size(model("gpt-image-2"), Size.parse(wanted), "low", on=TODAY)
    assert found is not None
    assert found.size == Size.parse(expected)


def test_a_model_with_fixed_sizes_offers_the_one_that_covers() -> None:
    known = model("gpt-image-1.5")
    assert covering_sizes(known, Size(1400, 1000)) == (Size(1536, 1024),)
    assert cheapest_size(known, Size(1920, 1080), "low", on=TODAY) is None


def test_nothing_is_large_enough_for_what_no_model_makes() -> None:
    assert cheapest_size(model("gpt-image-2"), Size(8000, 8000), "low", on=TODAY) is None
    assert snug_size(model("gpt-image-2"), Size(8000, 8000), "low", on=TODAY) is None


def test_a_model_that_only_looks_makes_nothing() -> None:
    assert covering_sizes(model("gpt-5-mini"), Size(64, 64)) == ()


def test_a_panorama_is_no_answer_to_a_square() -> None:
    assert usd(model("gpt-image-2"), Size(3072, 1024), "low") < usd(
        model("gpt-image-2"), Size(1024, 1024), "low"
    )
    assert not covers(Size(3072, 1024), Size(1024, 1024))
