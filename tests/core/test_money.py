"""Money is written exactly, without exponent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.money import plain, plain_fraction


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00043575", "0.00043575"),
        ("1E+3", "1000"),
        ("0E-9", "0"),
        ("-0.0", "0"),
        ("2.500", "2.5"),
        ("100", "100"),
        ("1E-12", "0.000000000001"),
    ],
)
def test_amounts_read_as_people_write_them(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_nothing_is_lost_in_writing(amount: Decimal) -> None:
    text = plain(amount)
    assert Decimal(text) == amount
    assert "E" not in text


def test_a_multiplier_reads_as_its_decimal() -> None:
    assert plain_fraction(Fraction("1.62")) == "1.62"
