"""Numbers and times read well, and no price is ever shown as nothing."""

import doctest
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import Qt, QTextDocument

from tessera.ui import tips, wording
from tessera.ui.tips import plain_tip
from tessera.ui.wording import (
    bytes_text,
    moment_text,
    shortened,
    usd_range_text,
    usd_text,
)


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(wording).failed == 0
    assert doctest.testmod(tips).failed == 0


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        ("0", "$0.00"),
        ("0.0000004", "$0.00000040"),
        ("0.0996", "$0.10"),
        ("0.25", "$0.25"),
        ("1234.5", "$1,234.50"),
        ("1E+3", "$1,000.00"),
    ],
)
def test_dollars_keep_what_counts(usd: str, text: str) -> None:
    assert usd_text(Decimal(usd)) == text


@given(st.decimals(min_value="0.0000001", max_value=10**6, places=9))
def test_a_price_is_never_worded_as_nothing(usd: Decimal) -> None:
    assert Decimal(usd_text(usd).strip("$").replace(",", "")) > 0


def test_a_range_of_one_price_is_one_price() -> None:
    assert usd_range_text(Decimal("0.25"), Decimal("0.2501")) == "$0.25"


@pytest.mark.parametrize(("size", "text"), [(1, "1 byte"), (999_999, "1.0 MB"), (10**9, "1.0 GB")])
def test_sizes_change_their_unit_in_time(size: int, text: str) -> None:
    assert bytes_text(size) == text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 16, 9, tzinfo=UTC), "Monday"),
        (datetime(2026, 11, 13, 9, tzinfo=UTC), "13 Nov"),
        (datetime(2025, 12, 24, 9, tzinfo=UTC), "24 Dec 2025"),
        (datetime(2026, 11, 21, 9, tzinfo=UTC), "21 Nov"),
    ],
)
def test_older_moments_are_worded_by_day(moment: datetime, text: str) -> None:
    assert moment_text(moment, date(2026, 11, 20)) == text


@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_one_line_and_short(text: str, longest: int) -> None:
    line = shortened(text, longest)
    assert len(line) <= longest
    assert "\n" not in line


@given(st.text())
def test_a_tool_tip_is_never_taken_for_markup(text: str) -> None:
    shown = QTextDocument()
    if Qt.mightBeRichText(plain_tip(text)):
        shown.setHtml(plain_tip(text))
        assert "".join(shown.toPlainText().split()) == "".join(text.replace("\0", "\ufffd").split())
    else:
        assert plain_tip(text) == text
