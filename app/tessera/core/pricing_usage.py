"""What a provider's usage costs at a model's published rates. Exact US dollars, never rounded.

Cached tokens have their own rate, for text and for pictures, and so has text that an image model
writes. Where a provider does not say which tokens were cached, the dearer reading holds. None
means that nobody can tell; it never stands for 0.
"""

from datetime import date
from decimal import Decimal

from tessera.core.estimates import ImageBill
from tessera.core.models import Model
from tessera.core.prices import PriceList, Rates, cost, lists_on
from tessera.core.replies import Usage
from tessera.core.words import ModelKind

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


def tier_of(service_tier: str | None) -> str | None:
    """Return the price lists' word for a reply's ``service_tier``, or None if it is new to us."""
    return _TIERS.get(service_tier)


def usage_usd(
    model: Model | None, usage: Usage, on: date, service_tier: str | None
) -> Decimal | None:
    """Return what the model's own tokens cost, without those of an image tool."""
    prices, tier = _list_price(model, on), tier_of(service_tier)
    if model is None or prices is None or tier is None:
        return None
    over = model.long_context_over
    rates = prices.rates(tier, is_long=over is not None and usage.input_tokens > over)
    return None if rates is None else _at(rates, model, usage)


def tool_usd(
    tool_model: Model | None, usage: Usage, on: date, service_tier: str | None
) -> Decimal | None:
    """Return what the image tool cost; in a tier that its model lacks it costs the list price."""
    if not usage.input_tokens and not usage.output_tokens:
        return Decimal(0)
    prices = _list_price(tool_model, on)
    if tool_model is None or prices is None:
        return None
    tier = tier_of(service_tier) or STANDARD
    rates = prices.rates(tier, is_long=False) or prices.rates(STANDARD, is_long=False)
    return None if rates is None else _at(rates, tool_model, usage)


def image_bill(model: Model | None, usage: Usage) -> ImageBill | None:
    """Return an image model's tokens by what they were for; None for a model that makes none."""
    if model is None or ModelKind.IMAGE not in model.kinds:
        return None
    pictures, (made, written) = _pictures_sent(usage), _split_output(usage)
    text = None if pictures is None else usage.input_tokens - pictures
    return ImageBill(model.id, text, pictures, made, written)


def _list_price(model: Model | None, on: date) -> PriceList | None:
    lists = lists_on(model.prices, on) if model is not None else ()
    return lists[-1] if lists else None


def _at(rates: Rates, model: Model, usage: Usage) -> Decimal | None:
    return (_image_usd if ModelKind.IMAGE in model.kinds else _text_usd)(rates, usage)


def _text_usd(rates: Rates, usage: Usage) -> Decimal | None:
    cached = min(usage.cached_tokens, usage.input_tokens)
    written = min(usage.cache_write_tokens, usage.input_tokens - cached)
    fresh = usage.input_tokens - cached - written
    return _total(
        (rates.input, fresh),
        (_or(rates.cached_input, rates.input), cached),
        (_or(rates.cache_write, rates.input), written),
        (rates.output, usage.output_tokens),
    )


def _image_usd(rates: Rates, usage: Usage) -> Decimal | None:
    """Return the bill of an image call; without the split of its input nobody can tell."""
    pictures = _pictures_sent(usage)
    if pictures is None:
        return None
    text = usage.input_tokens - pictures
    cached = min(usage.cached_tokens, usage.input_tokens)
    # Text saves less where it is cached, so that an unsaid split is read as text first.
    cached_pictures = usage.cached_image_tokens
    if cached_pictures is None:
        cached_pictures = cached - min(cached, text)
    cached_pictures = min(cached_pictures, pictures, cached)
    cached_text = min(cached - cached_pictures, text)
    made, written = _split_output(usage)
    return _total(
        (rates.input, text - cached_text),
        (_or(rates.cached_input, rates.input), cached_text),
        (rates.picture, pictures - cached_pictures),
        (_or(rates.image_cached, rates.picture), cached_pictures),
        (rates.image_output, made),
        (_or(rates.output, rates.image_output), written),
    )


def _pictures_sent(usage: Usage) -> int | None:
    """Return the tokens of pictures among the input, or None where it is not split."""
    if usage.image_tokens is not None:
        return min(usage.image_tokens, usage.input_tokens)
    if usage.text_tokens is not None:
        return max(0, usage.input_tokens - usage.text_tokens)
    return None if usage.input_tokens else 0


def _split_output(usage: Usage) -> tuple[int, int]:
    """Return the tokens of pictures and of text among the output; unsaid, all are pictures."""
    if usage.output_image_tokens is not None:
        made = min(usage.output_image_tokens, usage.output_tokens)
    else:
        made = max(0, usage.output_tokens - (usage.output_text_tokens or 0))
    return made, usage.output_tokens - made


def _or(rate: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if rate is None else rate


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
