"""What a call of an image model is billed for, part by part, and the money of the parts.

A *part* is an `Item` with the rate it is charged at. Money has a point, a least and a most, in
exact US dollars; after a price's last promised day both lists count. None means that nobody knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from tessera.core.ask_money import FREE, NO_MONEY, Money
from tessera.core.estimates import Item
from tessera.core.models import Model
from tessera.core.prices import PriceList, Rates, cost, lists_on

_FREE_RATE = Decimal(0)


class Rate(Enum):
    """Which rate a part is charged at."""

    TEXT = auto()
    PICTURE = auto()
    MADE = auto()
    WRITTEN = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """An item with its rate. ``pictures`` is how many made pictures it stands for."""

    item: Item
    rate: Rate
    pictures: int = 0


def items_of(parts: Iterable[Part]) -> tuple[Item, ...]:
    """Return the items alone."""
    return tuple(part.item for part in parts)


def parts_money(
    model: Model | None, parts: Sequence[Part], *, on: date, price_factor: Decimal
) -> Money:
    """Return what the parts cost together that day; NO_MONEY for a model without prices."""
    if not price_factor:
        return FREE
    lists = lists_on(model.prices, on) if model is not None else ()
    if not lists:
        return NO_MONEY
    sums = [added(_price(prices, part) for part in parts) for prices in lists]
    least = [one.least for one in sums if one.least is not None]
    most = [one.most for one in sums if one.most is not None]
    return Money(
        _times(sums[-1].usd, price_factor),
        _times(min(least), price_factor) if len(least) == len(sums) else None,
        _times(max(most), price_factor) if len(most) == len(sums) else None,
        _FREE_RATE,
    )


def added(amounts: Iterable[Money]) -> Money:
    """Return the sum; each figure is None where one of its summands is."""
    total = FREE
    for one in amounts:
        total = Money(
            _plus(total.usd, one.usd),
            _plus(total.least, one.least),
            _plus(total.most, one.most),
            _plus(total.answer, one.answer),
        )
    return total


def _price(prices: PriceList, part: Part) -> Money:
    item, rate = part.item, _rate(prices, part.rate)
    by_tokens = Money(
        _cost(rate, item.tokens),
        _cost(rate, item.tokens_min),
        _cost(rate, item.tokens_max),
        _FREE_RATE,
    )
    return by_tokens if not part.pictures else _made(prices, part, by_tokens)


def _made(prices: PriceList, part: Part, by_tokens: Money) -> Money:
    """Return the money of made pictures: the printed price where there is one, else by tokens.

    The bill goes by tokens, so that both ends stand in the range.
    """
    exact, possible = _printed(prices, part.item)
    extra = Decimal(0) if exact is not None else prices.unprinted_extra
    most = _plus(by_tokens.most, extra * part.pictures)
    ends = [usd * part.pictures for usd in possible]
    ends += [end for end in (by_tokens.least, most) if end is not None]
    point = by_tokens.usd if exact is None else exact * part.pictures
    return Money(point, min(ends, default=None), max(ends, default=None), _FREE_RATE)


def _printed(prices: PriceList, item: Item) -> tuple[Decimal | None, list[Decimal]]:
    """Return the printed price if it is known which one holds, and all that may hold."""
    made = item.measurement
    if made is not None and made.detail_resolved is not None:
        exact = prices.printed(made.size, made.detail_resolved)
        return exact, [] if exact is None else [exact]
    size = None if made is None else made.size
    return None, [one.usd for one in prices.pictures if size is None or size in one.sizes]


def _rate(prices: PriceList, rate: Rate) -> Decimal | None:
    """Return the standard rate; a list that knows pictures only charges nothing else."""
    if not prices.tiers and prices.pictures:
        return None if rate is Rate.MADE else _FREE_RATE
    rates = prices.rates("standard", is_long=False) or Rates()
    if rate is Rate.TEXT:
        return rates.input
    if rate is Rate.PICTURE:
        return rates.picture
    return rates.image_output if rate is Rate.MADE else rates.output


def _cost(rate: Decimal | None, tokens: int | None) -> Decimal | None:
    return None if tokens is None else _FREE_RATE if not tokens else cost(rate, tokens)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _times(usd: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if usd is None else usd * factor
