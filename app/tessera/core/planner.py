"""The planner: so many pictures a month of one kind, and the dollars they come to.

A *line* is one kind of picture: asked about, made or edited, at one size and detail or quality, by
one model on one *way* of being served. Prices come from the catalogue by the meter's own rules; an
edit sends and makes a picture of the same size. Money is exact US dollars; None: nobody knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tessera.core.geometry import Size
from tessera.core.measurement import Measurement
from tessera.core.metering import meter_input, meter_output, meter_reference
from tessera.core.models import Catalogue, Model
from tessera.core.prices import PriceList, Rates, cost, lists_on
from tessera.core.pricing_usage import STANDARD
from tessera.core.words import Detail


class PlanKind(StrEnum):
    """What is done with a picture. The words are those of the ledger."""

    ASK = "ask"
    GENERATE = "generate"
    EDIT = "edit"


class Way(StrEnum):
    """How requests are served; the price lists' words."""

    STANDARD = STANDARD
    BATCH = "batch"  # within a day
    FLEX = "flex"  # slower, when there is room


@dataclass(frozen=True, slots=True)
class PlanLine:
    """``pictures`` a month. ``word`` is the detail of a question, the quality of a made picture.

    ``text_tokens`` of prompt go with each picture, ``answer_tokens`` come back for a question.
    """

    kind: PlanKind
    pictures: int
    size: Size
    word: str
    model: str
    way: Way = Way.STANDARD
    text_tokens: int = 60
    answer_tokens: int = 300


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """What a line, or a whole plan, costs a month; ``usd`` None where only the range is known.

    ``reason`` says in a sentence why nothing can be said, or what to know; empty where all is
    plain.
    """

    usd: Decimal | None = None
    usd_min: Decimal | None = None
    usd_max: Decimal | None = None
    reason: str = ""

    @property
    def is_known(self) -> bool:
        """Return whether at least the range is known."""
        return self.usd_min is not None and self.usd_max is not None

    def times(self, factor: Decimal | int) -> "PlanPrice":
        """Return the price of so many."""
        usd, low, high = (_times(part, factor) for part in (self.usd, self.usd_min, self.usd_max))
        return PlanPrice(usd, low, high, self.reason)


UNKNOWN_MODEL = "The catalogue does not know this model."


def line_price(
    line: PlanLine, catalogue: Catalogue, *, on: date, price_factor: Decimal = Decimal(1)
) -> PlanPrice:
    """Return what ``line`` costs a month at the prices of ``on``."""
    model = catalogue.get(line.model)
    if model is None:
        return PlanPrice(reason=UNKNOWN_MODEL)
    return picture_price(line, model, on=on).times(line.pictures * price_factor)


def plan_price(prices: Iterable[PlanPrice]) -> PlanPrice:
    """Return the sum; a part that is not known is left out and said."""
    known, unknown = [], 0
    for price in prices:
        if price.is_known:
            known.append(price)
        else:
            unknown += 1
    points = [price.usd for price in known]
    usd = None if None in points else sum((p for p in points if p is not None), Decimal(0))
    reason = f"Without {unknown} that nobody can price." if unknown else ""
    if not known and unknown:
        return PlanPrice(reason=reason)
    low = sum((price.usd_min or Decimal(0) for price in known), Decimal(0))
    high = sum((price.usd_max or Decimal(0) for price in known), Decimal(0))
    return PlanPrice(usd, low, high, reason)


def picture_price(line: PlanLine, model: Model, *, on: date) -> PlanPrice:
    """Return what one picture of ``line`` costs at list price."""
    parts = _parts(line, model, on)
    for part in parts:
        if part.rejected:
            return PlanPrice(reason=part.reason or "The model would not take this picture.")
    lists = lists_on(model.prices, on)
    found = [_listed(prices, line, parts) for prices in lists]
    if not lists or not all(price.is_known for price in found):
        return PlanPrice(reason=_unpriced(line, model, lists))
    note = next((part.reason for part in parts if part.reason), "")
    return PlanPrice(
        found[-1].usd,
        min(price.usd_min for price in found if price.usd_min is not None),
        max(price.usd_max for price in found if price.usd_max is not None),
        note or "",
    )


