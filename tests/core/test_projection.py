"""Spending over time: every call counts once, in its own day, model and kind."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.budget import Share
from tessera.core.budget_fold import LedgerState
from tessera.core.estimates import Bill, Estimate
from tessera.core.projection import Step, month_before, project_month, steps
from tessera.core.projection_calls import SpentCall, accuracies, by_name, total
from tessera.core.words import BillStatus, Confidence


def spent(
    usd: str | None = "0.01",
    *,
    day: date = date(2026, 11, 20),
    model: str = "gpt-5-mini",
    kind: str = "ask",
    state: LedgerState = LedgerState.SETTLED,
    most: str | None = "0.02",
    tokens: tuple[int | None, int | None] = (1000, 1010),
) -> SpentCall:
    """Return a call; ``tokens`` are estimated and billed ones of the input."""
    said = None if most is None else Decimal(most)
    bill = Bill(tokens[1], 300, None if usd is None else Decimal(usd), BillStatus.SETTLED)
    return SpentCall(
        id=1,
        time=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        day=day,
        profile="openai",
        model=model,
        kind=kind,
        state=state,
        estimate=Estimate(tokens[0], 500, said, said, said, Confidence.DOCUMENTED),
        bill=bill if state is LedgerState.SETTLED else None,
        request_id=None,
        sandbox=False,
    )


def test_the_dearest_comes_first_and_equal_ones_by_name() -> None:
    calls = [spent("1", model="b"), spent("3", model="c"), spent("1", model="a")]
    assert [one.name for one in by_name(calls, lambda call: call.model)] == ["c", "a", "b"]


def test_a_call_without_a_verdict_counts_with_its_worst_case_and_apart() -> None:
    (one,) = by_name([spent("1"), spent(state=LedgerState.UNKNOWN)], lambda call: call.kind)
    assert (one.share.settled, one.share.uncertain) == (Decimal(1), Decimal("0.02"))
    assert one.usd == Decimal("1.02")


def test_a_call_that_failed_for_sure_or_still_runs_is_not_spent() -> None:
    calls = [spent(state=LedgerState.FAILED), spent(state=LedgerState.OPEN)]
    assert total(calls).spent == 0
    assert total(calls).held == Decimal("0.02")


def test_every_day_is_there_also_those_without_a_call() -> None:
    calls = [spent("1", day=date(2026, 11, 18)), spent("2", day=date(2026, 11, 20))]
    found = steps(calls, date(2026, 11, 18), date(2026, 11, 21))
    assert [step.usd for step in found] == [1, 0, 2, 0]
    assert not any(step.is_month for step in found)


def test_a_long_span_is_shown_by_months() -> None:
    calls = [spent("1", day=date(2026, 1, 31)), spent("2", day=date(2026, 2, 1))]
    found = steps(calls, date(2025, 12, 15), date(2026, 3, 3))
    assert [step.first.month for step in found] == [12, 1, 2, 3]
    assert found[1] == Step(date(2026, 1, 1), Share(settled=Decimal(1), calls=1), is_month=True)


CALLS = st.lists(
    st.builds(
        spent,
        usd=st.decimals(min_value=0, max_value=100, places=9).map(str),
        day=st.dates(date(2026, 9, 1), date(2026, 11, 30)),
        model=st.sampled_from(["a", "b", "c"]),
        kind=st.sampled_from(["ask", "generate"]),
        state=st.sampled_from(LedgerState),
    ),
    max_size=20,
)


@given(calls=CALLS)
def test_whichever_way_it_is_cut_the_sum_is_the_same(calls: list[SpentCall]) -> None:
    whole = total(calls)
    for parts in (
        [one.share for one in by_name(calls, lambda call: call.model)],
        [one.share for one in by_name(calls, lambda call: call.kind)],
        [step.share for step in steps(calls, date(2026, 9, 1), date(2026, 11, 30))],
        [step.share for step in steps(calls, date(2026, 9, 1), date(2026, 10, 20))]
        + [step.share for step in steps(calls, date(2026, 10, 21), date(2026, 11, 30))],
    ):
        assert sum(parts, Share()) == whole


def test_estimates_and_bills_are_compared_per_model() -> None:
    calls = [
        spent("0.01", tokens=(1000, 1020)),
        spent("0.02", tokens=(1000, 1000)),
        spent("0.05", model="gpt-5", tokens=(2000, 1000)),
    ]
    dear, mini = accuracies(calls)
    assert (mini.model, mini.calls, mini.tokens_estimated, mini.tokens_billed) == (
        *("gpt-5-mini", 2),
        *(2000, 2020),
    )
    assert mini.off_percent == 1
    assert (mini.usd_max, mini.usd_billed) == (Decimal("0.04"), Decimal("0.03"))
    assert dear.off_percent == -50


def test_made_pictures_are_compared_by_what_they_cost() -> None:
    exact = spent("0.006", model="gpt-image-2", kind="generate", tokens=(8, 8))
    calls = [
        replace(exact, estimate=replace(exact.estimate, usd=Decimal("0.005"))),
        replace(exact, estimate=replace(exact.estimate, usd=None)),
    ]
    (found,) = accuracies(calls)
    assert (found.made_usd, found.made_usd_off) == (Decimal("0.005"), Decimal("0.001"))
    assert found.off_percent == 20


def test_what_was_not_known_before_or_after_is_left_out_of_the_comparison() -> None:
    calls = [
        spent(state=LedgerState.UNKNOWN),
        spent(None, tokens=(None, 10)),
        spent("0.01", most=None, tokens=(10, None)),
    ]
    (found,) = accuracies(calls)
    assert (found.calls, found.tokens_estimated, found.usd_max) == (2, 0, Decimal(0))
    assert found.off_percent is None


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_half_a_month_at_a_steady_pace_comes_to_twice_as_much() -> None:
    found = project_month({date(2026, 11, n): Decimal("0.5") for n in range(1, 16)}, at(16))
    assert found is not None
    assert (found.spent, found.a_day, found.usd) == (Decimal("7.5"), Decimal("0.5"), Decimal(15))


def test_the_first_hours_of_a_month_are_taken_for_a_whole_day() -> None:
    found = project_month({date(2026, 11, 1): Decimal(1)}, at(1, 12))
    assert found is not None
    assert (found.a_day, found.usd) == (Decimal(1), Decimal("30.5"))


def test_the_pace_counts_from_the_first_call_ever() -> None:
    found = project_month({date(2026, 11, 19): Decimal(3)}, at(21), began=date(2026, 11, 18))
    assert found is not None
    assert (found.since, found.a_day, found.usd) == (date(2026, 11, 18), Decimal(1), Decimal(13))


def test_other_months_do_not_count() -> None:
    days = {date(2026, 10, 31): Decimal(9), date(2025, 11, 2): Decimal(9)}
    assert project_month(days, at(20)) is None


@pytest.mark.parametrize("day", [1, 15, 30])
def test_a_month_never_comes_to_less_than_what_is_spent(day: int) -> None:
    found = project_month({date(2026, 11, 1): Decimal("0.1")}, at(day, 23))
    assert found is not None
    assert found.usd >= found.spent


def test_the_month_before_january_is_december() -> None:
    assert month_before(date(2026, 1, 15)) == date(2025, 12, 1)
