"""What the meter says of pictures that would be made: the same meter, other words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tessera.ui.make.words import at_most_text, price_text
from tessera.ui.meter.reading import read_meter
from tessera.ui.wording import usd_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tessera.core.estimates import Estimate
    from tessera.ui.meter.meter_reading import MeterReading
    from tessera.ui.meter.reading import Running, Settled, Spent

NOTHING_YET = "As soon as the order is complete, what it costs stands here."


def read_make(
    estimate: Estimate | None,
    *,
    last: Settled | None = None,
    running: Running | None = None,
    spent: Spent | None = None,
    notes: Sequence[str] = (),
    is_sandbox: bool = False,
) -> MeterReading:
    """Return what the meter says of ``estimate``, which is of pictures, and of the last call."""
    reading = read_meter(
        estimate, last=last, running=running, spent=spent, notes=notes, is_sandbox=is_sandbox
    )._replace(is_question=False)
    if last is not None and is_of_pictures(last.estimate):
        reading = reading._replace(outcome=outcome_text(last))
    if estimate is None:
        return reading._replace(span=NOTHING_YET)
    grade = reading.certainty.partition(",")[0]  # how wide it is stands in the headline
    return reading._replace(
        headline=_headline(estimate), certainty=grade, span=at_most_text(estimate)
    )


def is_of_pictures(estimate: Estimate) -> bool:
    """Return whether pictures are made, not answers; the sum of several calls has no items."""
    return not estimate.items or any(i.is_output and i.is_picture for i in estimate.items)


def outcome_text(last: Settled) -> str:
    """Return what pictures were billed beside what was estimated for them."""
    bill, said = last.bill, price_text(last.estimate)
    if bill.usd is None or bill.input_tokens is None or bill.output_tokens is None:
        return f"The provider did not say what the last call cost; the meter said {said}."
    billed = f"Billed {bill.input_tokens:,} tokens in, {bill.output_tokens:,} out"
    usd = usd_text(bill.usd)
    return f"{billed}, {usd}; the meter said {'the same' if said == usd else said}."


def _headline(estimate: Estimate) -> str:
    if estimate.rejected:
        return "Would be declined"
    sent, made = estimate.input_tokens, _made(estimate)
    if sent is None or not made:
        return "Tokens unknown"
    return f"{sent:,} tokens in, {made} out"


def _made(estimate: Estimate) -> str:
    """Return how many tokens are made, or between how many."""
    made = [item for item in estimate.items if item.is_output]
    if not estimate.items and estimate.output_tokens_max:
        return f"{estimate.output_tokens_max:,}"
    least = [item.tokens_min for item in made]
    most = [item.tokens_max for item in made]
    if not made or None in least or None in most:
        return ""
    low, high = sum(each or 0 for each in least), sum(each or 0 for each in most)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
