"""Numbers of the meter as people read them; dollars and durations follow the window's wording."""

from collections.abc import Sequence
from decimal import Decimal

from tessera.ui.wording import tokens_text, usd_text

SMALLEST = Decimal("0.0001")


def dollars(usd: Decimal | None) -> str:
    """Return dollars; what is below a hundredth of a cent is only said to be so.

    >>> dollars(Decimal("1.2")), dollars(Decimal("0.00043575")), dollars(Decimal("0.00002"))
    ('$1.20', '$0.00044', 'less than $0.0001')
    """
    if usd is not None and 0 < usd < SMALLEST:
        return f"less than ${SMALLEST}"
    return usd_text(usd)


def token_words(tokens: int | None) -> str:
    """Return a count of tokens, or that nobody knows it.

    >>> token_words(1743), token_words(None)
    ('1,743 tokens', 'tokens unknown')
    """
    return "tokens unknown" if tokens is None else tokens_text(tokens)


def range_words(tokens: int | None, least: Sequence[int | None], most: Sequence[int | None]) -> str:
    """Return how far the sum of some counts may be off; empty where it cannot.

    >>> range_words(1743, [1742], [1744]), range_words(100, [90], [130]), range_words(5, [5], [5])
    ('±1', '90 to 130', '')
    """
    low, high = total(least), total(most)
    if low is None or high is None or low == high:
        return ""
    if tokens is not None and tokens - low == high - tokens:
        return f"±{high - tokens:,}"
    return f"{low:,} to {high:,}"


def total(parts: Sequence[int | None]) -> int | None:
    """Return the sum, or None if any part is unknown."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
