"""The meter: what one picture counts for one model on one day.

Three questions, one for each thing a picture can be to a call: looked at (`meter_input`), taken
as a reference (`meter_reference`), made (`meter_output`). A model of None is one the catalogue
does not know: nothing is guessed. All counts are exact integers; see `rules_patch`, `rules_tile`
and `rules_output` for the arithmetic.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from tessera.core.corrections import rule_for
from tessera.core.geometry import Size
from tessera.core.image_options import ImageOptions
from tessera.core.measurement import Measurement, MeterKind, Step
from tessera.core.models import Model
from tessera.core.rules import Counted, Edition, Rule, edition_on
from tessera.core.words import Confidence, Detail

__all__ = [
    "Measurement",
    "MeterKind",
    "Step",
    "meter_input",
    "meter_output",
    "meter_reference",
    "sees_alike",
]

_UNKNOWN = "The catalogue does not know this model; the count is known after the reply."
_AUTO = "The model chooses; the count is known after the reply."


def meter_input(
    model_id: str, model: Model | None, size: Size, detail: Detail, *, on: date
) -> Measurement:
    """Return what a picture of ``size`` counts when ``model`` looks at it.

    A detail the model lacks is rejected, except where it is known to ignore it.
    """
    if model is None:
        return _unknown(MeterKind.INPUT, model_id, size, detail.value)
    return _input(model_id, model, size, detail.value, on)


@lru_cache(maxsize=2048)
def _input(model_id: str, model: Model, size: Size, detail: str, on: date) -> Measurement:
    edition = edition_on(model.vision, on)
    if edition is None:
        reason = f"{model_id} does not look at pictures."
        return _declined(MeterKind.INPUT, model_id, size, detail, model.confidence, reason)
    if not edition.rule.accepts(detail):
        reason = f"{model_id} has no detail {detail}; it takes {_offer(edition.rule)}."
        return _declined(
            MeterKind.INPUT, model_id, size, detail, edition.confidence, reason, edition.rule.name
        )
    return _measured(MeterKind.INPUT, model_id, size, detail, edition)


def meter_reference(
    model_id: str, model: Model | None, size: Size, fidelity: str | None = None, *, on: date
) -> Measurement:
    """Return what a picture of ``size`` counts as a reference of an image model.

    ``fidelity`` is low, high or None where it is left out; a model that must not be sent one
    rejects it.
    """
    asked = fidelity or "auto"
    if model is None:
        return _unknown(MeterKind.REFERENCE, model_id, size, asked)
    edition = edition_on(model.reference, on)
    if edition is None:
        reason = f"{model_id} takes no reference pictures."
        return _declined(MeterKind.REFERENCE, model_id, size, asked, model.confidence, reason)
    offered = model.image.input_fidelity if model.image is not None else ()
    if fidelity is not None and fidelity not in offered:
        reason = _fidelity_reason(model_id, fidelity, offered)
        return _declined(
            MeterKind.REFERENCE, model_id, size, asked, edition.confidence, reason,
            edition.rule.name,
        )  # fmt: skip
    return _measured(MeterKind.REFERENCE, model_id, size, asked, edition)


def meter_output(
    model_id: str, model: Model | None, size: Size, quality: str, *, on: date
) -> Measurement:
    """Return what a made picture of ``size`` counts. ``quality`` auto gives a range.

    A size that OpenAI does not take is still counted where the formula allows it, because
    gateways take it; ``reason`` says so.
    """
    if model is None:
        return _unknown(MeterKind.OUTPUT, model_id, size, quality)
    return _output(model_id, model, size, quality, on)


@lru_cache(maxsize=2048)
def _output(model_id: str, model: Model, size: Size, quality: str, on: date) -> Measurement:
    edition = edition_on(model.output, on)
    if edition is None:
        reason = f"{model_id} makes no pictures."
        return _declined(MeterKind.OUTPUT, model_id, size, quality, model.confidence, reason)
    if not edition.rule.accepts(quality):
        reason = f"{model_id} has no quality {quality}; it takes {_offer(edition.rule)}."
        return _declined(
            MeterKind.OUTPUT, model_id, size, quality, edition.confidence, reason,
            edition.rule.name,
        )  # fmt: skip
    made = _measured(MeterKind.OUTPUT, model_id, size, quality, edition)
    return made if model.image is None or made.rejected else _legal(made, model.image, size)


def sees_alike(model: Model, size: Size, on: date) -> bool:
    """Return whether every detail level of ``model`` counts the same for this picture."""
    return not model.details_differ(size, on)


def _measured(
    kind: MeterKind, model_id: str, size: Size, word: str, edition: Edition[Rule]
) -> Measurement:
    resolved = edition.rule.resolve(word)
    rule = rule_for(edition, resolved, size)
    counted = _span(edition, size) if resolved is None else rule.count(size, resolved)
    steps = tuple(Step(line.text, line.rule, edition.says) for line in counted.lines)
    least, most = counted.tokens_min, counted.tokens_max
    for other in edition.alternatives if resolved is not None else ():
        said = other.rule.count(size, resolved or word)
        if said.tokens_min is not None and said.tokens_max is not None and least is not None:
            least, most = min(least, said.tokens_min), max(most or 0, said.tokens_max)
            if said.tokens != counted.tokens:
                text = f"{other.text}: {said.tokens} tokens"
                steps += (Step(text, "sources conflict", other.source.label),)
    is_open = counted.tokens is None and not counted.rejected and rule.name != "per_image"
    grade = Confidence.UNKNOWN if is_open else edition.grade(resolved)
    return Measurement(
        kind, model_id, size, word, resolved, rule.name, counted.grid, counted.tokens, least, most,
        grade, counted.rejected, counted.reason, steps,
    )  # fmt: skip


def _span(edition: Edition[Rule], size: Size) -> Counted:
    """Return the range over all qualities, for a model that chooses by itself."""
    counts = [rule_for(edition, word, size).count(size, word) for word in edition.rule.words]
    if all(count.rejected for count in counts):
        return counts[0]
    least = [count.tokens_min for count in counts if count.tokens_min is not None]
    most = [count.tokens_max for count in counts if count.tokens_max is not None]
    return Counted(None, None, min(least, default=None), max(most, default=None), reason=_AUTO)


def _legal(made: Measurement, options: ImageOptions, size: Size) -> Measurement:
    """Return the count with a word about a size that is no legal still picture."""
    problem = options.size_problem(size)
    if problem is None:
        return made
    reason = f"{size} is not a legal size: {problem}{_nearest(options, size)}."
    if options.frames is None or made.tokens_max is None:
        return replace(made, reason=reason)
    reason += " Only an animated picture may have it; its count grows with its frames."
    most = made.tokens_max * options.frames.max_count
    return replace(made, tokens=None, tokens_max=most, confidence=Confidence.UNKNOWN, reason=reason)


def _nearest(options: ImageOptions, size: Size) -> str:
    near = options.size_rule.snapped(size) if options.size_rule is not None else None
    return "" if near is None else f"; {near} is one"


def _unknown(kind: MeterKind, model_id: str, size: Size, word: str) -> Measurement:
    return Measurement(
        kind, model_id, size, word, None, None, None, None, None, None, Confidence.UNKNOWN,
        reason=_UNKNOWN,
    )  # fmt: skip


def _declined(
    kind: MeterKind,
    model_id: str,
    size: Size,
    word: str,
    confidence: Confidence,
    reason: str,
    rule: str | None = None,
) -> Measurement:
    return Measurement(
        kind, model_id, size, word, None, rule, None, None, None, None, confidence,
        rejected=True, reason=reason,
    )  # fmt: skip


def _offer(rule: Rule) -> str:
    return ", ".join((*rule.words, "auto"))


def _fidelity_reason(model_id: str, fidelity: str, offered: tuple[str, ...]) -> str:
    if not offered:
        return f"{model_id} always looks closely; leave the fidelity out."
    return f"{model_id} has no fidelity {fidelity}; it takes {', '.join(offered)}."
