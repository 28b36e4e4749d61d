"""The scale of a chart of money: round marks, and how high a value stands. Nothing knows Qt."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

NICE = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
MOST_MARKS = 4


def marks(top: Decimal) -> tuple[Decimal, ...]:
    """Return round amounts from 0 to at least ``top``, in equal steps, at most five of them.

    >>> [str(mark) for mark in marks(Decimal("0.87"))]
    ['0.00', '0.50', '1.00']
    """
    if top <= 0:
        return (Decimal(0), Decimal(1))
    power = Decimal(1).scaleb(top.adjusted() - 1)
    steps = (power * factor * nice for factor in (1, 10) for nice in NICE)
    step = next(step for step in steps if step * MOST_MARKS >= top)
    count = int((top / step).to_integral_value(ROUND_CEILING))
    return tuple(step * number for number in range(count + 1))


def share(value: Decimal, top: Decimal) -> float:
    """Return the part of ``top`` that ``value`` is, from 0 to 1; for painting only."""
    return 0.0 if top <= 0 else float(min(Decimal(1), max(Decimal(0), value / top)))


def labelled(count: int, room: int) -> Sequence[int]:
    """Return which of ``count`` places get a label where ``room`` labels fit: the last always.

    >>> list(labelled(10, 4)), list(labelled(3, 10))
    ([0, 3, 6, 9], [0, 1, 2])
    """
    if count == 0:
        return ()
    every = max(1, -(-count // max(1, room)))
    return range((count - 1) % every, count, every)
