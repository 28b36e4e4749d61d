"""Sums of estimates and bills: exact, and unknown as soon as one part is."""

from dataclasses import replace
from decimal import Decimal

from tessera.core.estimate_sums import added, added_bills
from tessera.core.estimates import Bill, Estimate
from tessera.core.words import BillStatus, Confidence

ONE = Estimate(
    10, 100, Decimal("0.1"), Decimal("0.05"), Decimal("0.2"), Confidence.DOCUMENTED, notes=("a",)
)
OTHER = replace(ONE, input_tokens=5, confidence=Confidence.INFERRED, notes=("a", "b"))
BILL = Bill(10, 20, Decimal("0.01"), BillStatus.SETTLED)


def test_estimates_add_up_and_the_weakest_grade_counts() -> None:
    both = added((ONE, OTHER))
    assert (both.input_tokens, both.output_tokens_max) == (15, 200)
    assert (both.usd, both.usd_min, both.usd_max) == (
        Decimal("0.2"),
        Decimal("0.10"),
        Decimal("0.4"),
    )
    assert both.confidence is Confidence.INFERRED
    assert both.notes == ("a", "b")


def test_one_unknown_price_makes_the_sum_unknown() -> None:
    unknown = replace(ONE, usd_max=None, input_tokens=None)
    both = added((ONE, unknown))
    assert (both.usd_max, both.input_tokens, both.usd) == (None, None, Decimal("0.2"))


def test_the_first_rejection_is_the_sum_s() -> None:
    assert added((ONE, replace(ONE, rejected="too large"))).rejected == "too large"


def test_nothing_costs_nothing() -> None:
    nothing = added(())
    assert (nothing.usd_max, nothing.input_tokens) == (Decimal(0), 0)
    assert added_bills(()) == Bill(0, 0, Decimal(0), BillStatus.SETTLED)


def test_bills_add_up_and_one_unknown_makes_all_unknown() -> None:
    assert added_bills((BILL, BILL)) == Bill(20, 40, Decimal("0.02"), BillStatus.SETTLED)
    unknown = Bill(None, None, None, BillStatus.UNKNOWN)
    assert added_bills((BILL, unknown)) == unknown
