"""The history of a session costs again with every turn; a person sees it and starts afresh."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


def test_a_person_starts_afresh_with_the_picture_and_the_text_only(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        assert person.window.findChild(QWidget, "historyCost") is None
        await person.drop(landscape)
        await person.drop(portrait)
        await person.asks("Which colours do you see?")
        line = person.find(QWidget, "historyCost")
        await person.sees(line.isVisible, "the history's cost stands above the composer")
        said = line.findChildren(QLabel)[0].text()
        assert said.startswith("The next turn sends 2 earlier turns and 2 photos again: ")
        assert "$" in said
        with_history = person.tokens
        await person.types("And how sharp")
        await person.clicks(person.find(QToolButton, "startAfresh"))
        await person.sees(lambda: person.turns == [], "a new session lies on the desk")
        await person.sees(lambda: len(person.sessions) == 2, "the other one is kept")
        assert person.composer.toPlainText() == "And how sharp"
        await person.sees(lambda: person.chip_names == ["portrait.jpg"], "one photo is attached")
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "and on the canvas")
        assert not line.isVisible()
        assert person.tokens is not None
        assert with_history is not None
        assert person.tokens < with_history
        await person.types(" is it?")
        await person.presses("Return")
        await person.sees(lambda: len(person.turns) == 2, "the question goes out")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[0] == "And how sharp is it?"

    live(script)


def test_the_next_time_the_history_says_its_cost_at_once(landscape: Path) -> None:
    async def first(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("Which colours do you see?")

    async def next_time(person: Person) -> None:
        await person.sees(
            lambda: person.window.findChild(QWidget, "historyCost") is not None,
            "the history's cost stands above the composer",
        )
        line = person.find(QWidget, "historyCost")
        await person.sees(line.isVisible, "and can be seen")

    live(first)
    live(next_time)
