"""A request that does not fit into the minute says so first; one that fits says nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tessera.core.budget_rates import minute_note
from tessera.core.replies import RateLimits
from tests.budget_schedules import estimate_of

LIMITS = RateLimits(tokens_left=8_000, tokens_limit=30_000, tokens_reset_s=40.0)
SMALL = replace(estimate_of(Decimal(1)), input_tokens=1_000, output_tokens_max=500)


def test_a_request_that_fits_says_nothing() -> None:
    assert minute_note(SMALL, LIMITS, age_s=1.0) is None


def test_a_request_above_the_minutes_tokens_can_never_pass() -> None:
    note = minute_note(replace(SMALL, input_tokens=30_001), LIMITS, age_s=1.0)
    assert note is not None
    assert note.is_too_large
    assert "needs 30,001 tokens, more than the 30,000" in note.text


def test_the_longest_answer_may_be_what_does_not_fit() -> None:
    note = minute_note(replace(SMALL, input_tokens=29_000, output_tokens_max=4096), LIMITS, age_s=1)
    assert note is not None
    assert not note.is_too_large
    assert "longest answer" in note.text


def test_what_is_left_of_the_minute_may_mean_a_wait() -> None:
    note = minute_note(replace(SMALL, input_tokens=9_000), LIMITS, age_s=10.0)
    assert note is not None
    assert "wait 30 s" in note.text


def test_after_the_reset_the_minute_is_full_again() -> None:
    assert minute_note(replace(SMALL, input_tokens=9_000), LIMITS, age_s=41.0) is None


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(RateLimits(), id="nothing-said"),
        pytest.param(RateLimits(requests_left=0, requests_limit=1), id="requests-only"),
        pytest.param(RateLimits(tokens_left=0), id="left-without-a-reset"),
    ],
)
def test_what_the_provider_does_not_say_is_not_guessed(limits: RateLimits) -> None:
    assert minute_note(SMALL, limits, age_s=0) is None


def test_an_unknown_count_is_not_guessed() -> None:
    assert minute_note(replace(SMALL, input_tokens=None), LIMITS, age_s=0) is None
