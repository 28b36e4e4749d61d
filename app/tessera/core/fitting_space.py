"""What a metering rule may plausibly be made of: numbers that a person would choose.

A number is *plain* if few of its digits matter, written in tens (2,500) or in twos (1,536). The
candidates of the fitter are plain numbers of a plausible size, not the entries of any catalogue:
a rule that nobody has seen before is found as readily as a known one. Sides are pixels, budgets
and limits count patches.
"""

from collections.abc import Iterable
from itertools import count, takewhile

_IN_TENS = (*range(1, 41), *range(45, 100, 5))
_IN_TWOS = range(1, 16, 2)  # at most four bits matter
_COARSE_TENS = (*range(1, 10), *range(15, 100, 10))
_COARSE_TWOS = (1, 3)
_LARGEST_OF_A_FORMAT = (32_767, 65_535)  # what fifteen and sixteen bits can say

LONGEST_SIDE = 131_072  # of a probe; beyond every plausible box
MOST_PIXELS = 42_000_000  # of a probe; a blank picture of that size is a few kilobytes
MOST_PLACES = 3  # digits of a multiplier behind the point


def plainness(number: int) -> int:
    """Return a rank: the fewer digits matter, in tens or in twos, the lower.

    >>> sorted((2560, 2500, 2048), key=plainness)
    [2048, 2500, 2560]
    """
    in_tens = len(str(number).rstrip("0"))
    in_twos = (number // (number & -number)).bit_length()
    return min(in_tens, in_twos)


def _grown(significant: Iterable[int], base: int, most: int) -> Iterable[int]:
    for digits in significant:
        powers = (digits * base**power for power in count())
        yield from takewhile(lambda number: number <= most, powers)


def _plain(
    least: int,
    most: int,
    in_tens: Iterable[int] = _IN_TENS,
    in_twos: Iterable[int] = _IN_TWOS,
) -> tuple[int, ...]:
    """Return the plain numbers from ``least`` to ``most``, rising.

    >>> _plain(2000, 2600)
    (2000, 2048, 2100, 2200, 2300, 2304, 2400, 2500, 2560, 2600)
    """
    numbers = {*_grown(in_tens, 10, most), *_grown(in_twos, 2, most)}
    return tuple(sorted(number for number in numbers if number >= least))


SIDES = tuple(sorted({*_plain(256, 100_000), *_LARGEST_OF_A_FORMAT}))
SHORT_SIDES = _plain(256, 2_304)
BUDGETS = _plain(64, 65_536)
LIMITS = _plain(2_000, 65_536, _COARSE_TENS, _COARSE_TWOS)  # nobody rejects fewer patches
PATCH_CELLS = (14, 16, 18, 20, 21, 24, 28, 30, 32, 36, 40, 42, 48, 50, 56, 60, 64)
TILE_CELLS = (
    *(224, 256, 280, 320, 336, 384, 400, 448, 480, 500, 512, 560, 600, 640, 672, 700, 720),
    *(768, 800, 896, 960, 1000, 1024),
)
