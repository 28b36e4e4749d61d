"""The server's count beside the meter's own."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tessera.core.estimates import Item
from tessera.core.words import Confidence
from tessera.store.server_counts import ServerCount
from tessera.ui.meter.counted import counted_text
from tests.store.builders import estimate

NOON = datetime(2026, 11, 20, 12).astimezone()
TODAY = date(2026, 11, 20)
PICTURE = Item("Picture", 1743, 1742, 1744, Confidence.DOCUMENTED)
SAID = replace(estimate(), input_tokens=1743, items=(PICTURE,))


def count(tokens: int, when: datetime = NOON) -> ServerCount:
    return ServerCount("k", "gpt-5-mini", when, tokens, 1743, 1742, 1744)


@pytest.mark.parametrize(
    ("tokens", "sentence"),
    [
        (1743, "The server counted 1,743 tokens, as the meter says."),
        (1744, "The server counted 1,744 tokens; the meter says 1,743, ±1."),
        (2100, "The server counted 2,100 tokens; the meter says 1,743: 17.0 % off."),
    ],
)
def test_both_numbers_and_how_far_they_are_apart(tokens: int, sentence: str) -> None:
    assert counted_text(count(tokens), SAID, today=TODAY) == sentence


def test_a_meter_that_cannot_say_says_so() -> None:
    unknown = replace(SAID, input_tokens=None, items=(replace(PICTURE, tokens=None),))
    text = counted_text(count(900), unknown, today=TODAY)
    assert text == "The server counted 900 tokens; the meter cannot say."


def test_a_count_of_another_day_says_which() -> None:
    text = counted_text(count(1743, NOON - timedelta(days=1)), SAID, today=TODAY)
    assert text == "The server counted 1,743 tokens (yesterday), as the meter says."
