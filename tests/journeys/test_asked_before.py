"""A question that was answered whole before: the answer is offered before it is bought again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame, QPushButton

from tests.journeys.gateway import Gateway, saying, slowly
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

QUESTION = "What is this?"
OFFERED = "You asked exactly this before."


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with Gateway(saying("A wall with a window in it.")).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
        yield gateway


async def asks_again(person: Person, photo: Path, question: str = QUESTION) -> None:
    """Send a question about ``photo`` in a new session."""
    await person.does("session.new")
    await person.sees(lambda: person.turns == [], "the session is fresh")
    await person.drop(photo)
    person.composer.setFocus()
    await person.types(question)
    await person.presses("Return")


def offers(person: Person) -> dict[str, QPushButton]:
    """Return the buttons of the notice that can be seen, by name."""
    found = person.find(QFrame, "notice").findChildren(QPushButton)
    return {button.objectName(): button for button in found if button.isVisible()}


def test_what_was_asked_before_is_shown_for_nothing_or_asked_again(
    gateway: Gateway, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks(QUESTION)
        await asks_again(person, portrait)
        await person.reads(OFFERED)
        await person.sees(lambda: not person.is_asking, "nothing is under way")
        assert person.composer.toPlainText() == QUESTION
        assert (person.turns, person.chip_names) == ([], ["portrait.jpg"])
        assert offers(person)["ask.anyway"].text().startswith("Ask again · up to $")
        await person.clicks(offers(person)["ask.kept"])
        await person.sees(lambda: len(person.turns) == 2, "the kept answer is shown")
        assert person.turns == [QUESTION, "A wall with a window in it."]
        assert person.notice == ""
        assert len(gateway.questions) == 1, "showing it costs nothing"

        await asks_again(person, portrait)
        await person.reads(OFFERED)
        await person.clicks(offers(person)["ask.anyway"])
        await person.sees_turns(2)
        assert person.composer.toPlainText() == ""
        assert len(gateway.questions) == 2

    live(script)


def test_another_question_or_another_photo_is_sent_without_an_offer(
    gateway: Gateway, portrait: Path, landscape: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks(QUESTION)
        await person.asks(QUESTION)
        await asks_again(person, portrait, "What is that?")
        await person.sees_turns(2)
        await asks_again(person, landscape)
        await person.sees_turns(2)
        assert OFFERED not in person.notice

    live(script)
    assert len(gateway.questions) == 4


def test_an_answer_that_was_cut_is_not_offered(gateway: Gateway, portrait: Path) -> None:
    whole, gateway.answer = gateway.answer, slowly("A wall", ends=False)

    async def script(person: Person) -> None:
        await person.drop(portrait)
        await person.asks(QUESTION)
        gateway.answer = whole
        await asks_again(person, portrait)
        await person.sees_turns(2)
        assert OFFERED not in person.notice

    live(script)
    assert len(gateway.questions) == 2
