"""Reconciliation: what was billed, held against what the meter says of the very same pictures.

A *comparison* (`reconcile_compare`) is one call: the tokens its pictures should count by today's
rule, and the range they were billed for. It is *off* where that range leaves the expected count
out. Three calls in a row that are off to the same side make a *finding*, for the widest scope that
nothing speaks against: a model, one detail of it, or one detail and size class; pictures that are
looked at, taken as references and made are never mixed. Where one factor explains them all it is
the corrected factor that is offered.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, takewhile

from tessera.core.measurement import MeterKind
from tessera.core.reconcile_compare import Comparison, SizeClass, only
from tessera.core.rules_fit import ceil_div

SYSTEMATIC = 3  # calls in a row
_LOOKED_AT = 24  # newest calls of a scope
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """A systematic difference. ``detail`` and ``size_class`` None: in all of them.

    ``factor`` multiplies today's count; None where no single one explains the ``evidence``, which
    is the newest calls, oldest first. ``least`` and ``most`` are the factors that were seen.
    """

    profile: str
    model: str
    detail: str | None
    size_class: SizeClass | None
    factor: Fraction | None
    least: Fraction
    most: Fraction
    evidence: tuple[Comparison, ...]
    kind: MeterKind = MeterKind.INPUT

    def holds(self, one: Comparison) -> bool:
        """Return whether a call lies in the scope."""
        return self.detail in (None, one.detail) and self.size_class in (None, one.size_class)

    def covers(self, other: "Finding") -> bool:
        """Return whether this scope holds all of the other's."""
        return all(self.holds(one) for one in other.evidence)

    def meets(self, other: "Finding") -> bool:
        """Return whether this scope holds anything of the other's."""
        return any(self.holds(one) for one in other.evidence)


def findings(comparisons: Iterable[Comparison]) -> tuple[Finding, ...]:
    """Return every systematic difference, by profile, model and kind, the widest scopes first."""
    ordered = sorted(comparisons, key=_whose)  # those of one model stay in the order given
    by_model = groupby(ordered, key=_whose)
    return tuple(finding for _, group in by_model for finding in _of_model(list(group)))


def _whose(one: Comparison) -> tuple[str, str, str]:
    return one.call.profile, one.model, one.call.kind.value


def _of_model(calls: Sequence[Comparison]) -> list[Finding]:
    """Return the findings of one model: those with one factor first, then what is left."""
    possible = [one for scope in _scopes(calls) if (one := _finding(scope)) is not None]
    found: list[Finding] = []
    for finding in possible:
        if finding.factor is not None and not any(known.covers(finding) for known in found):
            found.append(finding)
    for finding in possible:
        if finding.factor is None and not any(known.meets(finding) for known in found):
            found.append(finding)
    return found


def _scopes(calls: Sequence[Comparison]) -> Iterator[list[Comparison]]:
    """Yield the calls of the model, of each detail, of each detail and size class."""
    yield list(calls)
    for wanted in dict.fromkeys(one.detail for one in calls):
        yield [one for one in calls if one.detail == wanted]
    for cell in dict.fromkeys(one.cell for one in calls):
        yield [one for one in calls if one.cell == cell]


def _finding(calls: Sequence[Comparison]) -> Finding | None:
    """Return what the newest calls of a scope say together, unless older ones speak against it.

    It claims no more than was seen: the detail and size class of its calls, where they share one.
    """
    recent = calls[-_LOOKED_AT:]
    side = recent[-1].side if recent else 0
    run = list(takewhile(lambda one: one.side == side, reversed(recent)))[::-1]
    if not side or len(run) < SYSTEMATIC:
        return None
    ranges = [(Fraction(one.least, one.expected), Fraction(one.most, one.expected)) for one in run]
    newest, least, most = run[-1], max(low for low, _ in ranges), min(high for _, high in ranges)
    finding = Finding(
        profile=newest.call.profile,
        model=newest.model,
        detail=only({one.detail for one in run}),
        size_class=only({one.size_class for one in run}),
        factor=None if least > most else _factor(least, most, newest.unit),
        least=min(low for low, _ in ranges),
        most=max(high for _, high in ranges),
        evidence=tuple(run),
        kind=newest.call.kind,
    )
    touched = {one.cell for one in run}
    spoken_against = any(
        one.side != side and one.cell not in touched and finding.holds(one) for one in recent
    )
    return None if spoken_against else finding


def _factor(least: Fraction, most: Fraction, unit: Fraction) -> Fraction:
    """Return the factor in a range that makes the plainest price per patch."""
    return plainest(least * unit, most * unit) / unit


def plainest(least: Fraction, most: Fraction) -> Fraction:
    """Return the decimal with the fewest places in a range, of several the middle one.

    >>> plainest(Fraction(1612, 1000), Fraction(1628, 1000))
    Fraction(81, 50)
    """
    for unit in (10**places for places in range(_MOST_PLACES + 1)):
        low = least * unit
        found = range(ceil_div(low.numerator, low.denominator), int(most * unit) + 1)
        if found:
            return Fraction(found[len(found) // 2], unit)
    return least
