"""Sessions: renamed, searched, deleted and brought back; each keeps its own photos and draft."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QToolButton

from tessera.store.home import data_home
from tessera.ui.history.model import HistoryModel
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey


async def a_session(person: Person, question: str) -> None:
    """Begin a session with one question in it."""
    await person.does("session.new")
    await person.sees(lambda: person.turns == [], "the session is fresh")
    await person.asks(question)
    await person.sees(lambda: question in person.sessions, "the session has a name")


def place_of(person: Person, title: str) -> QPoint:
    """Return where a session stands in the list."""
    view = person.history
    row = person.sessions.index(title)
    return view.visualRect(view.model().index(row, 0)).center()


def test_a_session_is_renamed_found_deleted_and_brought_back() -> None:
    async def script(person: Person) -> None:
        await a_session(person, "What is a harbour?")
        await a_session(person, "What is a meadow?")
        assert person.sessions == ["What is a meadow?", "What is a harbour?"]

        await person.does("session.rename")
        editor = person.window.focusWidget()
        assert isinstance(editor, QLineEdit)
        await person.types("Green")
        await person.presses("Return")
        await person.sees(lambda: person.sessions[0] == "Green", "it has its new name")

        await person.presses("Ctrl+F")
        await person.types("harbour")
        await person.sees(lambda: person.sessions == ["What is a harbour?"], "the words are found")
        await person.presses("Ctrl+A", "Backspace")
        await person.sees(lambda: len(person.sessions) == 2, "all are listed again")

        await person.does("session.delete")
        await person.sees(lambda: person.sessions == ["What is a harbour?"], "it is gone")
        await person.sees(lambda: person.turns[:1] == ["What is a harbour?"], "another is open")
        toast = person.find(QFrame, "toast")
        assert "Deleted “Green”." in toast.accessibleName()
        await person.clicks(toast.findChildren(QPushButton)[0])
        await person.sees(lambda: "Green" in person.sessions, "it is back")
        await person.sees(lambda: person.turns[:1] == ["What is a meadow?"], "and open")
        assert not person.is_enabled("session.undo_delete")

        await person.does("session.delete")
        await person.sees(toast.isVisible, "it says what was deleted")
        await person.does("session.undo_delete")
        await person.sees(lambda: "Green" in person.sessions, "it is back")
        await person.sees(toast.isHidden, "nothing offers to undo what was undone")
        await person.sees(lambda: person.turns[:1] == ["What is a meadow?"], "and open")

    async def next_day(person: Person) -> None:
        assert sorted(person.sessions) == ["Green", "What is a harbour?"]
        assert person.turns[0] == "What is a meadow?"

    live(script)
    live(next_day)


def test_a_session_that_is_not_open_is_deleted_by_key_and_brought_back_while_an_answer_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.05")

    async def script(person: Person) -> None:
        await a_session(person, "One?")
        await person.does("session.new")
        await person.sees(lambda: person.turns == [], "the session is fresh")
        await person.asks("Two?", waits=False)
        await person.sees(lambda: person.sessions[:1] == ["Two?"], "it is listed")
        person.history.setFocus()
        await person.presses("Down", "Del")
        await person.sees(lambda: "One?" not in person.sessions, "it is gone")
        assert person.is_enabled("session.undo_delete")
        await person.does("session.undo_delete")
        await person.sees(lambda: "One?" in person.sessions, "it is back")
        assert not person.is_enabled("session.undo_delete")
        await person.sees(lambda: not person.is_asking, "the answer is whole")
        assert person.turns[0] == "Two?"
        assert "You asked: “Two?”" in person.turns[1]

    live(script)


def test_each_session_keeps_its_own_photo_and_its_own_draft(
    landscape: Path, portrait: Path
) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("What is this?")
        await person.types("An unfinished thought")
        await person.clicks(person.find(QToolButton, "newSession"))
        await person.sees(lambda: person.turns == [], "the session is fresh")
        await person.sees(lambda: "no photo" in person.canvas_name, "the canvas is empty")
        assert person.composer.toPlainText() == ""
        await person.drop(portrait)
        await person.types("Another thought")

        await person.clicks(person.history.viewport(), place_of(person, "What is this?"))
        await person.sees(lambda: "landscape.jpg" in person.canvas_name, "its photo is shown")
        assert person.composer.toPlainText() == "An unfinished thought"
        assert person.chips == []

        await person.clicks(person.history.viewport(), place_of(person, "New session"))
        await person.sees(lambda: "portrait.jpg" in person.canvas_name, "its photo is shown")
        assert person.composer.toPlainText() == "Another thought"
        assert person.chip_names == ["portrait.jpg"]

    live(script)


def test_every_session_of_the_list_shows_its_first_photo(landscape: Path, portrait: Path) -> None:
    async def first_day(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("What is this?")
        await person.does("session.new")
        await person.sees(lambda: person.turns == [], "the session is fresh")
        await person.drop(portrait)

    async def next_day(person: Person) -> None:
        await person.sees(lambda: len(person.sessions) == 2, "both are listed")
        await person.sees(lambda: all(pictures(person)), "each has its picture")

    live(first_day)
    live(next_day)


def pictures(person: Person) -> list[bool]:
    """Return for each session of the list whether its picture is known."""
    model = person.history.model()
    assert isinstance(model, HistoryModel)
    keys = [model.session(row).thumbnail for row in range(model.rowCount())]
    return [model.thumbnail(key) is not None for key in keys]


@pytest.mark.expects_log("newer Tessera")
def test_a_library_of_a_newer_program_is_shown_and_it_is_said_that_nothing_is_kept() -> None:
    async def first_day(person: Person) -> None:
        await person.types("What I began")

    async def next_day(person: Person) -> None:
        await person.reads("used by a newer Tessera")
        assert "opened for reading only" in person.notice
        assert person.composer.toPlainText() == "What I began"

    live(first_day)
    with closing(sqlite3.connect(data_home(os.environ) / "library.db")) as library:
        library.execute("PRAGMA user_version=99")
    live(next_day)


def test_keys_pressed_while_the_window_still_opens_are_not_lost() -> None:
    async def first_day(person: Person) -> None:
        await person.types("What I began")

    async def next_day(person: Person) -> None:
        await person.sees(
            lambda: person.composer.toPlainText() == "What I began to say", "both are there"
        )

    async def at_once(person: Person) -> None:
        person.composer.setFocus()
        await person.types(" to say")

    live(first_day)
    live(next_day, at_once=at_once)


def test_a_photo_dropped_while_the_window_still_opens_is_opened(landscape: Path) -> None:
    async def at_once(person: Person) -> None:
        await person.drop(landscape, shown=False)

    async def script(person: Person) -> None:
        await person.sees(lambda: "landscape.jpg" in person.canvas_name, "the photo is shown")
        await person.sees(lambda: person.chip_names == ["landscape.jpg"], "it goes along")

    live(script, at_once=at_once)
