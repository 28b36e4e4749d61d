"""The derivation in words: from pixels to cells to tokens to dollars, each line with its source.

Plain text, one line each. What older guides said, and what the same picture counted by earlier
editions of the rule, stands at the end.
"""

from datetime import date
from decimal import Decimal

from tessera.core.measurement import Measurement, MeterKind, Step
from tessera.core.models import Model
from tessera.core.money import plain
from tessera.core.prices import PriceList, lists_on
from tessera.core.pricing import measurement_usd, measurement_usd_range
from tessera.core.pricing_usage import STANDARD
from tessera.core.rules import Edition, Rule, edition_on
from tessera.core.words import Confidence


def explain(measurement: Measurement, model: Model | None = None, *, on: date) -> list[str]:
    """Return the lines that lead to the count and, where ``model`` has a price, to the dollars."""
    lines = [_headline(measurement)]
    lines += [_line(step) for step in measurement.steps]
    if measurement.reason is not None:
        lines.append(measurement.reason)
    lines += _certainty(measurement)
    if model is not None:
        lines += _dollars(measurement, model, on)
        lines += _older(measurement, model, on)
    return lines


def _headline(measurement: Measurement) -> str:
    asked, means = measurement.detail, measurement.detail_resolved
    level = asked if means in (None, asked) else f"{asked}, which means {means}"
    return f"{measurement.size} for {measurement.model}, {_WORD[measurement.kind]} {level}"


_WORD = {
    MeterKind.INPUT: "detail",
    MeterKind.REFERENCE: "fidelity",
    MeterKind.OUTPUT: "quality",
}


def _certainty(measurement: Measurement) -> list[str]:
    grade, least, most = measurement.confidence, measurement.tokens_min, measurement.tokens_max
    if measurement.rejected or (grade is Confidence.UNKNOWN and least is None):
        return []
    if least is None or least == most:
        return [f"Confidence: {grade.value}"]
    return [f"Confidence: {grade.value}, between {least} and {most} tokens"]


def _dollars(measurement: Measurement, model: Model, on: date) -> list[str]:
    if measurement.rejected:
        return []
    usd = measurement_usd(model, measurement, on=on)
    span = measurement_usd_range(model, measurement, on=on)
    lists = lists_on(model.prices, on)
    if usd is None and span is None:
        return ["What it costs is known after the reply."]
    lines = [] if usd is None else [_line(_price(measurement, lists[-1], usd))]
    if span is not None and span != (usd, usd):
        lines.append(f"Between ${plain(span[0])} and ${plain(span[1])}")
    lines += [
        f"The price of {_sources(prices)} was promised through {prices.promised_through}."
        for prices in lists[:-1]
    ]
    return lines


def _line(step: Step) -> str:
    return f"{step.text} [{step.rule}; {step.source}]"


def price_step(
    measurement: Measurement, model: Model | None, *, on: date, price_factor: Decimal
) -> Step | None:
    """Return the last step, from tokens to dollars at a provider's factor; None if unknown."""
    usd = measurement_usd(model, measurement, on=on)
    if model is None or usd is None:
        return None
    step = _price(measurement, lists_on(model.prices, on)[-1], usd)
    if price_factor == 1:
        return step
    text = f"{step.text} × {plain(price_factor)} = ${plain(usd * price_factor)}"
    return Step(text, f"{step.rule}, times the provider’s factor", step.source)


def _price(measurement: Measurement, prices: PriceList, usd: Decimal) -> Step:
    word, source = measurement.detail_resolved or measurement.detail, _sources(prices)
    is_output = measurement.kind is MeterKind.OUTPUT
    if is_output and prices.printed(measurement.size, word) is not None:
        return Step(f"1 picture = ${plain(usd)}", "printed price", source)
    rates = prices.rates(STANDARD, is_long=False)
    rate = None if rates is None else rates.image_output if is_output else rates.picture
    shown = "?" if rate is None else plain(rate)
    text = f"{measurement.tokens} × ${shown} ÷ 1000000 = ${plain(usd)}"
    return Step(text, "list price per million tokens", source)


def _sources(prices: PriceList) -> str:
    return ", ".join(source.label for source in prices.sources)


def _older(measurement: Measurement, model: Model, on: date) -> list[str]:
    """Return what other editions count, and the remarks on the one in force."""
    editions = model.editions(measurement.kind)
    now = edition_on(editions, on)
    if now is None:
        return []
    lines = [f"{remark.text} [{remark.source.label}]" for remark in now.remarks]
    word = measurement.detail_resolved
    for edition in editions:
        if edition is now or word is None or word not in edition.rule.words:
            continue
        count = edition.rule.count(measurement.size, word)
        said = "; ".join(line.text for line in count.lines)
        lines.append(f"{_days(edition)}: {said} [{edition.sources[0].label}]")
    return lines


def _days(edition: Edition[Rule]) -> str:
    if edition.valid_from is None:
        return f"Until {edition.valid_to}"
    if edition.valid_to is None:
        return f"From {edition.valid_from}"
    return f"From {edition.valid_from} until {edition.valid_to}"
