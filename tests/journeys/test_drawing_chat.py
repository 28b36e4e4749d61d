"""Pictures inside the conversation: an answer draws, the next turn goes on from its picture."""

import json

import pytest
from PySide6.QtWidgets import QToolButton

from tessera.ui.chat.model import TURN_ROLE
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

DRAW, CHANGE = "Draw a red lighthouse at dusk", "Now make the sky pink"


def pictures(person: Person, row: int) -> int:
    """Return how many pictures a row of the chat shows."""
    turn = person.chat.model().index(row, 0).data(TURN_ROLE)
    return len(turn.pictures)


async def lets_draw(person: Person) -> QToolButton:
    """Press the switch on the composer."""
    switch = person.find(QToolButton, "mayDraw")
    await person.clicks(switch)
    assert switch.isChecked()
    return switch


def test_the_last_picture_is_changed_by_the_next_words() -> None:
    async def script(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.sees(lambda: pictures(person, 1) == 1, "the answer shows its picture")
        await person.sees(lambda: DRAW in person.canvas_name, "the picture is on the canvas")
        first = person.window.desk.state.current
        await person.asks(CHANGE)
        await person.sees(lambda: pictures(person, 3) == 1, "the second answer shows one too")
        await person.sees(lambda: CHANGE in person.canvas_name, "the changed picture is shown")
        library = person.window.studio.library
        version = library.versions.get(person.window.desk.state.current)
        assert version.parent == first
        assert version.origin.prompt == CHANGE
        assert "$" in person.meter

    live(script)


def test_only_the_new_words_are_sent_again() -> None:
    async def script(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.asks(CHANGE)
        journal = person.window.studio.library.journal
        intent = person.window.desk.state.turns[-1].intent_id
        assert intent is not None
        kept = json.loads(journal.get(intent).request)
        assert kept["previous_response_id"] == person.window.desk.state.turns[1].response_id
        assert [turn["text"] for turn in kept["turns"]] == [CHANGE]

    live(script)


def test_what_was_drawn_is_in_the_chat_again_at_the_next_start() -> None:
    async def first(person: Person) -> None:
        await lets_draw(person)
        await person.asks(DRAW)
        await person.sees(lambda: pictures(person, 1) == 1, "the answer shows its picture")

    async def second(person: Person) -> None:
        await person.sees(lambda: len(person.turns) == 2, "the conversation is back")
        await person.sees(lambda: pictures(person, 1) == 1, "its picture is back")
        assert not person.find(QToolButton, "mayDraw").isChecked()

    live(first)
    live(second)


def test_without_the_switch_nothing_is_drawn() -> None:
    async def script(person: Person) -> None:
        await person.asks(DRAW)
        assert pictures(person, 1) == 0
        assert person.canvas_name == "Canvas, no photo"

    live(script)
