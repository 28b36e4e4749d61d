"""The chat pane as a person uses it: send, stop, attach, choose."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QPlainTextEdit,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from tessera.ui.chat.chip import Attachment, Chip
from tessera.ui.chat.pane import ChatPane


@pytest.fixture
def pane(qtbot: QtBot) -> ChatPane:
    made = ChatPane()
    qtbot.addWidget(made)
    made.resize(480, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("composer", QPlainTextEdit),
        ("sendButton", QAbstractButton),
        ("stopButton", QAbstractButton),
        ("modelPicker", QComboBox),
        ("detailPicker", QComboBox),
    ],
)
def test_the_parts_that_others_rely_on_are_there(pane: ChatPane, name: str, kind: type) -> None:
    assert isinstance(pane.findChild(kind, name), kind)


def test_nothing_is_sent_while_nothing_can_be(pane: ChatPane, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pane.send_wanted):
        qtbot.keyClick(pane.composer, Qt.Key.Key_Return)
        qtbot.mouseClick(pane.send_button, Qt.MouseButton.LeftButton)


def test_the_button_and_enter_send(pane: ChatPane, qtbot: QtBot) -> None:
    pane.set_can_send(True)
    with qtbot.waitSignal(pane.send_wanted):
        qtbot.mouseClick(pane.send_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(pane.send_wanted):
        qtbot.keyClick(pane.composer, Qt.Key.Key_Return)


def test_a_second_enter_while_it_runs_sends_nothing(pane: ChatPane, qtbot: QtBot) -> None:
    pane.set_can_send(True)
    pane.set_running(True)
    with qtbot.assertNotEmitted(pane.send_wanted):
        qtbot.keyClick(pane.composer, Qt.Key.Key_Return)
    assert not pane.send_button.isEnabled()


def test_stop_takes_the_place_of_send_while_an_answer_runs(pane: ChatPane, qtbot: QtBot) -> None:
    pane.set_can_send(True)
    pane.set_running(True)
    assert pane.stop_button.isVisible()
    assert not pane.send_button.isVisible()
    with qtbot.waitSignal(pane.stop_wanted):
        qtbot.mouseClick(pane.stop_button, Qt.MouseButton.LeftButton)
    pane.set_running(False)
    assert pane.send_button.isVisible()
    assert not pane.stop_button.isEnabled()


def test_tab_walks_from_the_question_to_the_pickers_and_the_button(
    pane: ChatPane, qtbot: QtBot
) -> None:
    pane.set_can_send(True)
    pane.activateWindow()
    pane.composer.setFocus()
    qtbot.waitUntil(pane.composer.hasFocus)
    walked = []
    for _ in range(3):
        qtbot.keyClick(pane.window().focusWidget(), Qt.Key.Key_Tab)
        walked.append(pane.window().focusWidget().objectName())
    assert walked == ["modelPicker", "detailPicker", "sendButton"]
    assert pane.composer.text() == ""


def test_the_send_button_says_why_it_is_off(pane: ChatPane) -> None:
    pane.set_can_send(False, why_not="Write a question first.")
    assert pane.send_button.toolTip() == "Write a question first."


PHOTO = Attachment("sha", "harbour.jpg", "high", ("low", "high"), "1,743 tokens")


def test_the_row_of_photos_takes_room_only_when_there_are_some(pane: ChatPane) -> None:
    assert not pane.attachments.isVisible()
    pane.attachments.show_all([PHOTO])
    assert pane.attachments.isVisible()
    pane.attachments.show_all([])
    assert not pane.attachments.isVisible()


def _button(chip: Chip, name: str) -> QToolButton:
    return next(b for b in chip.findChildren(QToolButton) if b.accessibleName().startswith(name))


def test_a_photo_can_be_taken_out_of_the_question(pane: ChatPane, qtbot: QtBot) -> None:
    pane.attachments.show_all([PHOTO])
    with qtbot.waitSignal(pane.attachments.removed) as removed:
        _button(pane.attachments.chip("sha"), "Remove harbour.jpg").click()
    assert removed.args == ["sha"]


def test_the_detail_of_one_photo_can_be_chosen(pane: ChatPane, qtbot: QtBot) -> None:
    pane.attachments.show_all([PHOTO])
    menu = _button(pane.attachments.chip("sha"), "Detail of harbour.jpg").menu()
    low, high = menu.actions()
    assert high.isChecked()
    with qtbot.assertNotEmitted(pane.attachments.detail_chosen):
        high.trigger()
    with qtbot.waitSignal(pane.attachments.detail_chosen) as chosen:
        low.trigger()
    assert chosen.args == ["sha", "low"]


def test_a_chip_stays_while_its_count_and_the_details_to_choose_from_change(
    pane: ChatPane,
) -> None:
    pane.attachments.show_all([PHOTO])
    chip = pane.attachments.chip("sha")
    other = replace(PHOTO, detail="original", details=("original", "auto"), note="9 tokens")
    pane.attachments.show_all([other])
    assert pane.attachments.chip("sha") is chip
    menu = _button(chip, "Detail of harbour.jpg: original · 9 tokens").menu()
    assert [action.text() for action in menu.actions()] == ["original", "auto"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["original"]


def test_chips_come_go_and_keep_the_order_of_the_question(pane: ChatPane) -> None:
    first, second, third = (Attachment(key, key, "low", ("low",)) for key in "abc")
    for wanted in ([first, second], [third, first, second], [second, third], []):
        pane.attachments.show_all(wanted)
        QApplication.processEvents()
        chips = sorted(pane.attachments.findChildren(Chip), key=lambda chip: chip.y())
        assert [chip.toolTip() for chip in chips] == [each.title for each in wanted]


def test_a_thumbnail_may_come_before_or_after_its_photo(pane: ChatPane) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    pane.attachments.set_thumbnail("early", image)
    pane.attachments.show_all([Attachment("early", "a", "low"), Attachment("late", "b", "low")])
    before = pane.attachments.chip("late").grab().toImage()
    pane.attachments.set_thumbnail("late", image)
    assert pane.attachments.chip("late").grab().toImage() != before
