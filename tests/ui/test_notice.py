"""Messages are said in whole sentences, as plain text, and stop nobody."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tessera.core.errors import Unreachable
from tessera.ui.notice import NoticeBar, Offer, Tone
from tessera.ui.toast import Toast

ERROR = Unreachable("OpenAI could not be reached.", "Your question is kept.", "Send it again.")


@pytest.fixture
def bar(qtbot: QtBot) -> NoticeBar:
    made = NoticeBar()
    qtbot.addWidget(made)
    made.resize(600, 80)
    return made


def _texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


def test_an_error_shows_all_its_sentences(bar: NoticeBar) -> None:
    bar.show_error(ERROR)
    said = "OpenAI could not be reached. Your question is kept. Send it again."
    assert bar.message() == said
    assert bar.accessibleName() == said
    assert _texts(bar) == ["OpenAI could not be reached.", "Your question is kept. Send it again."]


def test_an_offer_is_told_by_its_id_and_takes_the_notice_away(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.show_error(ERROR, [Offer("retry", "Send again"), Offer("settings", "Open the settings")])
    button = bar.findChild(QPushButton, "retry")
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(bar.chosen) as chosen:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen.args == ["retry"]
    assert bar.message() == ""


def test_an_and_in_a_name_is_no_shortcut(bar: NoticeBar) -> None:
    bar.show_error(ERROR, [Offer("other", "Use Smith & Daughter")])
    button = bar.findChild(QPushButton, "other")
    assert isinstance(button, QPushButton)
    assert button.text() == "Use Smith && Daughter"
    assert button.shortcut().isEmpty()


def test_the_next_message_replaces_the_one_before_with_its_buttons(bar: NoticeBar) -> None:
    bar.show_error(ERROR, [Offer("retry", "Send again")])
    bar.show_message("The photo is open.", tone=Tone.GOOD)
    assert bar.message() == "The photo is open."
    visible = [b for b in bar.findChildren(QPushButton) if not b.isHidden()]
    assert visible == []


def test_markup_from_outside_stays_text(bar: NoticeBar) -> None:
    bar.show_message("<img src=file:///etc/passwd>", "<b>x</b>", Tone.WARNING)
    labels = bar.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    bar.grab()


def test_a_dismissed_notice_says_so_once(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.show_message("Read me.")
    with qtbot.waitSignal(bar.dismissed):
        bar.dismiss()
    with qtbot.assertNotEmitted(bar.dismissed):
        bar.dismiss()


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def test_a_toast_offers_to_undo(ground: QWidget, qtbot: QtBot) -> None:
    toast = Toast(ground)
    toast.show_text("“Harbour” was deleted.", key="s1")
    assert ground.rect().contains(toast.geometry())
    button = toast.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(toast.undone) as undone:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert undone.args == ["s1"]
    assert not toast.isVisible()


def test_a_toast_goes_by_itself_but_not_under_the_focus(ground: QWidget) -> None:
    toast = Toast(ground)
    toast.show_text("Gone soon.")
    button = toast.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    ground.activateWindow()
    button.setFocus()
    toast.on_time_over()
    assert toast.isVisible() == button.hasFocus()
    button.clearFocus()
    toast.on_time_over()
    assert not toast.isVisible()


def test_a_toast_stays_at_the_lower_edge_when_the_window_changes(ground: QWidget) -> None:
    toast = Toast(ground)
    toast.show_text("Stay.")
    ground.resize(800, 700)
    assert toast.geometry().bottom() > 600
