"""What the learning window says. Pure: values in, plain text out."""

from collections.abc import Iterator

from tessera.core.fitting_words import rule_lines
from tessera.core.measurement import MeterKind
from tessera.core.profiles import Profile
from tessera.core.reconcile import Finding
from tessera.core.reconcile_compare import Comparison, CountSource
from tessera.core.reconcile_words import times_text
from tessera.studio.calibrating import MOST_QUESTIONS, Calibration, Difference

NOTHING_FOUND = (
    "No systematic difference: what providers billed in the last 90 days agrees with the meter, "
    "or fewer than three calls in a row tell."
)
NO_FACTOR = "No single factor explains these calls; calibrate the model instead."
NO_FACTOR_MADE = "No single factor explains these calls."
_SHOWN = 8


def terms_text(profile: Profile) -> str:
    """Return what a calibration sends, before it is started."""
    if not profile.capabilities.input_tokens:
        return f"{profile.title} does not count tokens before a question is asked."
    asked = f"Asks {profile.title} at most {MOST_QUESTIONS} times to count a question"
    if profile.is_sandbox:
        return f"{asked} with a blank picture. Nothing leaves this machine."
    return (
        f"{asked} with a blank picture; no photo of yours is sent and no model runs. "
        "No price is stated for counting: it is likely free, but nobody promises it."
    )


def evidence_text(one: Comparison) -> str:
    """Return one call of a finding: what was counted, what was billed."""
    sizes = ", ".join(f"{size} at {word}" for size, word in one.call.pictures)
    billed = f"{one.least:,}" if one.least == one.most else f"{one.least:,} to {one.most:,}"
    if one.call.source is CountSource.ON_REQUEST:
        asked = "Counted on request"
        return f"{asked}: {sizes}. The meter counts {one.expected:,}, the provider {billed}."
    return (
        f"Call {one.call.id}: {sizes}. The meter counts {one.expected:,}, the bill says {billed}."
    )


def evidence_lines(finding: Finding) -> tuple[str, ...]:
    """Return the newest calls of a finding, newest first."""
    newest = finding.evidence[::-1]
    lines = tuple(evidence_text(one) for one in newest[:_SHOWN])
    left = len(newest) - len(lines)
    return (*lines, f"And {left} earlier calls.") if left else lines


def no_factor_text(finding: Finding) -> str:
    """Return what to do where no factor is offered; blank pictures tell nothing of made ones."""
    return NO_FACTOR if finding.kind is MeterKind.INPUT else NO_FACTOR_MADE


def accept_text(finding: Finding) -> str:
    """Return the words of the button that takes a factor over."""
    return "" if finding.factor is None else f"Accept: count {times_text(finding.factor)} times"


def result_title(found: Calibration) -> str:
    """Return whose count it is."""
    return f"{found.model_id}, as {found.provider} counts it on {found.on}"


def result_lines(found: Calibration) -> Iterator[str]:
    """Yield the rule, what it leaves unexplained, and what the catalogue says otherwise."""
    yield from rule_lines(found.fitted.rule)
    most = found.fitted.residual.most
    exact = "every count exact" if not most else f"counts off by at most {most} token"
    yield f"{found.questions} questions; {exact}."
    if not found.is_known:
        yield "The catalogue does not know this model."
    elif found.agrees:
        yield "The catalogue counts the same."
    else:
        yield "The catalogue counts otherwise:"
        yield from (difference_text(one) for one in found.differences[:_SHOWN])
        if (left := len(found.differences) - _SHOWN) > 0:
            yield f"And {left} more."


def difference_text(one: Difference) -> str:
    """Return one picture that is counted otherwise."""
    said, counted = _count(one.by_catalogue), _count(one.counted)
    return f"{one.size} at {one.detail.value}: the catalogue says {said}, counted {counted}."


def _count(tokens: int | None) -> str:
    return "declined" if tokens is None else f"{tokens:,}"
