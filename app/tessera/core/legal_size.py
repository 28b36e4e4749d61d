"""The cheapest legal size of a generation that is at least as large as wanted, in its shape.

A legal size *covers* a wanted one if the wanted shape, cut from it, has at least the wanted area:
both sides are as long or longer. At most one part in ``MOST_CUT`` may have to be cut away, for a
panorama is no answer to a wanted square, however cheap. Prices do not follow the area alone: the
cells on the short side are rounded, so that a slightly longer picture can cost less.

The search is exact where a rule never counts less for a picture that is as long or longer on both
sides and at least as square, as every rule of the catalogue does: a size that is beaten so by
another one is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial

from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions, SizeRule
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_output
from tessera.core.models import Model
from tessera.core.pricing import measurement_usd_range
from tessera.core.rules_fit import ceil_div

MOST_CUT = 8


@dataclass(frozen=True, slots=True)
class LegalSize:
    """A legal size with what it counts; ``usd`` is the most it may cost at list price."""

    size: Size
    measurement: Measurement
    usd: Decimal | None


def cheapest_size(model: Model, wanted: Size, quality: str, *, on: date) -> LegalSize | None:
    """Return the cheapest legal size that covers ``wanted``; None where none is large enough.

    Of two that cost the same the one with less to cut away wins, then the smaller one.
    """
    priced = [_priced(model, size, quality, on) for size in covering_sizes(model, wanted)]
    made = [legal for legal in priced if not legal.measurement.rejected]
    return min(made, key=partial(_order, wanted), default=None)


def snug_size(model: Model, wanted: Size, quality: str, *, on: date) -> LegalSize | None:
    """Return the legal size nearest to ``wanted``, whatever it costs; None if none covers it.

    What has to be cut away counts twice, so that a square stays a square.
    """
    nearest = min(covering_sizes(model, wanted), key=partial(_room, wanted), default=None)
    return None if nearest is None else _priced(model, nearest, quality, on)


def covering_sizes(model: Model, wanted: Size) -> tuple[Size, ...]:
    """Return the legal sizes that cover ``wanted`` and are not beaten by a smaller one."""
    return () if model.image is None else _covering(model.image, wanted)


@lru_cache(maxsize=64)
def _covering(options: ImageOptions, wanted: Size) -> tuple[Size, ...]:
    kept: list[Size] = []
    for size in sorted(_legal_sizes(options, wanted), key=_pixels):
        if covers(size, wanted) and not any(_beats(smaller, size) for smaller in kept):
            kept.append(size)
    return tuple(kept)


def _beats(one: Size, other: Size) -> bool:
    """Return whether ``one`` is no longer on either side than ``other``, and no squarer."""
    return (
        one.width <= other.width
        and one.height <= other.height
        and one.short_side * other.long_side <= other.short_side * one.long_side
    )


def _pixels(size: Size) -> int:
    return size.pixels


def covers(size: Size, wanted: Size) -> bool:
    """Return whether ``wanted`` fits inside ``size`` and little of that has to be cut away.

    >>> covers(Size(2048, 1088), Size(1920, 1080)), covers(Size(3072, 1024), Size(1024, 1024))
    (True, False)
    """
    if size.width < wanted.width or size.height < wanted.height:
        return False
    return _cut(size, wanted) * MOST_CUT <= 1


def _cut(size: Size, wanted: Size) -> Fraction:
    """Return the share of ``size`` that lies outside the largest cut of the wanted shape."""
    wide, tall = size.width * wanted.height, size.height * wanted.width
    return 1 - Fraction(min(wide, tall), max(wide, tall))


def _legal_sizes(options: ImageOptions, wanted: Size) -> Iterator[Size]:
    yield from options.sizes
    if options.size_rule is not None:
        for long_side in range(
            options.size_rule.multiple_of,
            options.size_rule.max_edge + 1,
            options.size_rule.multiple_of,
        ):
            yield from _shortest(options.size_rule, long_side, wanted)


def _shortest(rule: SizeRule, long_side: int, wanted: Size) -> Iterator[Size]:
    """Yield the size with this long side and the shortest legal one beside it, both ways round."""
    short = _short(rule, long_side, wanted)
    if short <= long_side and rule.problem(Size(long_side, short)) is None:
        yield Size(long_side, short)
    short = _short(rule, long_side, wanted.turned())
    if short < long_side and rule.problem(Size(short, long_side)) is None:
        yield Size(short, long_side)


def _short(rule: SizeRule, width: int, wanted: Size) -> int:
    """Return the least height beside ``width`` that rule, wanted height and shape allow."""
    height = max(
        wanted.height,
        ceil_div(width, rule.max_ratio),
        ceil_div(rule.min_pixels, width),
        ceil_div((MOST_CUT - 1) * width * wanted.height, MOST_CUT * wanted.width),
    )
    return ceil_div(height, rule.multiple_of) * rule.multiple_of


def _priced(model: Model, size: Size, quality: str, on: date) -> LegalSize:
    measurement = meter_output(model.id, model, size, quality, on=on)
    span = measurement_usd_range(model, measurement, on=on)
    return LegalSize(size, measurement, None if span is None else span[1])


def _room(wanted: Size, size: Size) -> Fraction:
    return size.pixels * (1 + _cut(size, wanted))


def _order(wanted: Size, legal: LegalSize) -> tuple[Decimal, int, Fraction, int]:
    most = legal.measurement.tokens_max
    return (
        Decimal("Infinity") if legal.usd is None else legal.usd,
        most or 0,
        _cut(legal.size, wanted),
        legal.size.pixels,
    )
