"""Whose work the program stands on: all of it, with the text of each licence."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tessera.ui.dialogs.about import NO_TEXT, PARTS, AboutDialog, licence_text

ROOT = Path(__file__).resolve().parents[3]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_everything_that_is_installed_for_a_user_is_named() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    locked = {plain(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    assert {plain(name) for name in PARTS} == locked


@pytest.mark.parametrize("name", PARTS)
def test_each_library_that_is_here_brings_its_licence(name: str) -> None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return  # it belongs to another system
    text = licence_text(found)
    assert found.version in text
    assert len(text) > 400 or NO_TEXT in text


def test_the_licence_of_qt_and_where_its_source_lies_are_shown_first(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    shown = dialog.text.toPlainText()
    assert "https://www.gnu.org/licenses/lgpl-3.0.html" in shown
    assert "https://download.qt.io/official_releases/QtForPython/" in shown


def test_a_library_is_chosen_and_its_licence_is_read(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    rows = [dialog.parts.item(row).text() for row in range(dialog.parts.count())]
    dialog.parts.setCurrentRow(next(n for n, row in enumerate(rows) if row.startswith("httpx ")))
    assert "Redistribution and use" in dialog.text.toPlainText()
