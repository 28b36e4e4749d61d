"""From the core's values to the meter's words: `read_meter` makes a `MeterReading`.

Words: the *estimate* is before, the *bill* after; the *shown* measurement is that of the picture
on the canvas. Nothing here knows Qt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tessera.core.estimates import Bill, Estimate
from tessera.core.measurement import Measurement, Step
from tessera.core.words import BillStatus, Confidence
from tessera.ui.meter.derivation import derivation, grouped, grouped_step
from tessera.ui.meter.figures import dollars, range_words, token_words
from tessera.ui.meter.items import reading_items
from tessera.ui.meter.meter_reading import MeterOffer, MeterReading
from tessera.ui.wording import duration_text

SANDBOX_BADGE = "Sandbox: nothing is charged"
DECLINED = "Would be declined"
UNCOUNTED = "Tokens unknown"


@dataclass(frozen=True, slots=True)
class Settled:
    """The last call: what was estimated for it and what was billed."""

    estimate: Estimate
    bill: Bill


@dataclass(frozen=True, slots=True)
class Running:
    """A call under way. ``usual_s`` is None while too few of its kind have been seen."""

    elapsed_s: float
    usual_s: float | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """US dollars that were billed so far."""

    session_usd: Decimal
    month_usd: Decimal


def read_meter(
    estimate: Estimate | None,
    *,
    shown: Measurement | None = None,
    shown_usd: Decimal | None = None,
    shown_price: Step | None = None,
    offers: Sequence[MeterOffer] = (),
    last: Settled | None = None,
    running: Running | None = None,
    spent: Spent | None = None,
    counted: str = "",
    notes: Sequence[str] = (),
    is_sandbox: bool = False,
) -> MeterReading:
    """Return what the meter says of ``estimate`` and of what came before.

    ``shown`` and its price are explained step by step; without it the only new picture is.
    ``shown_price`` is the last of these steps.
    ``offers`` come from `advice.offers_of`, ``counted`` from `counted.counted_text`; ``notes`` go
    before those of the estimate.
    """
    badge = SANDBOX_BADGE if is_sandbox else ""
    outcome = outcome_text(last) if last else ""
    total = spent_text(spent, is_sandbox=is_sandbox) if spent else ""
    under_way = running_text(running) if running else ""
    progress = _progress(running)
    if estimate is None:
        return MeterReading(
            outcome=outcome, running=under_way, progress=progress, badge=badge, spent=total
        )
    picture = shown or _only_new_picture(estimate)
    return MeterReading(
        headline=_headline(estimate),
        usd="" if estimate.rejected or estimate.usd is None else dollars(estimate.usd),
        confidence=estimate.confidence,
        certainty=certainty_text(estimate),
        counted=counted,
        span=span_text(estimate),
        rejected=grouped(estimate.rejected or ""),
        offers=tuple(offers),
        notes=(*notes, *estimate.notes),
        outcome=outcome,
        running=under_way,
        progress=progress,
        badge=badge,
        derivation=derivation(picture, shown_usd) if picture else "",
        steps=_steps(picture, shown_price) if picture else (),
        items=reading_items(estimate.items),
        spent=total,
    )


def _steps(picture: Measurement, price: Step | None) -> tuple[Step, ...]:
    steps = picture.steps if price is None else (*picture.steps, price)
    return tuple(grouped_step(step) for step in steps)


def _headline(estimate: Estimate) -> str:
    if estimate.rejected:
        return DECLINED
    if estimate.input_tokens is None:
        return UNCOUNTED
    return token_words(estimate.input_tokens)


def certainty_text(estimate: Estimate) -> str:
    """Return how well the number is founded: ``documented, ±1``."""
    if estimate.rejected:
        return ""
    sent = [item for item in estimate.items if not item.is_output]
    least, most = [item.tokens_min for item in sent], [item.tokens_max for item in sent]
    width = range_words(estimate.input_tokens, least, most)
    grade = _GRADES[estimate.confidence]
    return f"{grade}, {width}" if width else grade


_GRADES = {
    Confidence.DOCUMENTED: "documented",
    Confidence.MEASURED: "measured",
    Confidence.INFERRED: "inferred",
    Confidence.UNKNOWN: "unknown until the reply",
}


def span_text(estimate: Estimate) -> str:
    """Return what is paid for the input, for the longest answer, and for both at most."""
    if estimate.rejected:
        return ""
    if estimate.usd_max is None:
        return "What it costs is known after the reply."
    if estimate.usd_max == 0:
        return "This provider charges nothing."
    if estimate.usd is None:
        return f"at most {dollars(estimate.usd_max)}"
    answer = estimate.answer_usd
    if answer is None:  # one that was kept before answers were priced alone
        answer = estimate.usd_max - estimate.usd
    draws = any(item.is_output for item in estimate.items)
    sent = f"{'input and picture' if draws else 'input'} {dollars(estimate.usd)}"
    most = dollars(estimate.usd_max)
    return f"{sent}{_least(estimate)} · answer up to {dollars(answer)} · at most {most}"


def _least(estimate: Estimate) -> str:
    """Return the lower end of the input's price where it reads differently, and why it may be."""
    least = dollars(estimate.usd_min)
    if estimate.usd_min is None or least == dollars(estimate.usd):
        return ""
    is_cached = any(item.again for item in estimate.items)
    return f" ({least} where cached)" if is_cached else f" (from {least})"


def outcome_text(last: Settled) -> str:
    """Return what was billed beside what was estimated, and how far they are apart."""
    bill, said = last.bill, last.estimate.input_tokens
    if bill.status is BillStatus.UNKNOWN or bill.input_tokens is None:
        stands = dollars(last.estimate.usd_max)
        return f"The provider did not say what the last call cost; it was at most {stands}."
    answer = f" and {bill.output_tokens:,} for the answer" if bill.output_tokens else ""
    billed = f"Billed {token_words(bill.input_tokens)}{answer}, {dollars(bill.usd)}"
    if said is None:
        return f"{billed}; the meter could not say before."
    if said == bill.input_tokens:
        return f"{billed}; the meter said the same."
    off = 100 * abs(said - bill.input_tokens) / max(1, bill.input_tokens)
    return f"{billed}; the meter said {said:,}: {off:.1f} % off."


def running_text(running: Running) -> str:
    """Return how long a call has run and how long that usually takes."""
    so_far = f"Running for {duration_text(running.elapsed_s)}"
    if running.usual_s is None:
        return f"{so_far}."
    return f"{so_far}; usually {duration_text(running.usual_s)}."


def spent_text(spent: Spent, *, is_sandbox: bool = False) -> str:
    """Return what this session and this month have cost."""
    simulated = " (simulated)" if is_sandbox else ""
    session, month = dollars(spent.session_usd), dollars(spent.month_usd)
    return f"This session {session} · this month {month}{simulated}"


def _progress(running: Running | None) -> float | None:
    if running is None or not running.usual_s:
        return None
    return min(1.0, running.elapsed_s / running.usual_s)


def _only_new_picture(estimate: Estimate) -> Measurement | None:
    seen = [item.measurement for item in estimate.items if item.measurement and not item.again]
    return seen[0] if len(seen) == 1 else None
