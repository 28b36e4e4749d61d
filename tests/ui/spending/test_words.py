"""The spending window in words: what a screen reader hears is what the charts show."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.budget import Share, SpendingCaps
from tessera.core.budget_balance import Balance, BalanceLeft
from tessera.core.projection import Step
from tessera.core.projection_calls import Slice
from tessera.ui.spending.period import Days, Period, days_of
from tessera.ui.spending.scale import labelled, marks, share
from tessera.ui.spending.words import (
    balance_text,
    balance_warning,
    cap_text,
    folded,
    kind_title,
    spent_title,
    steps_text,
    total_text,
)
from tests.fakes import A_DAY

DAY = date(2026, 11, 20)


def spent(usd: str, calls: int = 1) -> Share:
    return Share(settled=Decimal(usd), calls=calls)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.THIS_MONTH, date(2026, 11, 1), DAY),
        (Period.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Period.LAST_30_DAYS, date(2026, 10, 22), DAY),
        (Period.LAST_12_MONTHS, date(2025, 12, 1), DAY),
        (Period.EVERYTHING, date(2026, 3, 5), DAY),
    ],
)
def test_a_period_is_a_span_of_days(period: Period, first: date, last: date) -> None:
    assert days_of(period, DAY, began=date(2026, 3, 5)) == Days(first, last)


def test_everything_before_the_first_call_is_today() -> None:
    assert days_of(Period.EVERYTHING, DAY, began=None) == Days(DAY, DAY)


@given(top=st.decimals(min_value="0.000001", max_value="100000", places=6))
def test_the_marks_are_few_and_reach_the_top(top: Decimal) -> None:
    found = marks(top)
    assert 2 <= len(found) <= 5
    assert found[0] == 0
    assert found[-2] < top <= found[-1]
    assert len({high - low for low, high in pairwise(found)}) == 1


def test_an_empty_chart_has_a_scale_too() -> None:
    assert marks(Decimal(0)) == (Decimal(0), Decimal(1))
    assert share(Decimal(1), Decimal(0)) == 0.0


@given(count=st.integers(1, 400), room=st.integers(0, 40))
def test_labels_fit_and_the_last_place_has_one(count: int, room: int) -> None:
    places = labelled(count, room)
    assert len(places) <= max(1, room)
    assert places[-1] == count - 1


def test_the_chart_over_time_reads_as_its_bars() -> None:
    steps = [Step(DAY - timedelta(days=1), Share()), Step(DAY, spent("0.5", 3))]
    assert steps_text(steps) == "20 Nov: $0.50, 3 calls"
    assert steps_text(steps[:1]) == "Nothing was spent."
    assert steps_text([Step(date(2026, 2, 1), spent("1"), is_month=True)]) == (
        "Feb 2026: $1.00, 1 call"
    )


def test_many_slices_become_a_few_and_nothing_is_lost() -> None:
    slices = [Slice(str(n), spent("1")) for n in range(20)]
    found = folded(slices, 7)
    assert (len(found), found[-1].name) == (7, "14 others")
    assert sum((one.usd for one in found), Decimal(0)) == 20
    assert folded(slices[:7], 7) == tuple(slices[:7])


def test_what_is_not_sure_is_said_below_the_sum() -> None:
    share = Share(Decimal(1), Decimal("0.02"), Decimal("0.03"), calls=4, unpriced=1)
    assert total_text(share) == (
        "4 calls · $0.020 of it only perhaps charged · $0.030 held for what still runs · "
        "1 call without a known price"
    )
    assert total_text(spent("1", 4)) == "4 calls"


def test_simulated_dollars_are_called_so() -> None:
    assert spent_title(Period.THIS_MONTH, is_sandbox=True) == "spent this month, simulated"
    assert spent_title(Period.THIS_MONTH, is_sandbox=False) == "spent this month"


def test_what_the_caps_leave() -> None:
    caps = SpendingCaps(Decimal("0.5"), Decimal(1), Decimal(20))
    assert cap_text(caps, spent("1.5"), spent("5")) == (
        "$0.00 left of $1.00 today · $15.00 left of $20.00 this month · at most $0.50 for one call"
    )
    assert cap_text(SpendingCaps(), Share(), Share()) == ""


def left(settled: str, uncertain: str = "0", warn: str | None = None) -> BalanceLeft:
    balance = Balance("openai", Decimal(10), A_DAY, None if warn is None else Decimal(warn))
    return BalanceLeft(balance, Share(Decimal(settled), Decimal(uncertain)))


def test_a_balance_counts_down_by_settled_bills() -> None:
    assert balance_text(left("2.5")) == "Prepaid balance: $7.50 left"
    assert balance_text(left("2.5", "1")) == (
        "Prepaid balance: $7.50 left, $1.00 of it perhaps charged"
    )
    assert balance_text(left("10")) == "Prepaid balance: used up"


@pytest.mark.parametrize(
    ("state", "is_low"),
    [
        (left("8.99"), False),
        (left("9"), True),
        (left("8", "1"), True),
        (left("5", warn="5"), True),
        (left("9.5", warn="0"), False),
    ],
)
def test_the_warning_comes_before_it_is_gone(state: BalanceLeft, is_low: bool) -> None:
    assert state.is_low is is_low
    assert not state.is_gone


def test_the_warning_says_whose_count_it_is() -> None:
    assert balance_warning(left("9"), "OpenAI") == (
        "By Tessera's count $1.00 of the $10.00 prepaid at OpenAI is left."
    )
    assert "is used up" in balance_warning(left("11"), "OpenAI")


def test_a_kind_that_is_new_to_us_is_shown_as_it_stands() -> None:
    assert kind_title("ask") == "Questions"
    assert kind_title("sing") == "sing"
