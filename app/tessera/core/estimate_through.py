"""The estimate of an order for pictures, whichever way it goes.

By the Images API it is `estimate_make`'s. Through an answer it is that of the very question that
is sent: the answering model's tokens on top of the drawing model's.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tessera.core.ask_money import NO_MONEY
from tessera.core.estimate import estimate_ask
from tessera.core.estimate_make import PROMPT_FRAMING_TOKENS, estimate_make
from tessera.core.estimates import Estimate
from tessera.core.image_legal import problems
from tessera.core.image_requests import Make, Through
from tessera.core.models import Catalogue
from tessera.core.ports import TokenCounter
from tessera.core.prices import Rates, cost, lists_on
from tessera.core.through_answer import question_of, unsayable


def estimate_order(
    order: Make,
    catalogue: Catalogue,
    *,
    on: date,
    count_text: TokenCounter,
    price_factor: Decimal = Decimal(1),
) -> Estimate:
    """Return what ``order`` will cost: by the catalogue, at least and at most."""
    if order.through is None:
        return estimate_make(
            order, catalogue, on=on, count_text=count_text, price_factor=price_factor
        )
    estimate = estimate_ask(
        question_of(order), catalogue, on=on, count_text=count_text, price_factor=price_factor
    )
    declined = estimate.rejected or _declined(order, catalogue)
    if declined is not None:
        return _rejected(estimate, declined)
    said = count_text(order.prompt) + PROMPT_FRAMING_TOKENS
    handed_on = _written_usd(order.through, said, catalogue, on)
    return _with_words(estimate, None if handed_on is None else handed_on * price_factor)


def _written_usd(through: Through, tokens: int, catalogue: Catalogue, on: date) -> Decimal | None:
    """Return what it costs that the answering model hands the prompt on."""
    model = catalogue.get(through.model)
    lists = lists_on(model.prices, on) if model is not None else ()
    rates = lists[-1].rates("standard", is_long=False) if lists else None
    return cost((rates or Rates()).output, tokens)


def _with_words(estimate: Estimate, usd: Decimal | None) -> Estimate:
    """Return the estimate of the whole call, with the few words that must be written."""
    whole = None if estimate.usd is None or usd is None else estimate.usd + usd
    return replace(estimate, usd=whole, answer_usd=None)


def _declined(order: Make, catalogue: Catalogue) -> str | None:
    """Return what no such model takes, or cannot be told; an empty prompt is still to come."""
    typed = order if order.prompt.strip() else replace(order, prompt="…")
    model = catalogue.get(order.model)
    found = (*problems(typed, None if model is None else model.image), *unsayable(order))
    return f"{order.model} would decline this: {'; '.join(found)}." if found else None


def _rejected(estimate: Estimate, why: str) -> Estimate:
    none = NO_MONEY
    return replace(
        estimate, usd=none.usd, usd_min=none.least, usd_max=none.most, rejected=why,
        answer_usd=None,
    )  # fmt: skip
