"""A window of 1024×640 stays one, whatever is shown in it; what has no room there scrolls."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea, QToolButton, QWidget

from tests.journeys.living import live
from tests.journeys.person import Person
from tests.journeys.waiting import by_hand

pytestmark = pytest.mark.journey

LOW = (1024, 640)
MODES = ("generate", "edit", "extend", "vary", "ask")
TOOLS = ("B", "R", "W", "F", "M")


def size(person: Person) -> tuple[int, int]:
    """Return the size of the window once everything has its place."""
    return person.window.width(), person.window.height()


async def shrinks(person: Person, width: int, height: int) -> None:
    """Make the window as small as that."""
    await by_hand(lambda: person.window.resize(width, height))
    assert size(person) == (width, height)


async def settles(person: Person) -> None:
    """Let every layout that was asked for happen."""
    for _ in range(3):
        await by_hand(lambda: None)


def test_nothing_that_is_shown_makes_a_small_window_larger(landscape: Path, portrait: Path) -> None:
    async def script(person: Person) -> None:
        await shrinks(person, *LOW)
        await person.drop(landscape, portrait)
        await person.sees(lambda: len(person.photos) == 2, "both are open")
        await person.sees(lambda: person.canvas.work is not None, "the photo can be worked on")
        await person.asks("Which colours do you see?")
        assert size(person) == LOW
        for mode in MODES:
            await person.does(f"mode.{mode}")
            await settles(person)
            assert size(person) == LOW, mode
        for key in TOOLS:
            person.canvas.setFocus()
            await person.presses(key)
            await settles(person)
            assert size(person) == LOW, key
        await person.clicks(person.find(QToolButton, "meterFold"))
        await settles(person)
        assert size(person) == LOW, "the derivation"

    live(script)


def test_two_photos_dropped_at_once_leave_a_low_window_as_it_is(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await shrinks(person, 1280, 720)
        await person.drop(landscape, portrait)
        await person.sees(lambda: len(person.photos) == 2, "both are open")
        await settles(person)
        assert size(person) == (1280, 720)

    live(script)


def test_what_the_meter_says_scrolls_in_a_low_window_and_its_buttons_can_be_reached(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await shrinks(person, *LOW)
        await person.drop(landscape, portrait)
        await person.sees(lambda: len(person.photos) == 2, "both are open")
        await settles(person)
        room = person.find(QScrollArea, "meterRoom")
        bar, fold = room.verticalScrollBar(), person.find(QToolButton, "meterFold")
        assert bar.maximum() == 0, "all of it has room"
        await person.clicks(fold)
        await person.sees(lambda: bar.maximum() > 0, "there is more than can be seen")
        bar.setValue(bar.maximum())
        person.find(QToolButton, "meterCheck").setFocus()
        await person.presses("Tab")
        assert fold.hasFocus()
        shown = fold.mapTo(room, fold.rect().center())
        assert room.rect().contains(shown), "the focus brings it into sight"
        await person.clicks(fold)
        await settles(person)
        await person.sees(lambda: bar.maximum() == 0, "folded, all of it has room again")
        await person.clicks(fold)
        await by_hand(lambda: person.window.resize(1280, 1000))
        await person.sees(lambda: bar.maximum() == 0, "in a higher window nothing scrolls")

    live(script)


def test_all_tools_of_the_rail_are_in_sight_in_a_low_window(
    landscape: Path, portrait: Path
) -> None:
    def in_sight(person: Person) -> set[str]:
        rail = person.find(QWidget, "toolRail")
        return {
            button.defaultAction().objectName()
            for button in rail.findChildren(QToolButton)
            if button.defaultAction() is not None
            and rail.rect().contains(button.geometry())
            and button.isVisible()
        }

    async def script(person: Person) -> None:
        for width, height in ((1280, 800), (1280, 720), LOW):
            await shrinks(person, width, height)
            if not person.photos:
                await person.drop(landscape, portrait)
                await person.sees(lambda: len(person.photos) == 2, "both are open")
                await person.sees(lambda: in_sight(person), "the tools are there")
            await settles(person)
            assert len(in_sight(person)) == 10, (width, height)
        await person.does("session.new")
        await person.sees(person.find(QWidget, "toolRail").isHidden, "no photo, no tools")

    live(script)
