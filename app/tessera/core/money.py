"""Exact money: decimals of US dollars, written out in full.

Nothing here rounds; whoever shows money to a person decides how many digits.
"""

from decimal import Decimal
from fractions import Fraction

MILLION = Decimal(1_000_000)


def plain(amount: Decimal) -> str:
    """Return the exact decimal without exponent and without trailing zeros.

    >>> plain(Decimal("0.000435750")), plain(Decimal("1E+3")), plain(Decimal("0E-9"))
    ('0.00043575', '1000', '0')
    """
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def plain_fraction(value: Fraction) -> str:
    """Return a fraction that came from a decimal as that decimal.

    >>> plain_fraction(Fraction("1.62")), plain_fraction(Fraction(2))
    ('1.62', '2')
    """
    return plain(Decimal(value.numerator) / Decimal(value.denominator))
