"""What a user should know about the chosen detail: a dear `auto`, a detail without effect.

Computed from the same meter as the price. Plain sentences; nothing here knows Qt.
"""

from datetime import date
from decimal import Decimal

from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input
from tessera.core.models import Model
from tessera.core.pricing import measurement_usd
from tessera.core.words import Detail
from tessera.ui.meter.figures import dollars

DEAR = 2  # times as many tokens as another detail is worth a word


def detail_advice(
    model: Model | None,
    size: Size,
    detail: Detail,
    *,
    on: date,
    price_factor: Decimal = Decimal(1),
) -> tuple[str, ...]:
    """Return what to know before sending a picture of ``size`` at ``detail``; often nothing."""
    levels = model.details_on(on) if model is not None else ()
    if model is None or not levels:
        return ()
    chosen = meter_input(model.id, model, size, detail, on=on)
    others = [meter_input(model.id, model, size, level, on=on) for level in levels]
    others = [other for other in others if other.detail != chosen.detail_resolved]
    fitting = [other for other in others if other.tokens is not None]
    if chosen.rejected:
        return _way_out(model, fitting, on, price_factor)
    if chosen.tokens is None:
        return ()
    if not model.details_differ(size, on):
        return (_alike(model, len(levels)),)
    return _cheaper(model, chosen, fitting, on, price_factor)


def _alike(model: Model, levels: int) -> str:
    if levels == 1:
        return f"{model.id} has one detail only; the choice changes nothing."
    return f"{model.id} sees the same of this picture at every detail."


def _way_out(
    model: Model, fitting: list[Measurement], on: date, factor: Decimal
) -> tuple[str, ...]:
    if not fitting:
        return ()
    best = max(fitting, key=_tokens)
    return (f"Detail “{best.detail}” would be accepted: {_cost(model, best, on, factor)}.",)


def _cheaper(
    model: Model, chosen: Measurement, fitting: list[Measurement], on: date, factor: Decimal
) -> tuple[str, ...]:
    """Return a word where ``auto`` means something dear, or where ``low`` is not the cheapest."""
    if not fitting:
        return ()
    mine = _cost(model, chosen, on, factor)
    if chosen.detail == Detail.LOW:
        least = min(fitting, key=_tokens)
        if _tokens(least) < _tokens(chosen):
            theirs = _cost(model, least, on, factor)
            return (f"Here “low” is not the cheapest: {mine}; “{least.detail}” takes {theirs}.",)
        return ()
    # Low is always cheaper and sees little; only what looks about as closely is worth a word.
    close = [other for other in fitting if other.detail != Detail.LOW]
    below = [other for other in close if DEAR * _tokens(other) <= _tokens(chosen)]
    if chosen.detail != Detail.AUTO or not below:
        return ()
    near = max(below, key=_tokens)
    theirs = _cost(model, near, on, factor)
    means = f"“auto” means “{chosen.detail_resolved}” here: {mine}"
    return (f"{means}. “{near.detail}” takes {theirs}.",)


def _tokens(measurement: Measurement) -> int:
    return measurement.tokens or 0


def _cost(model: Model, measurement: Measurement, on: date, factor: Decimal) -> str:
    usd = measurement_usd(model, measurement, on=on)
    price = "" if usd is None else f" ({dollars(usd * factor)})"
    return f"{_tokens(measurement):,} tokens{price}"
