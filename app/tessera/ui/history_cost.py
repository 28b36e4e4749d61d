"""What the next turn costs because of the session's history, in words. Nothing here knows Qt.

A model remembers nothing, so earlier turns and their pictures are sent and billed again with every
question. Their price is what the request costs less what it would cost without them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from tessera.core.ask_money import total
from tessera.core.estimates import Estimate
from tessera.core.requests import Ask
from tessera.ui.meter.figures import dollars, token_words

Estimator = Callable[[Ask], Estimate]


@dataclass(frozen=True, slots=True)
class HistoryCost:
    """What is sent again: counts, input tokens, US dollars, and dollars where all is cached.

    None stands for what nobody knows.
    """

    turns: int
    pictures: int
    tokens: int | None
    usd: Decimal | None
    cached_usd: Decimal | None


def history_cost(ask: Ask, estimate: Estimator) -> HistoryCost | None:
    """Return what the earlier turns of ``ask`` add to it; None for the first turn of a session."""
    *earlier, newest = ask.turns
    if not earlier:
        return None
    whole, alone = estimate(ask), estimate(replace(ask, turns=(newest,)))
    return HistoryCost(
        turns=len(earlier),
        pictures=sum(len(turn.pictures) for turn in earlier),
        tokens=total([item.tokens for item in whole.items if item.again]),
        usd=_less(whole.usd, alone.usd),
        cached_usd=_less(whole.usd_min, alone.usd_min),
    )


def history_text(cost: HistoryCost) -> str:
    """Return ``cost`` in one sentence."""
    sent = _counted(cost.turns, "earlier turn")
    if cost.pictures:
        sent += f" and {_counted(cost.pictures, 'photo')}"
    return f"The next turn sends {sent} again: {token_words(cost.tokens)}{_price(cost)}."


def _price(cost: HistoryCost) -> str:
    if cost.usd is None:
        return "" if cost.tokens is None else ", price unknown"
    if not cost.usd:
        return ""
    price = dollars(cost.usd)
    least = dollars(cost.cached_usd)
    is_cheaper = cost.cached_usd is not None and cost.cached_usd < cost.usd and least != price
    return f", {price} ({least} where cached)" if is_cheaper else f", {price}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _less(usd: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if usd is None or other is None else max(Decimal(0), usd - other)
