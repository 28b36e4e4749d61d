"""From tokens to dollars: the list price of a picture, and the bill of a call.

Exact decimals, never rounded. None means that nobody publishes the price; it never stands for 0.
"""

from datetime import date
from decimal import Decimal

from tessera.core.estimates import Bill
from tessera.core.measurement import Measurement, MeterKind
from tessera.core.models import Model
from tessera.core.prices import PriceList, Rates, cost, lists_on
from tessera.core.replies import Usage
from tessera.core.words import BillStatus, ModelKind

STANDARD = "standard"
# The reply's service_tier names how the call was served; these are the price lists' words.
_TIERS = {
    None: STANDARD,
    "": STANDARD,
    "auto": STANDARD,
    "default": STANDARD,
    "standard": STANDARD,
    "scale": STANDARD,
    "batch": "batch",
    "flex": "flex",
    "priority": "fast_priority",
    "fast": "fast_priority",
    "ultrafast": "ultrafast",
}


def measurement_usd(model: Model | None, measurement: Measurement, *, on: date) -> Decimal | None:
    """Return the standard list price of the picture's tokens that day, or None if unknown."""
    lists = lists_on(model.prices, on) if model is not None else ()
    if not lists or measurement.rejected:
        return None
    return _picture_usd(lists[-1], measurement, measurement.tokens)


def measurement_usd_range(
    model: Model | None, measurement: Measurement, *, on: date
) -> tuple[Decimal, Decimal] | None:
    """Return the least and the most the picture may cost at list prices, or None if unknown.

    After the last day a price is promised for, the range spans both lists.
    """
    if model is None or measurement.rejected:
        return None
    ends: list[Decimal] = []
    for prices in lists_on(model.prices, on):
        least = _picture_usd(prices, measurement, measurement.tokens_min)
        most = _picture_usd(prices, measurement, measurement.tokens_max)
        if least is None or most is None:
            return None
        ends += [least, most + _unprinted(prices, measurement)]
    return (min(ends), max(ends)) if ends else None


def usage_bill(
    model: Model | None,
    usage: Usage | None,
    *,
    on: date,
    price_factor: Decimal,
    service_tier: str | None = None,
) -> Bill:
    """Return what a call cost by the provider's own usage.

    ``service_tier`` is the reply's own. Without usage the outcome is unknown. Tokens without a
    published price give ``usd`` None, except where the profile charges nothing.
    """
    if usage is None:
        return Bill(None, None, None, BillStatus.UNKNOWN)
    usd = Decimal(0) if not price_factor else _usage_usd(model, usage, on, service_tier)
    if usd is not None:
        usd *= price_factor
    return Bill(usage.input_tokens, usage.output_tokens, usd, BillStatus.SETTLED)


def tier_of(service_tier: str | None) -> str | None:
    """Return the price lists' word for a reply's ``service_tier``, or None if it is new to us."""
    return _TIERS.get(service_tier)


def _picture_usd(prices: PriceList, measurement: Measurement, tokens: int | None) -> Decimal | None:
    word = measurement.detail_resolved
    if measurement.kind is MeterKind.OUTPUT and word is not None:
        printed = prices.printed(measurement.size, word)
        if printed is not None:
            return printed
    rates = prices.rates(STANDARD, is_long=False)
    if rates is None or tokens is None:
        return None
    is_output = measurement.kind is MeterKind.OUTPUT
    return cost(rates.image_output if is_output else rates.picture, tokens)


def _unprinted(prices: PriceList, measurement: Measurement) -> Decimal:
    """Return what a made picture may cost above its tokens where its price is not printed."""
    word = measurement.detail_resolved
    if measurement.kind is not MeterKind.OUTPUT:
        return Decimal(0)
    if word is not None and prices.printed(measurement.size, word) is not None:
        return Decimal(0)
    return prices.unprinted_extra


def _usage_usd(
    model: Model | None, usage: Usage, on: date, service_tier: str | None
) -> Decimal | None:
    tier = tier_of(service_tier)
    lists = lists_on(model.prices, on) if model is not None else ()
    if model is None or tier is None or not lists:
        return None
    over = model.long_context_over
    rates = lists[-1].rates(tier, is_long=over is not None and usage.input_tokens > over)
    if rates is None:
        return None
    if ModelKind.IMAGE in model.kinds:
        return _image_usd(rates, usage)
    return _text_usd(rates, usage)


def _text_usd(rates: Rates, usage: Usage) -> Decimal | None:
    cached = min(usage.cached_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    fresh = usage.input_tokens - cached - written
    return _total(
        (rates.input, fresh),
        (rates.input if rates.cached_input is None else rates.cached_input, cached),
        (rates.input if rates.cache_write is None else rates.cache_write, written),
        (rates.output, usage.output_tokens),
    )


def _image_usd(rates: Rates, usage: Usage) -> Decimal | None:
    """Return the bill of an image call; without the split of its input nobody can tell."""
    if usage.image_tokens is not None:
        pictures = min(usage.image_tokens, usage.input_tokens)
    elif usage.text_tokens is not None:
        pictures = max(0, usage.input_tokens - usage.text_tokens)
    elif usage.input_tokens == 0:
        pictures = 0
    else:
        return None
    return _total(
        (rates.input, usage.input_tokens - pictures),
        (rates.image_input, pictures),
        (rates.image_output, usage.output_tokens),
    )


def _total(*parts: tuple[Decimal | None, int]) -> Decimal | None:
    total = Decimal(0)
    for rate, tokens in parts:
        if not tokens:
            continue
        usd = cost(rate, tokens)
        if usd is None:
            return None
        total += usd
    return total