def ways_of(model: Model | None, on: date) -> tuple[Way, ...]:
    """Return the ways that have a published price for ``model`` that day."""
    lists = lists_on(model.prices, on) if model is not None else ()
    found = [way for way in Way if lists and lists[-1].rates(way, is_long=False) is not None]
    is_printed = bool(lists) and bool(lists[-1].pictures) and Way.STANDARD not in found
    return (Way.STANDARD, *found) if is_printed else tuple(found)


def words_of(kind: PlanKind, model: Model | None, on: date) -> tuple[str, ...]:
    """Return the details, or the qualities, that ``model`` offers; without ``auto``."""
    if model is None:
        return ()
    if kind is PlanKind.ASK:
        return tuple(detail.value for detail in model.details_on(on))
    return model.image.qualities if model.image is not None else ()


def _parts(line: PlanLine, model: Model, on: date) -> tuple[Measurement, ...]:
    """Return the pictures of one request: what is looked at, then what is made."""
    match line.kind:
        case PlanKind.ASK:
            return (meter_input(model.id, model, line.size, Detail(line.word), on=on),)
        case PlanKind.GENERATE:
            return (meter_output(model.id, model, line.size, line.word, on=on),)
        case PlanKind.EDIT:
            sent = meter_reference(model.id, model, line.size, on=on)
            return (sent, meter_output(model.id, model, line.size, line.word, on=on))


def _listed(prices: PriceList, line: PlanLine, parts: Sequence[Measurement]) -> PlanPrice:
    rates = prices.rates(line.way, is_long=False)
    if line.kind is PlanKind.ASK:
        return _asked(rates, line, parts[0])
    made = _made(prices, rates, line, parts[-1])
    if line.kind is PlanKind.GENERATE:
        return made
    return _sum(made, _sent(rates, parts[0]))


def _asked(rates: Rates | None, line: PlanLine, seen: Measurement) -> PlanPrice:
    if rates is None:
        return PlanPrice()
    words = _added(cost(rates.input, line.text_tokens), cost(rates.output, line.answer_tokens))
    return _sum(_sent(rates, seen), PlanPrice(words, words, words))


def _sent(rates: Rates | None, seen: Measurement) -> PlanPrice:
    if rates is None:
        return PlanPrice()
    counts = (seen.tokens, seen.tokens_min, seen.tokens_max)
    usd, low, high = (None if n is None else cost(rates.picture, n) for n in counts)
    return PlanPrice(usd, low, high)


def _made(prices: PriceList, rates: Rates | None, line: PlanLine, made: Measurement) -> PlanPrice:
    """Return the price of a made picture with its prompt; a printed one is of the standard way."""
    prompt = Decimal(0) if rates is None else cost(rates.input, line.text_tokens) or Decimal(0)
    is_standard = line.way is Way.STANDARD
    printed = prices.printed(made.size, made.detail_resolved or "") if is_standard else None
    if printed is not None:
        return PlanPrice(printed + prompt, printed + prompt, printed + prompt)
    if rates is None:
        return PlanPrice()
    counts = (made.tokens, made.tokens_min, made.tokens_max)
    usd, low, high = (None if n is None else cost(rates.image_output, n) for n in counts)
    extra = prices.unprinted_extra if is_standard else Decimal(0)
    return PlanPrice(_added(usd, prompt), _added(low, prompt), _added(high, prompt + extra))


def _unpriced(line: PlanLine, model: Model, lists: Sequence[PriceList]) -> str:
    if not lists:
        return f"Nobody publishes a price for {model.id}."
    if lists[-1].rates(line.way, is_long=False) is None and line.way is not Way.STANDARD:
        return f"{model.id} has no published {line.way} price."
    return f"The price of this picture by {model.id} is known after the bill."


def _sum(one: PlanPrice, other: PlanPrice) -> PlanPrice:
    return PlanPrice(
        _added(one.usd, other.usd),
        _added(one.usd_min, other.usd_min),
        _added(one.usd_max, other.usd_max),
    )


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _times(usd: Decimal | None, factor: Decimal | int) -> Decimal | None:
    return None if usd is None else usd * factor
