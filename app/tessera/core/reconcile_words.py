"""A finding in words: what was billed, how often, and where."""

from fractions import Fraction

from tessera.core.measurement import MeterKind
from tessera.core.reconcile import Finding
from tessera.core.reconcile_compare import CountSource


def finding_sentence(finding: Finding) -> str:
    """Return what was found in one sentence of plain text."""
    calls = len(finding.evidence)
    times = f"{times_text(finding.least)} to {times_text(finding.most)}"
    if finding.factor is not None:
        times = times_text(finding.factor)
    return (
        f"{finding.model} at {finding.profile}: the last {calls} calls billed {scope_text(finding)}"
        f" at {times} times the count{_asked(finding)}."
    )


def _asked(finding: Finding) -> str:
    """Return how many of the calls were only counted, at the user's request."""
    asked = sum(one.call.source is CountSource.ON_REQUEST for one in finding.evidence)
    return f" ({asked} of them counted on request)" if asked else ""


def scope_text(finding: Finding) -> str:
    """Return which pictures a finding is about."""
    what, word = _KINDS[finding.kind]
    size = finding.size_class
    sizes = what if size is None else f"{what} of {size.value} size"
    return sizes if finding.detail is None else f"{sizes} at {word} {finding.detail}"


_KINDS = {
    MeterKind.INPUT: ("pictures", "detail"),
    MeterKind.REFERENCE: ("references", "fidelity"),
    MeterKind.OUTPUT: ("made pictures", "quality"),
}


def times_text(factor: Fraction) -> str:
    """Return a factor with four digits that matter.

    >>> times_text(Fraction(27, 20)), times_text(Fraction(100, 3))
    ('1.35', '33.33')
    """
    return f"{float(factor):.4g}"
