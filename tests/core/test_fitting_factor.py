"""What counts say of a multiplier, in exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.fitting_factor import Factor, tokens_for

patches = st.integers(1, 30_000)
multipliers = st.integers(100, 9_999).map(lambda thousandths: Decimal(thousandths).scaleb(-3))


@given(multipliers, st.lists(patches, min_size=1, max_size=6))
def test_counts_never_exclude_the_multiplier_they_were_made_with(
    multiplier: Decimal, counts: list[int]
) -> None:
    factor: Factor | None = Factor()
    for count in counts:
        assert factor is not None
        tokens = tokens_for(count, multiplier)
        assert count in factor.patches(tokens)
        factor = factor.narrowed(count, tokens)
    assert factor is not None
    assert factor.above < Fraction(multiplier) <= factor.most


@given(multipliers, patches)
def test_the_plainest_multiplier_explains_the_count_as_well(
    multiplier: Decimal, count: int
) -> None:
    tokens = tokens_for(count, multiplier)
    left = Factor().narrowed(count, tokens)
    assert left is not None
    assert tokens_for(count, left.plainest) == tokens


@given(multipliers, patches, st.integers(-1, 1))
def test_with_a_slack_of_one_a_count_may_be_off_by_one(
    multiplier: Decimal, count: int, off: int
) -> None:
    tokens = tokens_for(count, multiplier) + off
    left = Factor(Fraction(multiplier) - 1, Fraction(multiplier)).narrowed(count, tokens, 1)
    assert left is not None
    assert left.above < Fraction(multiplier) <= left.most


def test_one_large_count_tells_two_places() -> None:
    left = Factor().narrowed(1452, 2353)
    assert left is not None
    assert left.plainest == Decimal("1.62")


def test_counts_that_no_multiplier_makes_leave_nothing() -> None:
    left = Factor().narrowed(100, 120)
    assert left is not None
    assert left.narrowed(100, 300) is None


def test_a_multiplier_is_never_rounded_in_floating_point() -> None:
    assert tokens_for(2500, Decimal("1.2")) == 3000
    assert tokens_for(1, Decimal("0.001")) == 1


def test_nothing_plausible_has_no_plainest() -> None:
    with pytest.raises(ValueError, match="nothing plausible"):
        _ = Factor(Fraction(1, 3), Fraction(1, 3)).plainest
