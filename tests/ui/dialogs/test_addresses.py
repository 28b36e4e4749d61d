"""Addresses, files and texts from outside: shown in full, asked before, never followed alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tessera.ui.dialogs.files import FileRow, FilesDialog
from tessera.ui.dialogs.open_link import OpenLinkDialog
from tessera.ui.dialogs.text import TextDialog
from tessera.ui.dialogs.web_picture import WebPictureDialog


def _press(dialog: QWidget, qtbot: QtBot, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _said(dialog: QWidget) -> str:
    return " ".join(label.text().replace("\u200b", "") for label in dialog.findChildren(QLabel))


def test_text_is_shown_sign_for_sign_and_copied(qtbot: QtBot) -> None:
    dialog = TextDialog(None, "Answer", "<b>*as it is*</b>\n")
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.text.toPlainText() == "<b>*as it is*</b>\n"
    assert dialog.text.isReadOnly()
    _press(dialog, qtbot, "copy")
    assert QGuiApplication.clipboard().text() == "<b>*as it is*</b>\n"


def test_a_link_is_opened_only_after_its_whole_address_was_shown(qtbot: QtBot) -> None:
    url = "https://example.org/a?b=1&c=2#d"
    dialog = OpenLinkDialog(None, url)
    qtbot.addWidget(dialog)
    dialog.open()
    assert url in _said(dialog)
    assert "Open example.org in the browser?" in _said(dialog)
    with qtbot.waitSignal(dialog.opened) as opened:
        _press(dialog, qtbot, "open")
    assert opened.args == [url]


def test_cancel_opens_nothing_and_is_what_enter_does(qtbot: QtBot) -> None:
    dialog = OpenLinkDialog(None, "https://example.org")
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.assertNotEmitted(dialog.opened), qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://аpple.com/login", "xn--pple-43d.com"),
        ("https://openai.com@evil.example/", "evil.example"),
        ("https://example.org:8443/x", "example.org:8443"),
    ],
)
def test_a_host_is_named_as_it_is(qtbot: QtBot, url: str, host: str) -> None:
    dialog = OpenLinkDialog(None, url)
    qtbot.addWidget(dialog)
    assert f"Open {host} in the browser?" in _said(dialog)


def test_a_picture_from_the_web_is_fetched_only_when_asked_for(qtbot: QtBot) -> None:
    dialog = WebPictureDialog(None, "https://pictures.example/cat.jpg")
    qtbot.addWidget(dialog)
    dialog.open()
    assert "asks pictures.example for the picture" in _said(dialog)
    with qtbot.waitSignal(dialog.fetch_wanted) as wanted:
        _press(dialog, qtbot, "fetch")
    assert wanted.args == ["https://pictures.example/cat.jpg"]
    assert not dialog.fetch_button.isEnabled()


def test_a_failed_fetch_says_why_and_keeps_the_address(qtbot: QtBot) -> None:
    dialog = WebPictureDialog(None, "https://pictures.example/cat.jpg")
    qtbot.addWidget(dialog)
    dialog.open()
    _press(dialog, qtbot, "fetch")
    dialog.show_problem("The address leads to a page, not to a picture.")
    assert "leads to a page" in _said(dialog)
    assert dialog.text() == "https://pictures.example/cat.jpg"
    assert dialog.fetch_button.isEnabled()


def test_a_picture_can_be_sent_as_a_link_instead(qtbot: QtBot) -> None:
    dialog = WebPictureDialog(None, "https://pictures.example/ä b.jpg")
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.link_wanted) as wanted:
        _press(dialog, qtbot, "link")
    assert wanted.args == ["https://pictures.example/%C3%A4%20b.jpg"]


def test_a_provider_without_links_is_offered_none(qtbot: QtBot) -> None:
    dialog = WebPictureDialog(None, "https://a.example/b.png", takes_links=False)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.link_button.isHidden()
    assert "takes no links" in _said(dialog)


@pytest.mark.parametrize("text", ["", "cat.jpg", "http://a.example/b.png", "file:///etc/passwd"])
def test_other_addresses_are_not_fetched(qtbot: QtBot, text: str) -> None:
    dialog = WebPictureDialog(None)
    qtbot.addWidget(dialog)
    dialog.address.setText(text)
    assert not dialog.fetch_button.isEnabled()
    assert not dialog.link_button.isEnabled()


FILES = (
    FileRow("file-1", "<b>harbour</b>.png", "52.1 MB", "14:05", "in 23 h"),
    FileRow("file-2", "lake.png", "61.0 MB", "13:00", "in 22 h"),
)


def test_files_at_the_provider_are_listed_and_deleted_by_id(qtbot: QtBot) -> None:
    dialog = FilesDialog(None, "OpenAI")
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.show_files(FILES)
    assert dialog.list.topLevelItem(0).text(0) == "<b>harbour</b>.png"
    assert "2 files lie there" in _said(dialog)
    assert not dialog.delete_button.isEnabled()
    dialog.list.selectAll()
    assert dialog.delete_button.text() == "Delete 2 files"
    with qtbot.waitSignal(dialog.delete_wanted) as wanted:
        _press(dialog, qtbot, "delete")
    assert wanted.args == [["file-1", "file-2"]]
    assert not dialog.delete_button.isEnabled()
    dialog.show_files(())
    assert "No file lies there." in _said(dialog)


def test_a_problem_with_files_leaves_the_list(qtbot: QtBot) -> None:
    dialog = FilesDialog(None, "OpenAI")
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.show_files(FILES)
    with qtbot.waitSignal(dialog.refresh_wanted):
        _press(dialog, qtbot, "refresh")
    dialog.show_problem("OpenAI could not be reached.")
    assert dialog.list.topLevelItemCount() == 2
    assert "could not be reached" in _said(dialog)
    assert dialog.refresh_button.isEnabled()
