"""The pickers: their data is the id, and they tell a choice once, whoever made it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from tessera.ui.choices import Choice
from tessera.ui.combo import CHEVRON
from tessera.ui.pickers import Picker, detail_picker, model_picker
from tessera.ui.stylesheet import style_sheet
from tessera.ui.tokens import LIGHT

MODELS = (
    Choice("gpt-5-mini", hint="$0.0004", group="Current"),
    Choice("gpt-4o", hint="$0.0019", group="Current"),
    Choice("gpt-4-turbo", hint="ends 1 Dec 2026", group="Ends soon", is_faded=True),
)


@pytest.fixture
def picker(qtbot: QtBot) -> Picker:
    made = model_picker()
    qtbot.addWidget(made)
    made.set_choices(MODELS, "gpt-4o")
    return made


def test_text_and_data_are_the_id(picker: Picker) -> None:
    assert isinstance(picker, QComboBox)
    assert picker.objectName() == "modelPicker"
    assert (picker.currentText(), picker.currentData()) == ("gpt-4o", "gpt-4o")


def test_filling_tells_nothing(picker: Picker, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(picker.chosen):
        picker.set_choices(MODELS[:2], "gpt-5-mini")
    assert picker.current_id() == "gpt-5-mini"


def test_a_choice_by_index_is_told_as_by_hand(picker: Picker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.chosen) as chosen:
        picker.setCurrentIndex(picker.findData("gpt-5-mini"))
    assert chosen.args == ["gpt-5-mini"]
    with qtbot.assertNotEmitted(picker.chosen):
        picker.pick("gpt-5-mini")
        picker.pick("unknown")


def test_headings_cannot_be_chosen(picker: Picker) -> None:
    texts = [picker.itemText(row) for row in range(picker.count())]
    assert texts == ["Current", "gpt-5-mini", "gpt-4o", "Ends soon", "gpt-4-turbo"]
    enabled = Qt.ItemFlag.ItemIsEnabled
    flags = [picker.model().index(row, 0).flags() for row in range(picker.count())]
    assert [bool(flag & enabled) for flag in flags] == [False, True, True, False, True]


def test_the_arrow_keys_skip_headings(picker: Picker, qtbot: QtBot) -> None:
    picker.show()
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.keyClick(picker, Qt.Key.Key_Down)
    assert chosen.args == ["gpt-4-turbo"]


def test_one_group_needs_no_heading(picker: Picker) -> None:
    picker.set_choices(MODELS[:2], "gpt-4o")
    assert picker.count() == 2


def test_a_choice_that_is_not_listed_is_shown_as_it_is(picker: Picker) -> None:
    picker.set_choices(MODELS, "my-own-model")
    assert picker.currentData() == "my-own-model"
    assert "not in the list" in picker.toolTip()


def test_the_picker_says_where_a_detail_changes_nothing(qtbot: QtBot) -> None:
    picker = detail_picker()
    qtbot.addWidget(picker)
    same = Choice("high", hint="same as low here", tip="This model sees the same at every detail.")
    picker.set_choices([Choice("low"), same], "high")
    assert "sees the same at every detail" in picker.toolTip()
    assert "sees the same at every detail" in picker.accessibleDescription()
    spoken = picker.itemData(1, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "high, same as low here"


def test_the_wheel_does_not_change_what_a_question_costs(picker: Picker) -> None:
    picker.show()
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(picker, turn)
    assert picker.currentData() == "gpt-4o"


def test_the_open_list_shows_the_hints(picker: Picker, qtbot: QtBot) -> None:
    picker.show()
    picker.showPopup()
    with_hints = picker.view().grab().toImage()
    picker.hidePopup()
    picker.set_choices([Choice(each.id, group=each.group) for each in MODELS], "gpt-4o")
    picker.showPopup()
    assert picker.view().grab().toImage() != with_hints
    picker.hidePopup()


def test_a_list_that_goes_on_shows_that_it_scrolls(picker: Picker, qtbot: QtBot) -> None:
    picker.setStyleSheet(style_sheet(LIGHT))
    picker.show()
    picker.showPopup()
    bar = picker.view().verticalScrollBar()
    assert not bar.isVisible(), "three entries need none"
    picker.hidePopup()
    picker.set_choices([Choice(f"model-{number}") for number in range(40)], "model-20")
    picker.showPopup()
    qtbot.waitUntil(bar.isVisible)
    assert bar.maximum() > 0
    picker.hidePopup()


def test_a_name_that_is_too_long_ends_in_dots_and_not_within_a_letter(
    picker: Picker, qtbot: QtBot
) -> None:
    long = "gpt-5.6-luna-with-a-name-that-goes-on"
    picker.set_choices((Choice(long),), long)
    picker.resize(120, 28)
    cut = picker.shown().currentText
    assert cut.endswith("…")
    assert long.startswith(cut[:-1])
    assert not picker.grab().isNull(), "and is painted so"
    picker.resize(900, 28)
    assert picker.shown().currentText == long


def test_beside_the_words_only_the_chevron_has_room(picker: Picker) -> None:
    picker.setStyleSheet(style_sheet(LIGHT))
    picker.resize(120, 28)
    option = QStyleOptionComboBox()
    picker.initStyleOption(option)
    field, box = QStyle.SubControl.SC_ComboBoxEditField, QStyle.ComplexControl.CC_ComboBox
    words = picker.style().subControlRect(box, option, field, picker)
    assert CHEVRON + 6 <= picker.width() - words.right() <= CHEVRON + 18
