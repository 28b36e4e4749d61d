"""The money of an estimate: the point, the least and the most, in exact decimals.

The least takes the cached rate for what earlier turns send again. The most takes the rate of a
cache write where there is one, and the longest answer allowed. Above the long-context threshold
the whole request is charged at the long rates. After a price's last promised day both lists count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tessera.core.estimates import Item
from tessera.core.models import Model
from tessera.core.prices import PriceList, Rates, cost, lists_on

_NO_RATES = Rates()


@dataclass(frozen=True, slots=True)
class Money:
    """Three prices of one request, and of the longest answer alone; None where unknown."""

    usd: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    answer: Decimal | None = None


NO_MONEY = Money()
FREE = Money(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def ask_money(
    model: Model | None,
    items: Sequence[Item],
    max_output_tokens: int,
    *,
    on: date,
    price_factor: Decimal,
) -> Money:
    """Return what ``items`` and an answer of at most ``max_output_tokens`` cost that day."""
    if not price_factor:
        return FREE
    lists = lists_on(model.prices, on) if model is not None else ()
    if model is None or not lists:
        return NO_MONEY
    point = total([item.tokens for item in items])
    again = sum(item.tokens_min or 0 for item in items if item.again)
    low = total([item.tokens_min for item in items])
    high = total([item.tokens_max for item in items])
    most = [_most(_rates(prices, model, high), high, max_output_tokens) for prices in lists]
    least = [_least(_rates(prices, model, low), low, again) for prices in lists]
    answer = [_cost(_rates(prices, model, high).output, max_output_tokens) for prices in lists]
    return Money(
        _times(_cost(_rates(lists[-1], model, point).input, point), price_factor),
        _times(None if None in least else min(_known(least)), price_factor),
        _times(None if None in most else max(_known(most)), price_factor),
        _times(None if None in answer else max(_known(answer)), price_factor),
    )


def total(parts: Iterable[int | None]) -> int | None:
    """Return the sum, or None if any part is unknown."""
    result = 0
    for part in parts:
        if part is None:
            return None
        result += part
    return result


def _rates(prices: PriceList, model: Model, tokens: int | None) -> Rates:
    over = model.long_context_over
    is_long = over is not None and tokens is not None and tokens > over
    return prices.rates("standard", is_long=is_long) or _NO_RATES


def _least(rates: Rates, tokens: int | None, again: int) -> Decimal | None:
    if tokens is None:
        return None
    cached = rates.input if rates.cached_input is None else rates.cached_input
    return _added(_cost(rates.input, tokens - again), _cost(cached, again))


def _most(rates: Rates, tokens: int | None, output_tokens: int) -> Decimal | None:
    dearest = rates.input
    if dearest is not None and rates.cache_write is not None:
        dearest = max(dearest, rates.cache_write)
    return _added(_cost(dearest, tokens), _cost(rates.output, output_tokens))


def _cost(rate: Decimal | None, tokens: int | None) -> Decimal | None:
    return None if tokens is None else cost(rate, tokens)


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _times(usd: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if usd is None else usd * factor


def _known(amounts: Iterable[Decimal | None]) -> list[Decimal]:
    return [amount for amount in amounts if amount is not None]
