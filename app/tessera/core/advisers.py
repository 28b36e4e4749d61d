"""What would cost less, or what the chosen detail really means: advice with both prices.

Computed from the same meter as the price shown; nothing here blocks or sends. *Now* is the picture
as it stands, *then* what it would be after the advice: size sent, detail, tokens and list price
times the profile's factor. The size at which a photo goes is `advisers_sizes`' business.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tessera.core.advisers_sizes import (
    SendAs,
    largest_passing,
    seen_size,
    sent_size,
    trimmed_size,
)
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input
from tessera.core.models import Model
from tessera.core.pricing import measurement_usd
from tessera.core.words import Detail

DEAR = 2  # times as many tokens as another detail is worth a word
MOST_SEEN = 4, 3  # seen pixels × 4 ≤ sent pixels × 3: a quarter less to upload is worth a word
LEAST_CELL = 33  # one token saved in so many is worth a squeeze


class AdviceKind(StrEnum):
    """What the advice is about."""

    SMALLER_COPY = "smaller-copy"  # rejected as it is; a smaller copy passes
    OTHER_DETAIL = "other-detail"  # rejected as it is; another detail passes
    DEAR_AUTO = "dear-auto"
    LOW_NOT_CHEAPEST = "low-not-cheapest"
    ALIKE = "alike"  # the detail changes nothing
    SEND_SEEN = "send-seen"
    CELL_LESS = "cell-less"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to send the picture. ``tokens`` None: rejected; ``usd`` None: no price is known."""

    size: Size
    detail: Detail
    tokens: int | None
    usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Advice:
    """``then`` is None where there is nothing to choose. Its detail and ``send_as`` are applied.

    ``seen`` is the size the model makes of the photo, ``resolved`` what the detail means.
    """

    kind: AdviceKind
    model: Model
    seen: Size
    now: Way
    resolved: Detail | None
    then: Way | None = None
    send_as: SendAs | None = None

    @property
    def saved_usd(self) -> Decimal | None:
        """Return what taking the advice saves; None where a price is unknown or none is due."""
        if self.then is None or self.then.usd is None or self.now.usd is None:
            return None
        return self.now.usd - self.then.usd


def advise(
    model: Model | None,
    photo: Size,
    detail: Detail,
    *,
    on: date,
    price_factor: Decimal = Decimal(1),
    send_as: SendAs = SendAs.WHOLE,
) -> tuple[Advice, ...]:
    """Return what to know before sending ``photo`` at ``detail``, most urgent first; often nothing.

    ``send_as`` is how much of it is sent now.
    """
    if model is None or not model.details_on(on):
        return ()
    adviser = _Adviser(model, photo, detail, on, price_factor, send_as)
    return tuple(adviser.everything())


class _Adviser:
    """One picture, one model, one day."""

    def __init__(
        self,
        model: Model,
        photo: Size,
        detail: Detail,
        on: date,
        factor: Decimal,
        send_as: SendAs,
    ) -> None:
        self._model, self._photo, self._detail = model, photo, detail
        self._on, self._factor, self._send_as = on, factor, send_as
        self._count = self._meter(self._sent(detail), detail)
        self._now = self._way(self._count)

    def everything(self) -> list[Advice]:
        """Return all advice."""
        if self._count.rejected:
            return self._ways_out()
        if self._count.tokens is None:
            return []
        return [*self._about_detail(), *self._about_size()]

    def _ways_out(self) -> list[Advice]:
        """Return the largest copy that passes, and the closest detail that does."""
        found = []
        passing = largest_passing(self._model, self._photo, self._detail, on=self._on)
        if passing is not None:
            then = self._way(self._meter(passing, self._detail))
            found.append(self._advice(AdviceKind.SMALLER_COPY, then, SendAs.SEEN))
        others = self._others()
        if others:
            best = max(others, key=_tokens)
            found.append(self._advice(AdviceKind.OTHER_DETAIL, self._way(best)))
        return found

    def _about_detail(self) -> list[Advice]:
        if not self._model.details_differ(self._photo, self._on):
            return [self._advice(AdviceKind.ALIKE)]
        others = self._others()
        if not others:
            return []
        if self._resolved is Detail.LOW:
            least = min(others, key=_tokens)
            if _tokens(least) >= _tokens(self._count):
                return []
            return [self._advice(AdviceKind.LOW_NOT_CHEAPEST, self._way(least))]
        # Low is mostly cheaper and sees little; only what looks about as closely is worth a word.
        close = [other for other in others if other.detail != Detail.LOW]
        below = [other for other in close if DEAR * _tokens(other) <= _tokens(self._count)]
        if self._detail is not Detail.AUTO or not below:
            return []
        return [self._advice(AdviceKind.DEAR_AUTO, self._way(max(below, key=_tokens)))]

    def _about_size(self) -> list[Advice]:
        found = []
        model, photo, on = self._model, self._photo, self._on
        if self._send_as is SendAs.WHOLE:
            seen = seen_size(model, photo, self._detail, on=on)
            share, whole = MOST_SEEN
            if seen.pixels * share <= photo.pixels * whole:
                then = self._way(self._meter(seen, self._detail))
                found.append(self._advice(AdviceKind.SEND_SEEN, then, SendAs.SEEN))
        if self._send_as not in (SendAs.TRIMMED, SendAs.CROPPED):
            trimmed = trimmed_size(model, photo, self._detail, on=on)
            less = None if trimmed is None else self._meter(trimmed, self._detail)
            saved = 0 if less is None else _tokens(self._count) - _tokens(less)
            if less is not None and saved * LEAST_CELL >= _tokens(self._count):
                found.append(self._advice(AdviceKind.CELL_LESS, self._way(less), SendAs.TRIMMED))
        return found

    def _others(self) -> list[Measurement]:
        """Return what the other details count, as far as they pass."""
        levels = self._model.details_on(self._on)
        counts = [self._meter(self._sent(level), level) for level in levels]
        return [
            count for count in counts if count.detail != self._resolved and count.tokens is not None
        ]

    @property
    def _resolved(self) -> Detail | None:
        word = self._count.detail_resolved
        return None if word is None else Detail(word)

    def _advice(
        self, kind: AdviceKind, then: Way | None = None, send_as: SendAs | None = None
    ) -> Advice:
        seen = seen_size(self._model, self._photo, self._detail, on=self._on)
        return Advice(kind, self._model, seen, self._now, self._resolved, then, send_as)

    def _way(self, count: Measurement) -> Way:
        usd = measurement_usd(self._model, count, on=self._on)
        price = None if usd is None else usd * self._factor
        return Way(count.size, Detail(count.detail), count.tokens, price)

    def _sent(self, detail: Detail) -> Size:
        return sent_size(self._model, self._photo, detail, self._send_as, on=self._on)

    def _meter(self, size: Size, detail: Detail) -> Measurement:
        return meter_input(self._model.id, self._model, size, detail, on=self._on)


def _tokens(measurement: Measurement) -> int:
    return measurement.tokens or 0
