"""Shrinking is exact, never enlarges and never exceeds its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.geometry import Size
from tessera.core.rules_fit import (
    ceil_div,
    clamp_ratio,
    fit_box,
    fit_budget,
    fit_short_side,
    magnify,
)

sides = st.integers(1, 70_000)
sizes = st.builds(Size, sides, sides)
budgets = st.sampled_from([1, 2, 7, 1536, 2500, 6144, 10_000])


def patches(size: Size) -> int:
    """Return how many squares of 32 pixels cover the picture."""
    return ceil_div(size.width, 32) * ceil_div(size.height, 32)


@pytest.mark.parametrize(
    ("size", "box", "fitted"),
    [
        pytest.param(Size(2049, 513), 2048, Size(2048, 513), id="billed-8-tiles"),
        pytest.param(Size(2050, 513), 2048, Size(2048, 512), id="billed-4-tiles"),
        pytest.param(Size(60_000, 1), 2048, Size(2048, 1), id="a-strip-keeps-one-pixel"),
        pytest.param(Size(2048, 2048), 2048, Size(2048, 2048), id="exactly-the-box"),
        pytest.param(Size(1, 70_000), 65_535, Size(1, 65_535), id="upright-strip"),
    ],
)
def test_the_box_rounds_to_nearest(size: Size, box: int, fitted: Size) -> None:
    assert fit_box(size, box) == fitted


@given(sizes, st.integers(1, 8000))
def test_fitting_a_box_never_enlarges_and_turns_with_the_picture(size: Size, box: int) -> None:
    fitted = fit_box(size, box)
    assert fitted.long_side <= box
    assert fitted.width <= size.width
    assert fitted.height <= size.height
    assert fit_box(size.turned(), box) == fitted.turned()
    assert fit_box(fitted, box) == fitted


@given(sizes, st.integers(1, 8000))
def test_fitting_the_short_side_never_enlarges(size: Size, short: int) -> None:
    fitted = fit_short_side(size, short)
    assert fitted.short_side <= max(1, short)
    assert fitted.width <= size.width
    assert fitted.height <= size.height
    assert fit_short_side(size.turned(), short) == fitted.turned()


@pytest.mark.parametrize(
    ("size", "budget", "fitted"),
    [
        pytest.param(Size(1536, 2048), 1536, Size(1056, 1408), id="guide-33x44"),
        pytest.param(Size(1659, 1659), 2500, Size(1600, 1600), id="doubles-give-49x49"),
        pytest.param(Size(7046, 3393), 1536, Size(1792, 862), id="doubles-exceed-the-budget"),
        pytest.param(Size(1, 100_000), 1536, Size(1, 49_152), id="thinner-than-one-patch"),
    ],
)
def test_the_budget_is_exact(size: Size, budget: int, fitted: Size) -> None:
    assert fit_budget(size, 32, budget) == fitted
    assert patches(fitted) <= budget


@given(sizes, budgets)
def test_never_more_patches_than_the_budget_and_never_larger(size: Size, budget: int) -> None:
    if patches(size) <= budget:
        return
    fitted = fit_budget(size, 32, budget)
    assert patches(fitted) <= budget
    assert fitted.width <= size.width
    assert fitted.height <= size.height
    assert fit_budget(size.turned(), 32, budget) == fitted.turned()


@given(st.integers(1024, 6000), st.integers(1024, 6000), budgets, budgets)
def test_a_larger_budget_never_shrinks_more(width: int, height: int, one: int, other: int) -> None:
    size, (less, more) = Size(width, height), sorted((one, other))
    if patches(size) > more:
        small, large = fit_budget(size, 32, less), fit_budget(size, 32, more)
        assert small.width <= large.width
        assert small.height <= large.height


@given(sizes, st.sampled_from([None, 2, 3]))
def test_magnifying_stops_at_the_wanted_side_and_at_the_factor(
    size: Size, most: int | None
) -> None:
    grown = magnify(size, 1024, most)
    assert grown.long_side == max(size.long_side, min(1024, size.long_side * (most or 1024)))
    assert grown.width >= size.width
    assert grown.height >= size.height


@given(sizes)
def test_clamping_raises_the_short_side_only(size: Size) -> None:
    clamped = clamp_ratio(size, 3)
    assert clamped.long_side == size.long_side
    assert clamped.long_side <= 3 * clamped.short_side
    assert clamped.short_side >= size.short_side
