"""The menus say what can be done now; copying and saving give files and text that are right."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from tessera.ui.chat.turn_menu import TurnMenu
from tessera.ui.chat.view import ChatView
from tessera.ui.dialogs.save_as import SaveAsDialog
from tests.journeys.gateway import Gateway, saying
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

Reason = QContextMenuEvent.Reason
ALWAYS = {"photo.open", "photo.paste", "photo.sample", "app.connect", "session.new", "view.theme"}
WITH_PHOTO = {"view.fit", "view.actual", "view.zoom_in", "photo.save_copy", "photo.remove"}
WITH_ANSWER = {"chat.copy", "chat.save_markdown"}
OTHERS = {"chat.send", "chat.stop", "chat.retry", "chat.continue", "session.undo_delete"}


def enabled(person: Person) -> set[str]:
    """Return what can be chosen now, of the actions above."""
    return {name for name in ALWAYS | WITH_PHOTO | WITH_ANSWER | OTHERS if person.is_enabled(name)}


def test_what_can_be_chosen_follows_what_is_there(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSERA_SANDBOX_PACE", "0.03")

    async def script(person: Person) -> None:
        assert enabled(person) == ALWAYS
        await person.drop(landscape)
        assert enabled(person) == ALWAYS | WITH_PHOTO
        await person.types("Which colours?")
        assert enabled(person) == ALWAYS | WITH_PHOTO | {"chat.send"}
        assert person.send_button.isEnabled()
        await person.presses("Ctrl+Return")
        await person.sees(lambda: person.turns[1:] and person.turns[1], "the answer streams")
        assert "chat.stop" in enabled(person)
        assert not enabled(person) & {"chat.send", "chat.retry", "chat.continue"}
        await person.presses("Esc")
        await person.sees(lambda: not person.is_asking, "it has stopped")
        assert enabled(person) == ALWAYS | WITH_PHOTO | WITH_ANSWER | {"chat.retry"}
        await person.does("photo.remove")
        await person.sees(lambda: "no photo" in person.canvas_name, "the canvas is empty")
        assert not enabled(person) & WITH_PHOTO
        assert person.turns[0] == "Which colours?"

    live(script)


def test_an_answer_has_a_menu_of_its_own_that_says_what_asking_again_costs(
    landscape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def menu_at(person: Person, row: int) -> dict[str, QAction]:
        view = person.chat
        assert isinstance(view, ChatView)
        view.scrollTo(view.model().index(row, 0))
        place = QPoint(60, view.row_top(row) + 30)
        event = QContextMenuEvent(Reason.Mouse, place, view.viewport().mapToGlobal(place))
        QApplication.postEvent(view.viewport(), event)
        await person.sees(lambda: person.window.findChildren(TurnMenu), "its menu is open")
        menu = person.window.findChildren(TurnMenu)[-1]
        return {entry.text().split(" – ")[0]: entry for entry in menu.actions()}

    async def closes(person: Person) -> None:
        for menu in person.window.findChildren(TurnMenu):
            menu.close()
        await person.sees(lambda: not person.window.findChildren(TurnMenu), "it is gone")

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("First?")
        gateway.answer = saying("Two.")
        await person.asks("Second?")
        menu = next(m for m in person.menus() if m.title() == "&Chat")
        menu.aboutToShow.emit()
        assert person.action("chat.retry").text().startswith("&Retry – up to $0.0")
        assert person.is_enabled("chat.retry"), "a whole answer can be asked for again too"

        entries = await menu_at(person, 1)
        assert entries["&Retry"].text().startswith("&Retry – up to $0.0")
        await person.triggers(entries["&Copy the answer"])
        assert QGuiApplication.clipboard().text() == "One."
        await closes(person)
        entries = await menu_at(person, 0)
        assert "&Retry" not in entries
        await person.triggers(entries["&Copy the question"])
        assert QGuiApplication.clipboard().text() == "First?"
        await closes(person)
        entries = await menu_at(person, 1)
        await person.triggers(entries["&Retry"])
        await person.sees_turns(6)
        assert person.turns[4] == "First?"
        await closes(person)

    with Gateway(saying("One.")).open() as gateway:
        monkeypatch.setenv("OPENAI_BASE_URL", gateway.base_url)
        live(script)


def test_every_menu_opens_and_lists_its_actions_with_their_keys() -> None:
    async def script(person: Person) -> None:
        listed = []
        for menu in person.menus():
            menu.aboutToShow.emit()
            listed += [entry for entry in menu.actions() if not entry.isSeparator()]
        assert len(listed) > 25
        assert all(entry.text() and entry.statusTip() for entry in listed)
        keys = [key.toString() for entry in listed for key in entry.shortcuts()]
        assert sorted(keys) == sorted(set(keys)), "no key does two things"

    live(script)


def test_answer_photo_and_conversation_leave_the_window(landscape: Path, tmp_path: Path) -> None:
    async def save_as(person: Person, action: str, path: Path) -> None:
        await person.does(action)
        if action == "photo.save_copy":
            await person.sees(lambda: person.dialogs(SaveAsDialog), "it asks how")
            await person.clicks_in(person.dialogs(SaveAsDialog)[0], "save")
        await person.sees(lambda: person.dialogs(QFileDialog), "it asks where")
        dialog = person.dialogs(QFileDialog)[0]
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(path))
        await person.presses_in(dialog, "Return")
        await person.sees(path.exists, "the file is there")

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks("Which colours do you see?")
        await person.does("chat.copy")
        assert QGuiApplication.clipboard().text() == person.turns[1]
        await save_as(person, "photo.save_copy", tmp_path / "copy.jpg")
        await save_as(person, "photo.save_copy", tmp_path / "copy.png")
        await save_as(person, "chat.save_markdown", tmp_path / "talk.md")

    live(script)
    assert (tmp_path / "copy.jpg").read_bytes() == landscape.read_bytes()
    with Image.open(tmp_path / "copy.png") as saved:
        assert (saved.format, saved.size) == ("PNG", (1800, 1200))
    talk = (tmp_path / "talk.md").read_text(encoding="utf-8")
    assert "Which colours do you see?" in talk
    assert "The dominant colours are" in talk
    assert "landscape.jpg" in talk
