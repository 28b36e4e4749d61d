"""What window and commands ask about money: caps, calls, balances, the provider's minute."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tessera.core.budget import NO_CAPS, Share, SpendingCaps
from tessera.core.budget_fold import LedgerState
from tessera.core.errors import OverBudget, OverMinute
from tessera.core.profiles import OPENAI
from tessera.core.replies import RateLimits
from tessera.core.words import Confidence
from tessera.store.desk import Desk
from tessera.store.ledger import PAGE
from tessera.store.library import Library
from tessera.store.settings_table import OverCap, Settings
from tessera.studio.spending import Spending
from tessera.studio.spending_rates import KEY
from tests.fakes import FixedClock
from tests.store.builders import SANDBOX, bill, call, estimate, home_in
from tests.store.test_ledger import DAY_S, entry

CAPPED = Settings(
    cap_request_usd=Decimal("0.05"),
    cap_month_usd=Decimal(1),
    sandbox_cap_day_usd=Decimal("0.02"),
)


class Place:
    """A library with its desk and the settings of now."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock()
        self.desk = Desk()
        self.library = Library.open(home_in(folder), self.clock, post=self.desk.post)
        self.settings = Settings()
        self.spending = self.reopened()

    def reopened(self) -> Spending:
        """Return it as the next run would have it."""
        return Spending(self.library, self.desk, lambda: self.settings, self.clock)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    found = Place(tmp_path)
    yield found
    await found.desk.close()
    found.library.close()


async def test_without_settings_there_are_no_caps(place: Place) -> None:
    assert place.spending.caps(OPENAI) == NO_CAPS
    assert place.spending.caps(SANDBOX) == NO_CAPS


async def test_real_and_simulated_money_have_caps_of_their_own(place: Place) -> None:
    place.settings = CAPPED
    assert place.spending.caps(OPENAI) == SpendingCaps(Decimal("0.05"), None, Decimal(1))
    assert place.spending.caps(SANDBOX) == SpendingCaps(day=Decimal("0.02"))


async def test_one_call_may_pass_a_cap_only_where_the_settings_ask(place: Place) -> None:
    place.settings = CAPPED
    assert place.spending.caps(OPENAI, over_cap=True) == NO_CAPS
    place.settings = replace(CAPPED, over_cap=OverCap.REFUSE)
    assert place.spending.caps(OPENAI, over_cap=True).is_set


async def test_a_call_let_through_still_counts_against_the_next(place: Place) -> None:
    place.settings = CAPPED
    caps = place.spending.caps(SANDBOX, over_cap=True)
    place.library.begin_call(call(profile=SANDBOX, usd_max="0.05"), caps=caps)
    with pytest.raises(OverBudget, match=r"on top of \$0\.05"):
        place.library.begin_call(
            call(profile=SANDBOX, usd_max="0.01"), caps=place.spending.caps(SANDBOX)
        )


async def test_many_calls_come_page_by_page_each_once(place: Place) -> None:
    count = PAGE + 3
    with place.library.transaction():
        for _ in range(count):
            place.library.ledger.open(entry())
        place.library.ledger.open(entry(sandbox=True))
    today = place.clock.today()
    calls = await place.spending.calls(today, today, sandbox=False)
    assert [one.id for one in calls] == list(range(1, count + 1))
    assert len(await place.spending.calls(today, today, sandbox=True)) == 1
    assert await place.spending.first_day(sandbox=False) == today
    day, month = await place.spending.totals(sandbox=False)
    assert day == month
    assert day.calls == count


async def test_a_balance_counts_what_came_after_it(place: Place) -> None:
    ledger = place.library.ledger
    ledger.settle(ledger.open(entry()), bill("3"))
    place.clock.forward(60)
    place.settings = place.spending.with_balance("openai", Decimal(10))
    assert await place.spending.balance_left("sandbox") is None
    ledger.settle(ledger.open(entry()), bill("2.5"))
    ledger.fail(ledger.open(entry("0.5")), LedgerState.UNKNOWN)
    left = await place.spending.balance_left("openai")
    assert left is not None
    assert (left.usd, left.at_least) == (Decimal("7.5"), Decimal("7.0"))


