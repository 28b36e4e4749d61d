"""Without a mouse and without sight: everything has a name, and every part is reached by Tab."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

SPOKEN = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView)
STOPS = ("composer", "modelPicker", "detailPicker", "sendButton", "canvas", "history", "chat")


def test_everything_that_can_be_used_has_a_name_for_a_screen_reader(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape, portrait)
        await person.asks("What is this?")
        await person.drop(portrait, shown=False)
        await person.sees(lambda: person.chips, "a chip is there")
        nameless = [
            f"{type(part).__name__} {part.objectName()}"
            for part in person.window.findChildren(QWidget)
            if isinstance(part, SPOKEN) and part.isVisible() and not _name(part)
        ]
        assert nameless == []

    live(script)


def test_tab_goes_round_all_parts_of_the_window_and_comes_back(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.types("What is this?")
        passed: list[str] = []
        for _ in range(60):
            await person.presses("Tab")
            focus = person.window.focusWidget()
            assert focus is not None
            passed.append(focus.objectName())
            if focus is person.composer:
                break
        assert passed[-1] == "composer", "it comes back"
        assert [name for name in STOPS if name not in passed] == []

    live(script)


def test_a_question_is_asked_and_its_answer_copied_by_keys_alone(landscape: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.types("Which colours?")
        await person.presses("Shift+Return")
        await person.types("And where?")
        assert person.composer.toPlainText() == "Which colours?\nAnd where?"
        await person.presses("Return")
        await person.sees_turns(2)
        assert person.composer.hasFocus(), "the next question can be typed at once"
        await person.types("more")
        assert person.composer.toPlainText() == "more"

    live(script)


def test_tab_follows_what_is_seen_whatever_was_made_first(landscape: Path, portrait: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape, portrait)
        await person.sees(lambda: len(person.photos) == 2, "both are open")
        await person.sees(lambda: person.canvas.work is not None, "the tools are there")
        person.composer.setFocus()
        passed: list[str] = []
        while len(passed) < 80:
            await person.presses("Tab")
            focus = person.window.focusWidget()
            assert focus is not None
            words = focus.text() if isinstance(focus, QAbstractButton) else ""
            passed.append(focus.objectName() or focus.accessibleName() or words)
            if focus is person.composer:
                break
        wanted = [
            *("modelPicker", "detailPicker", "mayDraw", "profilePicker", "lists", "history"),
            *("Brush", "canvas", "Zoom out", "photoStrip", "meterCheck", "meterFold"),
            *("meterCompare", "modes", "chat", "Detail of landscape.jpg: auto · 2,600 tokens"),
            *("Remove landscape.jpg", "Detail of portrait.jpg: auto · 1,323 tokens", "composer"),
        ]
        assert [name for name in passed if name in wanted] == wanted
        await person.presses("Shift+Tab")
        assert person.window.focusWidget().accessibleName() == "Remove portrait.jpg"

    live(script)


def _name(part: QWidget) -> str:
    face = QAccessible.queryAccessibleInterface(part)
    return str(face.text(QAccessible.Text.Name)) if face is not None else ""
