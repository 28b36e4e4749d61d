"""`tessera calibrate` and `tessera reconcile`: the meter learns from a provider."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.program import tessera
from tests.studio.hidden_provider import STRANGER, hidden_provider


@pytest.fixture(scope="module")
def hidden() -> Iterator[dict[str, str]]:
    """Give the environment of a provider that counts by rules the program cannot see."""
    with hidden_provider() as url:
        yield {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "sk-test-0123456789"}


def test_a_strangers_rule_is_printed_and_kept(hidden: dict[str, str]) -> None:
    told = tessera("calibrate", "--model", STRANGER, "--json", "--keep", env=hidden).value
    assert told["rule"]["multiplier"] == Decimal("1.37")
    assert told["rule"]["levels"]["high"] == {"box": 3000, "budget": 1800}
    assert told["questions"] <= 24
    assert (told["known"], told["agrees"], told["kept"]) == (False, False, True)
    assert told["residual"]["tokens"] == 0
    (row,) = tessera("meter", "--size", "4032x3024", "--model", STRANGER, "--json").value
    assert (row["rule"], row["confidence"]) == ("patch", "measured")
    assert row["usd"] is None


def test_what_the_catalogue_has_otherwise_stands_side_by_side(hidden: dict[str, str]) -> None:
    told = tessera("calibrate", "--model", "gpt-5-mini", env=hidden)
    assert (told.code, told.err) == (0, "")
    assert "Patches of 32 pixels, 1.62 tokens each; auto means high." in told.out
    lines = [line.split() for line in told.out.splitlines()]
    assert ["picture", "detail", "catalogue", "counted"] in lines
    assert ["6400×6400", "high", "1826", "2465"] in lines
    assert told.out.endswith("Add --keep to count by it from now on.\n")


def test_a_right_catalogue_is_confirmed(hidden: dict[str, str]) -> None:
    told = tessera("calibrate", "--model", "gpt-4o-mini", env=hidden)
    assert "low: 2833 tokens for any picture." in told.out
    assert told.out.endswith("The catalogue counts the same.\n")


def test_a_model_that_nobody_offers_is_one_line(hidden: dict[str, str]) -> None:
    told = tessera("calibrate", "--model", "nobody", env=hidden)
    assert "does not offer this model" in told.failure


def test_three_bills_that_differ_are_told_and_accepted(
    hidden: dict[str, str], picture: Path
) -> None:
    assert tessera("reconcile").out == "No bill differs systematically from the meter.\n"
    ask = ("ask", picture, "--prompt", "x", "--model", "gpt-5-mini", "--detail", "high", "--json")
    bills = [tessera(*ask, env=hidden).value["bill"]["input_tokens"] for _ in range(3)]
    told = tessera("reconcile", "--accept", "1")
    assert told.out == (
        "1. gpt-5-mini at environment: the last 3 calls billed pictures of small size at detail "
        "high at 1.333 times the count. Accepted; it holds from today.\n"
    )
    (row,) = tessera("meter", picture, "--model", "gpt-5-mini", "--detail", "high", "--json").value
    assert abs(row["tokens"] - bills[0]) <= 8
    assert row["confidence"] == "measured"
    assert tessera("reconcile", "--json").value == []


def test_a_finding_that_is_not_there_cannot_be_accepted() -> None:
    assert "There is no finding 3." in tessera("reconcile", "--accept", "3").failure
