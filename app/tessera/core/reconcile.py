"""Reconciliation: what was billed, held against what the meter says of the very same pictures.

A *comparison* is one call: the tokens its pictures should count by today's rule, and the range they
were billed for, once the text is taken off. It is *off* where that range leaves the expected count
out. Three calls in a row that are off to the same side make a *finding*, for the widest scope that
nothing speaks against: a model, one detail of it, or one detail and size class. Where one factor
explains them all it is the corrected factor that is offered. A bill that cannot be true is not
looked at: it teaches nothing and refutes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, takewhile
from typing import TypeVar

from tessera.core.corrections import rule_for
from tessera.core.estimate import FRAMING_TOKENS
from tessera.core.geometry import Size
from tessera.core.metering import Measurement, meter_input
from tessera.core.models import Catalogue, Model
from tessera.core.rules import edition_on
from tessera.core.rules_fit import ceil_div
from tessera.core.rules_patch import PatchRule
from tessera.core.words import Detail

T = TypeVar("T")

SYSTEMATIC = 3  # calls in a row
_LOOKED_AT = 24  # newest calls of a scope
_TEXT_SLACK = 50  # the offline count of text may be off by one part in so many
_MOST_PLACES = 6
_INCREDIBLE = 100  # nobody bills so many times more, or less


class SizeClass(StrEnum):
    """How large a picture is, split where the providers' rules change."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def most_pixels(self) -> int | None:
        """Return the largest picture of the class in pixels; None is unlimited."""
        return {SizeClass.SMALL: 512 * 512, SizeClass.MEDIUM: 2048 * 2048}.get(self)

    @property
    def least_pixels(self) -> int:
        """Return the smallest picture of the class in pixels."""
        return {SizeClass.SMALL: 0, SizeClass.MEDIUM: 512 * 512 + 1}.get(self, 2048 * 2048 + 1)

    @classmethod
    def of(cls, size: Size) -> "SizeClass":
        """Return the class of a picture."""
        fitting = (word for word in cls if word.most_pixels and size.pixels <= word.most_pixels)
        return next(fitting, cls.LARGE)


@dataclass(frozen=True, slots=True)
class CountedCall:
    """A call whose input a provider counted. ``text_tokens`` are our own count of ``texts``."""

    id: int
    profile: str
    model: str
    pictures: tuple[tuple[Size, Detail], ...]
    text_tokens: int
    texts: int
    input_tokens: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A call's pictures: ``expected`` tokens, and the ``least`` and ``most`` they were billed for.

    ``detail`` and ``size_class`` are None where its pictures differ in them. ``unit`` is the price
    per patch of the rule that expects; 1 for tiles.
    """

    call: CountedCall
    model: str
    detail: str | None
    size_class: SizeClass | None
    expected: int
    least: int
    most: int
    unit: Fraction

    @property
    def side(self) -> int:
        """Return 1 where more was billed than expected, -1 where less, 0 where it may agree."""
        return (self.least > self.expected) - (self.most < self.expected)

    @property
    def cell(self) -> tuple[str | None, SizeClass | None]:
        """Return the narrowest scope of the call."""
        return self.detail, self.size_class


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

    def holds(self, one: Comparison) -> bool:
        """Return whether a call lies in the scope."""
        return self.detail in (None, one.detail) and self.size_class in (None, one.size_class)

    def covers(self, other: "Finding") -> bool:
        """Return whether this scope holds all of the other's."""
        return all(self.holds(one) for one in other.evidence)

    def meets(self, other: "Finding") -> bool:
        """Return whether this scope holds anything of the other's."""
        return any(self.holds(one) for one in other.evidence)


def compare(call: CountedCall, catalogue: Catalogue, *, on: date) -> Comparison | None:
    """Return a call held against the rules of ``on``; None where nothing can be learnt from it."""
    model = catalogue.get(call.model)
    if model is None or not call.pictures:
        return None
    seen = [meter_input(call.model, model, size, detail, on=on) for size, detail in call.pictures]
    counts = [measured.tokens for measured in seen if measured.tokens is not None]
    expected, text = sum(counts), call.text_tokens
    slack = ceil_div(text, _TEXT_SLACK) + len(seen)
    least = call.input_tokens - text - FRAMING_TOKENS * call.texts - slack
    most = call.input_tokens - text + slack
    if len(counts) < len(seen) or not _is_credible(expected, least, most):
        return None
    return Comparison(
        call=call,
        model=model.id,
        detail=_only({measured.detail_resolved for measured in seen}),
        size_class=_only({SizeClass.of(size) for size, _ in call.pictures}),
        expected=expected,
        least=least,
        most=most,
        unit=_unit(model, seen[-1], on),
    )


def findings(comparisons: Iterable[Comparison]) -> tuple[Finding, ...]:
    """Return every systematic difference, by profile and model, the widest scopes first."""
    ordered = sorted(comparisons, key=lambda one: (one.call.profile, one.model, one.call.id))
    by_model = groupby(ordered, key=lambda one: (one.call.profile, one.model))
    return tuple(finding for _, group in by_model for finding in _of_model(list(group)))


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
        detail=_only({one.detail for one in run}),
        size_class=_only({one.size_class for one in run}),
        factor=None if least > most else _factor(least, most, newest.unit),
        least=min(low for low, _ in ranges),
        most=max(high for _, high in ranges),
        evidence=tuple(run),
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


def _is_credible(expected: int, least: int, most: int) -> bool:
    """Return whether a bill can be true at all: not below the text, not absurdly far off."""
    if expected < 1 or most < 1:
        return False
    return least <= expected * _INCREDIBLE and most * _INCREDIBLE >= expected


def _unit(model: Model, seen: Measurement, on: date) -> Fraction:
    edition = edition_on(model.vision, on)
    if edition is None:
        return Fraction(1)
    rule = rule_for(edition, seen.detail_resolved, seen.size)
    return rule.multiplier if isinstance(rule, PatchRule) else Fraction(1)


def _only(words: set[T]) -> T | None:
    return next(iter(words)) if len(words) == 1 else None
