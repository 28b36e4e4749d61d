"""Seeing inside: the log, a bundle of diagnostics, and what is said after a crash."""

import asyncio
import threading
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton

from tessera.store.last_run import CRASH, RUNNING
from tessera.ui.inside.bundle_dialog import BundleDialog
from tessera.ui.inside.log_dialog import LogDialog
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

KEY = "sk-journey-0123456789abcdefghijk"
SECRET_QUESTION = "Where did I bury the blue teapot?"


def test_the_log_is_opened_from_the_menu_and_filtered(landscape: Path, data_home: Path) -> None:
    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.does("app.log")
        await person.sees(lambda: person.dialogs(LogDialog), "the log is open")
        dialog = person.dialogs(LogDialog)[0]
        await person.sees(
            lambda: "Tessera 0" in dialog.text.toPlainText(), "the start stands in it"
        )
        dialog.category.setCurrentText("network")
        assert "Tessera 0" not in dialog.text.toPlainText()
        await person.picks(dialog.level, "debug")
        await person.sees(lambda: "debug" in settings_of(data_home), "the level is kept")
        await person.clicks_in(dialog, "close")

    live(script)
    assert "Tessera ends" in (data_home / "logs" / "tessera.log").read_text()


def settings_of(home: Path) -> str:
    path = home / "settings.json"
    return path.read_text() if path.exists() else ""


def test_a_bundle_can_be_looked_through_and_holds_no_secret(
    landscape: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    target = tmp_path / "bundle.zip"

    async def script(person: Person) -> None:
        await person.drop(landscape)
        await person.asks(SECRET_QUESTION)
        await person.does("app.diagnostics")
        await person.sees(lambda: person.dialogs(BundleDialog), "the bundle is shown")
        dialog = person.dialogs(BundleDialog)[0]
        assert '"tessera"' in dialog.text.toPlainText()
        await person.clicks_in(dialog, "save")
        await person.sees(lambda: person.window.findChildren(QFileDialog), "a place is asked for")
        chooser = person.window.findChildren(QFileDialog)[-1]
        chooser.selectFile(str(target))
        chooser.fileSelected.emit(str(target))
        chooser.close()
        await person.sees(target.exists, "it is written")
        dialog.close()

    live(script, "--profile", "sandbox")
    with zipfile.ZipFile(target) as bundle:
        names = bundle.namelist()
        text = "".join(bundle.read(name).decode() for name in names)
    assert {"about.json", "library.json", "settings.json", "logs/tessera.log"} <= set(names)
    for secret in (KEY, SECRET_QUESTION, landscape.name, str(tmp_path)):
        assert secret not in text


def test_a_crash_is_said_at_the_next_start_with_what_was_kept(data_home: Path) -> None:
    logs = data_home / "logs"
    logs.mkdir(parents=True)
    (logs / RUNNING).write_text("2026-11-20T10:00:00Z")
    (logs / CRASH).write_text("Fatal Python error: Segmentation fault")

    async def script(person: Person) -> None:
        await person.reads("The last time, Tessera crashed.")
        ways_on = person.find(QFrame, "notice").findChildren(QPushButton)
        assert [button.text() for button in ways_on] == ["Open the log", "Diagnostics…"]
        await person.clicks(ways_on[0])
        await person.sees(lambda: person.dialogs(LogDialog), "the log is open")
        dialog = person.dialogs(LogDialog)[0]
        await person.sees(
            lambda: "Segmentation fault" in dialog.text.toPlainText(), "where it stood is told"
        )
        dialog.close()

    live(script)

    async def next_time(person: Person) -> None:
        assert "crashed" not in person.notice

    live(next_time)


class Broken(QObject):
    """Something with a slot that fails."""

    @Slot()
    def on_due(self) -> None:
        raise ValueError(f"nobody foresaw {KEY}")


def fail_in_a_thread() -> None:
    raise KeyError(KEY)


@pytest.mark.expects_log("a mistake of the program")
@pytest.mark.parametrize("where", ["slot", "thread", "job"])
def test_what_nobody_foresaw_is_said_and_the_window_lives(
    where: str, landscape: Path, data_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    async def fails() -> None:
        raise TypeError(KEY)

    async def script(person: Person) -> None:
        broken = Broken()
        if where == "slot":
            QTimer.singleShot(0, broken.on_due)
        elif where == "thread":
            await asyncio.to_thread(_in_a_thread_of_its_own)
        else:
            person.window.jobs.start("fail", fails())
        await person.reads("Something in Tessera went wrong.")
        assert KEY not in person.notice
        await person.drop(landscape)
        await person.does("app.log")
        await person.sees(lambda: person.dialogs(LogDialog), "the log is open")
        dialog = person.dialogs(LogDialog)[0]
        await person.sees(lambda: "a mistake" in dialog.text.toPlainText(), "it stands in it")
        assert KEY not in dialog.text.toPlainText()
        dialog.close()

    live(script, "--profile", "sandbox")
    text = (data_home / "logs" / "tessera.log").read_text()
    assert "Traceback" in text
    assert KEY not in text


def _in_a_thread_of_its_own() -> None:
    thread = threading.Thread(target=fail_in_a_thread)
    thread.start()
    thread.join()
