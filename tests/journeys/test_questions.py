"""Questions about pictures: several at once, each at its own detail, and again in the next turn."""

import re
from pathlib import Path

import pytest

from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


def test_several_photos_go_in_one_turn_each_at_its_own_detail(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape, portrait)
        await person.sees(
            lambda: person.chip_names == ["landscape.jpg", "portrait.jpg"], "both have a chip"
        )
        both_high = person.tokens
        await person.chooses_detail(person.chips[1], "low")
        await person.sees(lambda: person.tokens != both_high, "the price follows")
        await person.types("Compare them.")
        estimated = person.tokens
        await person.presses("Return")
        await person.sees(lambda: "Billed" in person.meter, "the bill is there")
        assert f"Billed {estimated:,} tokens" in person.meter
        assert "the meter said the same" in person.meter
        assert "1800×1200" in person.turns[1]
        assert "900×1200" in person.turns[1] or "384×512" in person.turns[1]
        assert "with 2 pictures" in person.spoken_turns[0]

    live(script)


def test_the_detail_of_a_chip_is_there_at_the_next_start(landscape: Path, portrait: Path) -> None:
    tokens: list[int | None] = []

    async def first_day(person: Person) -> None:
        await person.drop(landscape, portrait)
        await person.sees(lambda: len(person.chips) == 2, "both have a chip")
        whole = person.tokens
        await person.chooses_detail(person.chips[1], "low")
        await person.sees(lambda: person.tokens != whole, "the price follows")
        tokens.append(person.tokens)

    async def next_day(person: Person) -> None:
        await person.sees(lambda: len(person.chips) == 2, "both have a chip")
        await person.sees(lambda: person.tokens == tokens[0], "the price is the same")

    live(first_day)
    live(next_day)


def test_a_removed_chip_stays_in_the_session_but_is_not_sent(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape, portrait)
        await person.sees(lambda: len(person.chips) == 2, "both have a chip")
        await person.removes("landscape.jpg")
        await person.sees(lambda: person.chip_names == ["portrait.jpg"], "one is left")
        await person.asks("What is this?")
        assert "900×1200" in person.turns[1]
        assert "1800×1200" not in person.turns[1]
        assert person.photos == ["landscape.jpg", "portrait.jpg"]

    live(script)


def test_a_follow_up_sends_the_earlier_photo_again_and_the_estimate_knows(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("Which colours do you see?")
        first = billed(person)
        assert person.chips == [], "nothing new goes along"
        await person.types("And how sharp is it?")
        estimated = person.tokens
        assert estimated is not None
        assert estimated > first, "the earlier photo, question and answer are in it"
        await person.presses("Return")
        await person.sees(lambda: len(person.turns) == 4, "the question is asked")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert billed(person) == estimated
        assert "the meter said the same" in person.meter
        assert "sharp" in person.turns[3]

    live(script)


def test_what_is_attached_again_is_sent_twice_and_said_so_by_the_price(portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        one = person.tokens
        await person.drop(portrait, shown=False)
        await person.sees(lambda: len(person.chips) == 2, "the second copy has a chip")
        assert one is not None
        assert person.tokens == 2 * one

    live(script)


def billed(person: Person) -> int:
    """Return the input tokens of the last bill."""
    found = re.search(r"Billed ([\d,]+) tokens", person.meter)
    assert found is not None
    return int(found[1].replace(",", ""))