async def test_the_same_amount_goes_on_counting_unless_it_was_paid_anew(place: Place) -> None:
    ledger = place.library.ledger
    place.settings = place.spending.with_balance("openai", Decimal(10))
    ledger.settle(ledger.open(entry()), bill("4"))
    place.clock.forward(60)
    place.settings = place.spending.with_balance("openai", Decimal(10), Decimal(5))
    left = await place.spending.balance_left("openai")
    assert left is not None
    assert (left.usd, left.balance.warning) == (Decimal(6), Decimal(5))
    place.settings = place.spending.with_balance("openai", Decimal(10), is_afresh=True)
    left = await place.spending.balance_left("openai")
    assert left is not None
    assert (left.usd, left.spent) == (Decimal(10), Share())
    place.settings = place.spending.with_balance("openai", None)
    assert place.settings.balances == ()


async def test_a_balance_of_another_profile_stays(place: Place) -> None:
    place.settings = place.spending.with_balance("openai", Decimal(10))
    place.settings = place.spending.with_balance("gptproto", Decimal(5))
    assert [each.profile for each in place.settings.balances] == ["openai", "gptproto"]
    assert place.settings.balances[0].since == datetime(2026, 11, 20, 12, tzinfo=UTC)


LARGE = replace(estimate(), input_tokens=40_000, confidence=Confidence.DOCUMENTED)
LIMITS = RateLimits(tokens_limit=30_000, tokens_left=10_000, tokens_reset_s=30.0)


async def test_a_request_above_the_minute_is_refused_for_that_model_alone(place: Place) -> None:
    spending = place.spending
    spending.check_minute(OPENAI, "gpt-5", LARGE)
    spending.rates.note(OPENAI, "gpt-5", LIMITS)
    with pytest.raises(OverMinute, match="more than the 30,000"):
        spending.check_minute(OPENAI, "gpt-5", LARGE)
    spending.check_minute(OPENAI, "gpt-5-mini", LARGE)
    spending.check_minute(SANDBOX, "gpt-5", LARGE)


async def test_limits_outlive_the_run_and_what_was_left_does_not(place: Place) -> None:
    place.spending.rates.note(OPENAI, "gpt-5", LIMITS)
    place.spending.rates.note(OPENAI, "gpt-4o", RateLimits(requests_left=3))
    place.spending.rates.note(OPENAI, "o3", RateLimits())
    await place.desk.run(int)
    rates = place.reopened().rates
    rates.load()
    assert rates.limits(OPENAI, "gpt-5") == RateLimits(tokens_limit=30_000)
    assert rates.limits(OPENAI, "gpt-4o") is None
    assert rates.limits(OPENAI, "o3") is None


async def test_what_this_run_was_told_goes_before_what_was_kept(place: Place) -> None:
    place.library.window.put(KEY, '[["openai", "gpt-5", 1]]')
    place.spending.rates.note(OPENAI, "gpt-5", LIMITS)
    place.spending.rates.load()
    assert place.spending.rates.limits(OPENAI, "gpt-5") == LIMITS


@pytest.mark.parametrize("text", ["", "{", "[1]", '[["openai", "gpt-5", "many"]]', "[[]]"])
async def test_kept_limits_that_make_no_sense_are_left_out(place: Place, text: str) -> None:
    place.library.window.put(KEY, text)
    place.spending.rates.load()
    assert place.spending.rates.limits(OPENAI, "gpt-5") is None


async def test_a_wait_is_known_while_it_lasts(place: Place) -> None:
    fitting = replace(LARGE, input_tokens=12_000, output_tokens_max=100)
    place.spending.rates.note(OPENAI, "gpt-5", LIMITS)
    place.clock.forward(10)
    note = place.spending.rates.minute_note(OPENAI, "gpt-5", fitting)
    assert note is not None
    assert "wait 20 s" in note.text
    place.clock.forward(DAY_S)
    assert place.spending.rates.minute_note(OPENAI, "gpt-5", fitting) is None
