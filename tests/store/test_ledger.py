"""The ledger: nothing is booked twice, nothing is changed, no lie lowers a total."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.core.budget import Share, SpendingCaps
from tessera.core.budget_fold import (
    LedgerEvent,
    LedgerState,
    bill_of,
    deciding,
    is_credible,
    share_of,
)
from tessera.core.errors import OverBudget, StoreError
from tessera.core.estimates import Bill, ImageBill
from tessera.core.words import BillStatus
from tessera.store.accounts import bill_from_json, bill_to_json
from tessera.store.ledger import Ledger, NewEntry
from tessera.store.ledger_profile import ProfileTotal
from tessera.store.library import Library
from tests.fakes import FixedClock
from tests.store.builders import bill, estimate, home_in, library_in

DAY_S = 86400


def entry(
    usd_max: str | None = "0.02", *, sandbox: bool = False, session_id: str | None = None
) -> NewEntry:
    return NewEntry(
        kind="ask",
        model="gpt-5-mini",
        profile="sandbox" if sandbox else "openai",
        estimate=estimate(usd_max),
        sandbox=sandbox,
        session_id=session_id,
    )


def test_an_open_entry_holds_its_worst_case(library: Library) -> None:
    library.ledger.open(entry("0.02"))
    total = library.ledger.today()
    assert (total.held, total.spent, total.committed) == (
        Decimal("0.02"),
        Decimal(0),
        Decimal("0.02"),
    )


def test_a_settled_entry_shows_both_figures(library: Library) -> None:
    number = library.ledger.open(entry("0.02"))
    row = library.ledger.settle(number, bill("0.015"), request_id="req_1")
    assert (row.state, row.estimate, row.bill) == (
        LedgerState.SETTLED,
        estimate("0.02"),
        bill("0.015"),
    )
    assert row.request_id == "req_1"
    assert library.ledger.today() == Share(settled=Decimal("0.015"), calls=1)


def test_a_second_settlement_changes_nothing(library: Library) -> None:
    number = library.ledger.open(entry())
    library.ledger.settle(number, bill("0.015"))
    assert library.ledger.settle(number, bill("0.001")).bill == bill("0.015")
    library.ledger.fail(number, LedgerState.FAILED)
    assert library.ledger.row(number).state is LedgerState.SETTLED
    assert library.ledger.today().settled == Decimal("0.015")


def test_a_call_that_failed_for_sure_costs_nothing(library: Library) -> None:
    number = library.ledger.open(entry())
    row = library.ledger.fail(number, LedgerState.FAILED, note="The key was not accepted.")
    assert row.bill == Bill(0, 0, Decimal(0), BillStatus.SETTLED)
    assert row.note == "The key was not accepted."
    assert library.ledger.today() == Share(calls=1)


def test_an_unknown_outcome_counts_with_its_worst_case(library: Library) -> None:
    number = library.ledger.open(entry("0.02"))
    row = library.ledger.fail(number, LedgerState.UNKNOWN)
    assert row.bill == Bill(1000, None, Decimal("0.01"), BillStatus.UNKNOWN)
    assert library.ledger.today().spent == Decimal("0.02")


def test_a_bill_that_comes_late_settles_an_unknown_outcome(library: Library) -> None:
    number = library.ledger.open(entry("0.02"))
    library.ledger.fail(number, LedgerState.UNKNOWN, request_id="req_1")
    row = library.ledger.settle(number, bill("0.015"))
    assert (row.state, row.request_id) == (LedgerState.SETTLED, "req_1")
    assert library.ledger.today() == Share(settled=Decimal("0.015"), calls=1)


LIES = [
    pytest.param(Bill(1000, 300, Decimal("-5"), BillStatus.SETTLED), id="negative-money"),
    pytest.param(Bill(1000, 300, Decimal("NaN"), BillStatus.SETTLED), id="not-a-number"),
    pytest.param(Bill(1000, 300, Decimal("Infinity"), BillStatus.SETTLED), id="infinite"),
    pytest.param(Bill(1000, 300, Decimal("1e30"), BillStatus.SETTLED), id="absurd"),
    pytest.param(Bill(-1, 300, Decimal("0"), BillStatus.SETTLED), id="negative-tokens"),
    pytest.param(Bill(1000, 2**63, Decimal("0"), BillStatus.SETTLED), id="overflowing-tokens"),
]


@pytest.mark.parametrize("lie", LIES)
def test_a_bill_that_cannot_be_true_lowers_no_total(library: Library, lie: Bill) -> None:
    number = library.ledger.open(entry("0.02"))
    before = library.ledger.today().committed
    row = library.ledger.settle(number, lie)
    assert row.state is LedgerState.UNKNOWN
    assert "cannot be true" in row.note
    assert library.ledger.today().committed == before


def test_a_bill_without_a_price_is_counted_as_such(library: Library) -> None:
    library.ledger.settle(library.ledger.open(entry(None)), bill(None))
    assert library.ledger.today() == Share(calls=1, unpriced=1)


def test_the_sandbox_has_totals_of_its_own(library: Library) -> None:
    library.ledger.settle(library.ledger.open(entry(sandbox=True)), bill("0.015"))
    assert library.ledger.today() == Share()
    assert library.ledger.today(sandbox=True).settled == Decimal("0.015")
    assert library.ledger.rows()[0].sandbox


def test_totals_are_kept_per_day_month_and_session(library: Library, clock: FixedClock) -> None:
    library.ledger.settle(library.ledger.open(entry(session_id="s")), bill("1"))
    clock.forward(DAY_S)
    library.ledger.settle(library.ledger.open(entry(session_id="s")), bill("2"))
    clock.forward(30 * DAY_S)
    library.ledger.settle(library.ledger.open(entry()), bill("4"))
    assert library.ledger.today().settled == 4
    assert library.ledger.this_month().settled == 4
    assert library.ledger.of_session("s").settled == 3
    assert library.ledger.in_all().settled == 7


def test_money_counts_for_the_day_it_was_asked_for(library: Library, clock: FixedClock) -> None:
    number = library.ledger.open(entry("0.02"))
    clock.forward(DAY_S)
    library.ledger.settle(number, bill("0.015"))
    assert library.ledger.today() == Share()
    assert library.ledger.row(number).day == "2026-11-20"


def test_rows_come_oldest_first_whatever_the_clock_says(
    library: Library, clock: FixedClock
) -> None:
    first = library.ledger.open(entry())
    clock.forward(-10 * DAY_S)
    second = library.ledger.open(entry())
    assert [row.id for row in library.ledger.rows()] == [first, second]
    assert [row.id for row in library.ledger.rows(after=first)] == [second]
    assert [row.id for row in library.ledger.rows(limit=1)] == [first]


def test_tiny_and_long_amounts_are_exact(library: Library) -> None:
    amounts = ["0.000000012500000000000001", "123456.000000000000000000007"]
    for amount in amounts:
        library.ledger.settle(library.ledger.open(entry()), bill(amount))
    assert str(library.ledger.today().settled) == "123456.000000012500000000007001"


def test_an_entry_that_does_not_exist_is_said(library: Library) -> None:
    with pytest.raises(StoreError, match="no entry 99"):
        library.ledger.settle(99, bill())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger SET estimate = '{}'",
        "DELETE FROM ledger",
        "UPDATE ledger_events SET bill = NULL",
        "DELETE FROM ledger_events",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(tmp_path: Path, sql: str) -> None:
    with library_in(tmp_path) as library:
        library.ledger.settle(library.ledger.open(entry()), bill())
    with (
        closing(sqlite3.connect(home_in(tmp_path) / "library.db")) as connection,
        pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"),
    ):
        connection.execute(sql)


def test_a_cap_on_one_call_holds(library: Library) -> None:
    caps = SpendingCaps(request=Decimal("0.01"))
    with pytest.raises(OverBudget, match=r"up to \$0\.02; your cap for one call is \$0\.01"):
        library.ledger.open(entry("0.02"), caps=caps)
    assert library.ledger.rows() == ()
    library.ledger.open(entry("0.01"), caps=caps)


def test_what_runs_counts_against_the_cap_with_its_worst_case(library: Library) -> None:
    caps = SpendingCaps(day=Decimal("0.05"))
    library.ledger.open(entry("0.03"), caps=caps)
    with pytest.raises(OverBudget, match=r"on top of \$0\.03 spent or held"):
        library.ledger.open(entry("0.03"), caps=caps)


def test_what_was_cheaper_than_feared_makes_room(library: Library) -> None:
    caps = SpendingCaps(day=Decimal("0.05"))
    library.ledger.settle(library.ledger.open(entry("0.03"), caps=caps), bill("0.001"))
    library.ledger.open(entry("0.03"), caps=caps)


def test_a_new_day_has_a_new_cap_and_the_month_goes_on(library: Library, clock: FixedClock) -> None:
    caps = SpendingCaps(day=Decimal("0.05"), month=Decimal("0.08"))
    library.ledger.settle(library.ledger.open(entry("0.05"), caps=caps), bill("0.05"))
    clock.forward(DAY_S)
    with pytest.raises(OverBudget, match="your cap for a month"):
        library.ledger.open(entry("0.05"), caps=caps)
    library.ledger.open(entry("0.03"), caps=caps)


def test_a_call_of_unknown_price_cannot_keep_a_cap(library: Library) -> None:
    with pytest.raises(OverBudget, match="Nobody knows"):
        library.ledger.open(entry(None), caps=SpendingCaps(day=Decimal(5)))
    library.ledger.open(entry(None), caps=SpendingCaps())


AMOUNTS = st.decimals(min_value=0, max_value=1000, places=9)
EVENTS = st.one_of(
    st.builds(
        LedgerEvent,
        st.just(LedgerState.SETTLED),
        st.builds(Bill, st.just(1), st.just(1), AMOUNTS, st.just(BillStatus.SETTLED)),
    ),
    st.builds(LedgerEvent, st.sampled_from([LedgerState.FAILED, LedgerState.UNKNOWN])),
)


@given(events=st.lists(EVENTS, max_size=8))
def test_the_first_settlement_stands_whatever_follows(events: list[LedgerEvent]) -> None:
    settled = [event for event in events if event.state is LedgerState.SETTLED]
    expected = settled[0] if settled else events[-1] if events else LedgerEvent(LedgerState.OPEN)
    assert deciding(events) == expected
    assert deciding([*events, *settled]) == expected


@given(events=st.lists(EVENTS, max_size=8))
def test_an_entry_never_adds_a_negative_share(events: list[LedgerEvent]) -> None:
    share = share_of(deciding(events), estimate())
    assert min(share.settled, share.uncertain, share.held) >= 0
    assert share.calls == 1


@given(events=st.lists(EVENTS, max_size=8))
def test_a_shown_bill_is_always_credible(events: list[LedgerEvent]) -> None:
    shown = bill_of(deciding(events), estimate())
    assert shown is None or is_credible(shown)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["open", "settle", "lie", "fail", "lose"]),
        AMOUNTS,
        st.booleans(),
    ),
    max_size=40,
)


@given(steps=STEPS)
@settings(max_examples=30)
def test_the_running_totals_are_the_sum_of_the_entries(
    steps: list[tuple[int, str, Decimal, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with library_in(tmp_path_factory.mktemp("ledger")) as library, library.transaction():
        for which, step, usd, sandbox in steps:
            take_step(library.ledger, which, step, usd, sandbox=sandbox)
        for sandbox in (False, True):
            rows = [row for row in library.ledger.rows() if row.sandbox is sandbox]
            shares = [share_of(LedgerEvent(row.state, row.bill), row.estimate) for row in rows]
            assert library.ledger.in_all(sandbox=sandbox) == sum(shares, Share())


def take_step(ledger: Ledger, which: int, step: str, usd: Decimal, *, sandbox: bool) -> None:
    rows = ledger.rows()
    if step == "open" or not rows:
        ledger.open(entry(str(usd), sandbox=sandbox))
        return
    number = rows[which % len(rows)].id
    if step == "settle":
        ledger.settle(number, bill(str(usd)))
    elif step == "lie":
        ledger.settle(number, bill(str(-usd - 1)))
    else:
        ledger.fail(number, LedgerState.FAILED if step == "fail" else LedgerState.UNKNOWN)


@given(steps=STEPS)
@settings(max_examples=20)
def test_no_order_of_calls_passes_a_cap(
    steps: list[tuple[int, str, Decimal, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    caps = SpendingCaps(day=Decimal(1500))
    with library_in(tmp_path_factory.mktemp("ledger")) as library, library.transaction():
        ledger = library.ledger
        for which, step, usd, _ in steps:
            rows = ledger.rows()
            try:
                if step == "open" or not rows:
                    ledger.open(entry(str(usd)), caps=caps)
                else:
                    row = rows[which % len(rows)]
                    assert row.estimate.usd_max is not None
                    ledger.settle(row.id, bill(str(min(usd, row.estimate.usd_max))))
            except OverBudget:
                pass
            assert ledger.today().committed <= 1500


def test_pages_of_some_days_hold_each_entry_once(library: Library, clock: FixedClock) -> None:
    ledger = library.ledger
    for _ in range(3):
        ledger.settle(ledger.open(entry()), bill())
        ledger.open(entry(sandbox=True))
        clock.forward(DAY_S)
    first, last = date(2026, 11, 20), date(2026, 11, 21)
    page = ledger.between(first, last, sandbox=False, limit=1)
    rest = ledger.between(first, last, sandbox=False, limit=1, after=page[-1].id)
    assert [row.day for row in (*page, *rest)] == ["2026-11-20", "2026-11-21"]
    assert ledger.between(first, last, sandbox=False, after=rest[-1].id) == ()
    assert len(ledger.between(first, date(2026, 12, 31), sandbox=True)) == 3


def test_the_first_day_is_that_of_the_very_first_entry(library: Library, clock: FixedClock) -> None:
    assert library.ledger.first_day(sandbox=False) is None
    library.ledger.open(entry())
    clock.forward(DAY_S)
    library.ledger.open(entry())
    assert library.ledger.first_day(sandbox=False) == date(2026, 11, 20)
    assert library.ledger.first_day(sandbox=True) is None


def test_a_profiles_total_counts_from_its_moment_and_follows_every_verdict(
    library: Library, clock: FixedClock
) -> None:
    ledger = library.ledger
    ledger.settle(ledger.open(entry()), bill("1"))
    clock.forward(1)
    total = ProfileTotal(ledger, "openai", clock.now())
    assert total.read() == Share()
    lost = ledger.open(entry("0.02"))
    settled = ledger.open(entry("0.02"))
    ledger.open(entry("0.02", sandbox=True))
    assert total.read().held == Decimal("0.04")
    ledger.settle(settled, bill("0.015"))
    ledger.fail(lost, LedgerState.UNKNOWN)
    assert total.read() == Share(Decimal("0.015"), Decimal("0.02"), calls=2)
    ledger.settle(lost, bill("0.001"))
    for _ in range(2):
        assert total.read() == Share(Decimal("0.016"), calls=2)


@given(steps=STEPS)
@settings(max_examples=20)
def test_a_profiles_total_kept_up_to_date_is_the_one_read_afresh(
    steps: list[tuple[int, str, Decimal, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with library_in(tmp_path_factory.mktemp("ledger")) as library, library.transaction():
        long_ago = datetime(2000, 1, 1, tzinfo=UTC)
        kept = ProfileTotal(library.ledger, "openai", long_ago)
        for which, step, usd, sandbox in steps:
            take_step(library.ledger, which, step, usd, sandbox=sandbox)
            assert kept.read() == ProfileTotal(library.ledger, "openai", long_ago).read()


def test_what_an_image_model_billed_is_kept_with_the_bill() -> None:
    image = ImageBill("gpt-image-2", 8, None, 196, 0)
    bill = Bill(1008, 196, Decimal("0.01"), BillStatus.SETTLED, image)
    assert bill_from_json(bill_to_json(bill)) == bill
