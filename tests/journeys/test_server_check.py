"""A person has the count checked: told first what is sent, then both numbers, also next time."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton, QToolButton

from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

SAME = "The server counted 2,600 tokens, as the meter says."


def test_the_servers_count_stands_beside_the_meters_and_is_remembered(landscape: Path) -> None:
    async def first_day(person: Person) -> None:
        assert not person.is_enabled("meter.check")
        await person.drop(landscape)
        assert person.tokens == 2600
        await person.clicks(person.find(QToolButton, "meterCheck"))
        assert "Checking sends this question and its photo to" in person.notice
        assert "The server counted" not in person.meter, "nothing is sent before it is said"
        offer = person.find(QFrame, "notice").findChild(QPushButton, "meter.count_now")
        assert offer is not None
        await person.clicks(offer)
        await person.sees(lambda: "The server counted" in person.meter, "the count is there")
        assert SAME in person.meter
        await person.clicks(person.composer)
        await person.types("What is this?")
        assert "The server counted" not in person.meter, "that is another question"
        await person.does("meter.check")
        await person.sees(lambda: "The server counted" in person.meter, "counted at once now")

    async def next_day(person: Person) -> None:
        await person.sees(lambda: "landscape.jpg" in person.canvas_name, "the photo is back")
        await person.sees(lambda: "The server counted" in person.meter, "and the count")

    live(first_day)
    live(next_day)
