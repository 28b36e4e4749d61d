"""One call of a provider held against what the meter says of the very same pictures.

Pictures that were looked at, taken as references or made are three *kinds*; a call is of one. What
it was billed for text is taken off first. Tokens are whole numbers. A bill that cannot be true is
not looked at: it teaches nothing and refutes nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from tessera.core.corrections import rule_for
from tessera.core.estimate import FRAMING_TOKENS
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement, MeterKind
from tessera.core.metering import meter_input, meter_output, meter_reference
from tessera.core.models import Catalogue, Model
from tessera.core.rules import edition_on
from tessera.core.rules_fit import ceil_div
from tessera.core.rules_output import GridRule
from tessera.core.rules_patch import PatchRule
from tessera.core.words import Detail

T = TypeVar("T")

_TEXT_SLACK = 50  # the offline count of text may be off by one part in so many
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


class CountSource(StrEnum):
    """Who said how many tokens: the bill, or the provider when it was asked to count."""

    BILL = "bill"
    ON_REQUEST = "on_request"


@dataclass(frozen=True, slots=True)
class CountedCall:
    """A call whose tokens a provider counted, for pictures of one ``kind``.

    ``pictures`` are sizes with a detail, a fidelity or a quality. ``text_tokens`` are our own count
    of ``texts`` among the ``tokens``; ``spare`` of them may be for something else. A ``source``
    other than a bill is the provider's count on request, which no call's ``id`` belongs to.
    """

    id: int | None
    profile: str
    model: str
    pictures: tuple[tuple[Size, str], ...]
    text_tokens: int
    texts: int
    tokens: int
    kind: MeterKind = MeterKind.INPUT
    spare: int = 0
    source: CountSource = CountSource.BILL


@dataclass(frozen=True, slots=True)
class Comparison:
    """A call's pictures: ``expected`` tokens, and the ``least`` and ``most`` they were counted for.

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


def compare(
    call: CountedCall, catalogue: Catalogue, *, on: date, billed: date | None = None
) -> Comparison | None:
    """Return a call held against the rules of ``on``; None where nothing can be learnt from it.

    A call that was ``billed`` on a day with another edition of the rule says nothing of today's.
    """
    model = catalogue.get(call.model)
    if model is None or not call.pictures:
        return None
    editions = model.editions(call.kind)
    if billed is not None and edition_on(editions, billed) is not edition_on(editions, on):
        return None
    seen = [_measured(call, model, size, word, on) for size, word in call.pictures]
    counts = [tokens for one in seen if (tokens := _counted(model, one, on)) is not None]
    expected, text = sum(counts), call.text_tokens
    slack = ceil_div(text, _TEXT_SLACK) + len(seen)
    least = call.tokens - text - FRAMING_TOKENS * call.texts - slack - call.spare
    most = call.tokens - text + slack
    if len(counts) < len(seen) or not _is_credible(expected, least, most):
        return None
    return Comparison(
        call=call,
        model=model.id,
        detail=only({measured.detail_resolved for measured in seen}),
        size_class=only({SizeClass.of(size) for size, _ in call.pictures}),
        expected=expected,
        least=least,
        most=most,
        unit=_unit(model, seen[-1], on),
    )


def _measured(call: CountedCall, model: Model, size: Size, word: str, on: date) -> Measurement:
    if call.kind is MeterKind.OUTPUT:
        return meter_output(call.model, model, size, word, on=on)
    if call.kind is MeterKind.REFERENCE:
        fidelity = None if word == "auto" else word
        return meter_reference(call.model, model, size, fidelity, on=on)
    return meter_input(call.model, model, size, Detail(word), on=on)


def _counted(model: Model, seen: Measurement, on: date) -> int | None:
    """Return the count; where the model's own formula is unknown, that of its relatives."""
    if seen.tokens is not None or seen.rejected or seen.detail_resolved is None:
        return seen.tokens
    edition = edition_on(model.editions(seen.kind), on)
    if edition is None or not isinstance(edition.rule, GridRule):
        return None
    return edition.rule.formula(seen.size, seen.detail_resolved)


def _is_credible(expected: int, least: int, most: int) -> bool:
    """Return whether a bill can be true at all: not below the text, not absurdly far off."""
    if expected < 1 or most < 1:
        return False
    return least <= expected * _INCREDIBLE and most * _INCREDIBLE >= expected


def _unit(model: Model, seen: Measurement, on: date) -> Fraction:
    edition = edition_on(model.editions(seen.kind), on)
    if edition is None:
        return Fraction(1)
    rule = rule_for(edition, seen.detail_resolved, seen.size)
    return rule.multiplier if isinstance(rule, PatchRule) else Fraction(1)


def only(words: set[T]) -> T | None:
    """Return the one word that all share, or None."""
    return next(iter(words)) if len(words) == 1 else None
