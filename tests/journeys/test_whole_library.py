"""The whole library from the menu: exported, restored at the next start, erased after a word."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tessera.ui.keeping.dialogs import EraseDialog, WorkDialog
from tests.journeys.living import live
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

QUESTION = "What is on the left?"


async def choose(person: Person, action: str, path: Path) -> WorkDialog:
    """Start the action and name a file."""
    await person.does(action)
    await person.sees(lambda: person.window.findChildren(QFileDialog), "a file is asked for")
    chooser = person.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(path))
    chooser.close()
    await person.sees(lambda: person.dialogs(WorkDialog), "the work is shown")
    return person.dialogs(WorkDialog)[-1]


def test_a_library_is_exported_erased_and_comes_back(
    landscape: Path, tmp_path: Path, data_home: Path
) -> None:
    archive = tmp_path / "all.zip"

    async def export(person: Person) -> None:
        await person.drop(landscape)
        await person.asks(QUESTION)
        dialog = await choose(person, "library.export", archive)
        await person.sees(lambda: "2 pictures" in dialog.sentence.text(), "it is told")
        assert "no key" in dialog.sentence.text()
        await person.clicks_in(dialog, "close")

    live(export, "--profile", "sandbox")
    assert archive.exists()

    async def erase(person: Person) -> None:
        await person.does("library.erase")
        await person.sees(lambda: person.dialogs(EraseDialog), "a word is asked for")
        dialog = person.dialogs(EraseDialog)[0]
        assert not dialog.erase_button.isEnabled()
        await person.types_in(dialog, "erase")
        await person.clicks_in(dialog, "erase")
        await person.sees(lambda: "removed there" in dialog.problem.text(), "the keyring refuses")
        assert person.window.isVisible()
        await person.clicks_in(dialog, "erase")
        await person.sees(lambda: person.window.isHidden(), "the window closes")

    live(erase, "--profile", "sandbox")
    assert not data_home.exists()

    async def restore(person: Person) -> None:
        assert person.turns == []
        dialog = await choose(person, "library.restore", archive)
        await person.sees(lambda: "is sound" in dialog.sentence.text(), "it was checked")
        await person.clicks_in(dialog, "next")
        await person.sees(lambda: person.window.isHidden(), "the window closes")

    live(restore, "--profile", "sandbox")

    async def back(person: Person) -> None:
        await person.sees(lambda: QUESTION in " ".join(person.turns), "the question is back")
        await person.sees(lambda: "was restored" in person.notice, "it is said")

    live(back, "--profile", "sandbox")
    assert list(data_home.glob("set-aside-*"))


def test_a_file_that_is_no_library_changes_nothing(tmp_path: Path, data_home: Path) -> None:
    odd = tmp_path / "odd.zip"
    odd.write_bytes(b"no library")

    async def script(person: Person) -> None:
        dialog = await choose(person, "library.restore", odd)
        await person.sees(lambda: "as it was" in dialog.sentence.text(), "it is refused")
        await person.clicks_in(dialog, "close")

    live(script)
    assert not (data_home / "restore.json").exists()


def test_a_checked_library_can_be_given_up_again(tmp_path: Path, data_home: Path) -> None:
    archive = tmp_path / "all.zip"

    async def script(person: Person) -> None:
        done = await choose(person, "library.export", archive)
        await person.sees(archive.exists, "it is written")
        await person.clicks_in(done, "close")
        dialog = await choose(person, "library.restore", archive)
        await person.sees(lambda: "is sound" in dialog.sentence.text(), "it was checked")
        assert (data_home / "restore.json").exists()
        await person.clicks_in(dialog, "undo")
        await person.sees(lambda: "stays" in dialog.sentence.text(), "it is taken back")
        await person.clicks_in(dialog, "close")

    live(script)
    assert not (data_home / "restore.json").exists()
    assert not list(data_home.glob("incoming-*"))
