"""From tokens to dollars: the list price of a picture, and the bill of a call.

Exact decimals, never rounded. None means that nobody publishes the price; it never stands for 0.
"""

from datetime import date
from decimal import Decimal

from tessera.core.estimates import Bill
from tessera.core.measurement import Measurement, MeterKind
from tessera.core.models import Model
from tessera.core.prices import PriceList, cost, lists_on
from tessera.core.pricing_usage import STANDARD, image_bill, tool_usd, usage_usd
from tessera.core.replies import Usage
from tessera.core.words import BillStatus


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
    tool_model: Model | None = None,
) -> Bill:
    """Return what a call cost by the provider's own usage.

    ``service_tier`` is the reply's own, ``tool_model`` the model of the image tool, whose part of
    the usage is charged at that model's rates. Without usage the outcome is unknown. Tokens without
    a published price give ``usd`` None, except where the profile charges nothing.
    """
    if usage is None:
        return Bill(None, None, None, BillStatus.UNKNOWN)
    usd, tool = usage_usd(model, usage, on, service_tier), usage.image_tool
    sent, made = usage.input_tokens, usage.output_tokens
    if tool is not None:
        drawn = tool_usd(tool_model, tool, on, service_tier)
        usd = None if usd is None or drawn is None else usd + drawn
        sent, made = sent + tool.input_tokens, made + tool.output_tokens
    if not price_factor:
        usd = Decimal(0)
    image = image_bill(model, usage) if tool is None else image_bill(tool_model, tool)
    total = None if usd is None else usd * price_factor
    return Bill(sent, made, total, BillStatus.SETTLED, image)


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
