"""Retry-After and the x-ratelimit headers, in every form that was seen."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.client.pace import rate_limits, retry_after_s, span_s
from tessera.core.replies import RateLimits

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("0.25", 0.25),
        ("Fri, 20 Nov 2026 12:01:00 GMT", 60.0),
        ("Friday, 20-Nov-26 12:01:00 GMT", 60.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("NaN", None),
        ("inf", None),
        ("1e3", None),
        ("1, 600", 600.0),
        ("2,2", 2.0),
        ("9" * 10, 1e9),
        ("9" * 400, 1e9),
        ("٧", None),
    ],
)
def test_a_retry_after_is_read(text: str, seconds: float | None) -> None:
    assert retry_after_s(text, NOW) == seconds


@given(st.text(max_size=40))
def test_no_header_makes_reading_fail(text: str) -> None:
    wait_s, span = retry_after_s(text, NOW), span_s(text)
    assert wait_s is None or wait_s >= 0
    assert span is None or span >= 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("6m0s", 360.0),
        ("1s", 1.0),
        ("120ms", 0.12),
        ("1h2m3s", 3723.0),
        ("1d", 86_400.0),
        ("1.5s", 1.5),
        ("2m", 120.0),
        ("60", 60.0),
        ("", None),
        ("never", None),
        ("-1s", None),
    ],
)
def test_a_reset_is_read(text: str, seconds: float | None) -> None:
    assert span_s(text) == seconds


def test_the_rate_limit_headers_become_one_value() -> None:
    headers = {
        "x-ratelimit-limit-requests": "500",
        "x-ratelimit-remaining-requests": "499",
        "x-ratelimit-reset-requests": "120ms",
        "x-ratelimit-limit-tokens": "200000",
        "x-ratelimit-remaining-tokens": "-1",
        "x-ratelimit-reset-tokens": "6m0s",
    }
    assert rate_limits(lambda name: headers.get(name, "")) == RateLimits(
        requests_left=499,
        requests_limit=500,
        tokens_left=None,
        tokens_limit=200_000,
        requests_reset_s=0.12,
        tokens_reset_s=360.0,
    )
