"""When a signed address stops working, read from the address alone."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.core.link_expiry import expires_at

ONE = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Date=20261120T120000Z&X-Amz-Expires=3600&X-Amz-Signature=z",
        "X-Goog-Date=20261120T120000Z&X-Goog-Expires=3600",
        "st=2026-11-20T11%3A00%3A00Z&se=2026-11-20T13%3A00%3A00Z&sig=z",
        "se=2026-11-20T14%3A00%3A00%2B01%3A00",
        "Expires=1795179600&Signature=z",
        "exp=1795179600",
        "expires=2026-11-20T13:00:00",
    ],
)
def test_the_forms_of_the_large_stores_are_understood(query: str) -> None:
    assert expires_at(f"https://files.example.com/a.png?{query}") == ONE


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example.com/a.png",
        "https://files.example.com/a.png?expires=soon",
        "https://files.example.com/a.png?expires=7",
        "https://files.example.com/a.png?expires=" + "9" * 40,
        "https://files.example.com/a.png?X-Amz-Date=20269999T990000Z&X-Amz-Expires=60",
        "https://files.example.com/a.png?X-Amz-Date=20261120T120000Z&X-Amz-Expires=-1",
        "http://[",
        "?" + "a=b&" * 200,
        "",
    ],
)
def test_what_says_nothing_or_nonsense_is_not_said(url: str) -> None:
    assert expires_at(url) is None


@given(st.text(), st.sampled_from(["expires", "se", "exp", "X-Amz-Date", "X-Amz-Expires"]))
def test_no_address_makes_it_fail(text: str, name: str) -> None:
    found = expires_at(f"https://a.example/x?{name}={text}&X-Amz-Expires=99999999")
    assert found is None or found.tzinfo is not None
