"""What the spending window says. Pure: values in, text out; money as the window words it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tessera.core.budget import Share, SpendingCaps
from tessera.core.budget_balance import BalanceLeft
from tessera.core.projection import Projection, Step
from tessera.core.projection_calls import Slice
from tessera.ui.meter.figures import dollars
from tessera.ui.spending.period import Period
from tessera.ui.wording import MONTHS

KINDS = {
    "ask": "Questions",
    "generate": "Pictures made",
    "edit": "Edits",
    "outpaint": "Extensions",
    "vary": "Variations",
}
MANY_BARS = 7
NOTHING_SPENT = "Nothing was spent."


def kind_title(kind: str) -> str:
    """Return the words for a kind of call; one that is new to us as it stands."""
    return KINDS.get(kind, kind)


def calls_text(calls: int) -> str:
    """Return a count of calls with its word.

    >>> calls_text(1), calls_text(1200)
    ('1 call', '1,200 calls')
    """
    return "1 call" if calls == 1 else f"{calls:,} calls"


def day_text(day: date) -> str:
    """Return a day as people read it.

    >>> day_text(date(2026, 11, 3))
    '3 Nov'
    """
    return f"{day.day} {MONTHS[day.month - 1]}"


def step_title(step: Step) -> str:
    """Return the day or the month that a bar stands for."""
    if step.is_month:
        return f"{MONTHS[step.first.month - 1]} {step.first.year}"
    return day_text(step.first)


def short_title(step: Step) -> str:
    """Return the label below a bar."""
    month = MONTHS[step.first.month - 1]
    return f"{month} {step.first.year % 100:02d}" if step.is_month else f"{step.first.day} {month}"


def step_text(step: Step) -> str:
    """Return everything a bar says."""
    return f"{step_title(step)}: {dollars(step.usd)}, {calls_text(step.share.calls)}"


def steps_text(steps: Sequence[Step]) -> str:
    """Return the chart over time in words: every bar with money in it."""
    spent = [step_text(step) for step in steps if step.usd]
    return ". ".join(spent) if spent else NOTHING_SPENT


def slice_text(one: Slice, whole: Decimal) -> str:
    """Return one line of a chart of shares.

    >>> slice_text(Slice("gpt-5", Share(settled=Decimal(1), calls=2)), Decimal(4))
    'gpt-5: $1.00, 25 %, 2 calls'
    """
    percent = f"{percent_text(one.usd, whole)}, " if whole else ""
    return f"{one.name}: {dollars(one.usd)}, {percent}{calls_text(one.share.calls)}"


def percent_text(part: Decimal, whole: Decimal) -> str:
    """Return a share in per cent; what is above nothing never reads as nothing.

    >>> percent_text(Decimal(1), Decimal(3)), percent_text(Decimal(1), Decimal(1000))
    ('33 %', 'under 1 %')
    """
    percent = 100 * part / whole
    return "under 1 %" if 0 < percent < 1 else f"{percent:.0f} %"


def folded(slices: Sequence[Slice], most: int = MANY_BARS) -> tuple[Slice, ...]:
    """Return at most ``most`` slices; the cheapest ones become one."""
    if len(slices) <= most:
        return tuple(slices)
    rest = slices[most - 1 :]
    share = sum((one.share for one in rest), Share())
    return (*slices[: most - 1], Slice(f"{len(rest)} others", share))


def spent_title(period: Period, *, is_sandbox: bool) -> str:
    """Return what the large number is."""
    when = "in all" if period is Period.EVERYTHING else period.value
    return f"spent {when}, simulated" if is_sandbox else f"spent {when}"


def total_text(share: Share) -> str:
    """Return what stands below the large number: calls, and what is not sure."""
    parts = [calls_text(share.calls)]
    if share.uncertain:
        parts.append(f"{dollars(share.uncertain)} of it only perhaps charged")
    if share.held:
        parts.append(f"{dollars(share.held)} held for what still runs")
    if share.unpriced:
        parts.append(f"{calls_text(share.unpriced)} without a known price")
    return " · ".join(parts)


def projection_text(projection: Projection) -> str:
    """Return how the projection was made."""
    return f"at the pace since {day_text(projection.since)}: {dollars(projection.a_day)} a day"


def cap_text(caps: SpendingCaps, day: Share, month: Share) -> str:
    """Return what the caps leave; what is spent or held counts."""
    parts = []
    if caps.day is not None:
        parts.append(_left_text(caps.day, day, "today"))
    if caps.month is not None:
        parts.append(_left_text(caps.month, month, "this month"))
    if caps.request is not None:
        parts.append(f"at most {dollars(caps.request)} for one call")
    return " · ".join(parts)


def balance_text(left: BalanceLeft) -> str:
    """Return a prepaid balance for the status line.

    What is perhaps charged is said, not taken off.
    """
    if left.is_gone:
        return "Prepaid balance: used up"
    unsure = left.usd - left.at_least
    perhaps = f", {dollars(unsure)} of it perhaps charged" if unsure else ""
    return f"Prepaid balance: {dollars(left.usd)} left{perhaps}"


def balance_warning(left: BalanceLeft, title: str) -> str:
    """Return the sentence of the warning before a balance is gone."""
    if left.is_gone:
        return f"By Tessera's count the prepaid balance at {title} is used up."
    return (
        f"By Tessera's count {dollars(left.usd)} of the {dollars(left.balance.usd)} prepaid at "
        f"{title} is left."
    )


def _left_text(cap: Decimal, share: Share, when: str) -> str:
    left = max(Decimal(0), cap - share.committed)
    return f"{dollars(left)} left of {dollars(cap)} {when}"
