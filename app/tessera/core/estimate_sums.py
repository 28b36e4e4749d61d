"""Several estimates, or several bills, as one: of steps that belong together, of a matrix."""

from collections.abc import Sequence
from decimal import Decimal

from tessera.core.estimates import Bill, Estimate
from tessera.core.words import BillStatus, Confidence


def added(estimates: Sequence[Estimate]) -> Estimate:
    """Return what several calls cost together; unknown where one of them is."""
    weakest = max((e.confidence for e in estimates), key=_rank, default=Confidence.DOCUMENTED)
    return Estimate(
        input_tokens=_sum([e.input_tokens for e in estimates]),
        output_tokens_max=sum(e.output_tokens_max or 0 for e in estimates),
        usd=_money([e.usd for e in estimates]),
        usd_min=_money([e.usd_min for e in estimates]),
        usd_max=_money([e.usd_max for e in estimates]),
        confidence=weakest,
        rejected=next((e.rejected for e in estimates if e.rejected), None),
        notes=tuple(dict.fromkeys(note for e in estimates for note in e.notes)),
    )


def added_bills(bills: Sequence[Bill]) -> Bill:
    """Return several bills as one; unknown where one of them is."""
    is_settled = all(bill.status is BillStatus.SETTLED for bill in bills)
    return Bill(
        _sum([bill.input_tokens for bill in bills]),
        _sum([bill.output_tokens for bill in bills]),
        _money([bill.usd for bill in bills]),
        BillStatus.SETTLED if is_settled else BillStatus.UNKNOWN,
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _money(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _rank(grade: Confidence) -> int:
    return grade.rank
