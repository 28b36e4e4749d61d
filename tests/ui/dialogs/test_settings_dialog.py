"""Settings, own servers, shortcuts and *About* are made from the tables they show."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tessera import __version__
from tessera.core.profiles import AuthForm, Capabilities, Profile, Route
from tessera.core.words import Detail
from tessera.store.settings_table import SETTINGS, OverCap, Settings, Theme
from tessera.ui.action_table import ACTIONS
from tessera.ui.combo import Combo
from tessera.ui.dialogs.about import AboutDialog, licences
from tessera.ui.dialogs.profile_editor import ProfileEditor
from tessera.ui.dialogs.settings import ELSEWHERE, SettingsDialog
from tessera.ui.dialogs.shortcuts import ShortcutsDialog
from tessera.ui.wording import plain_title


def _press(dialog: QWidget, qtbot: QtBot, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _choose(dialog: SettingsDialog, key: str, value: object) -> None:
    widget = dialog.field(key).widget
    assert isinstance(widget, Combo)
    assert widget.findData(value) >= 0, f"{key} does not offer {value!r}"
    widget.setCurrentIndex(widget.findData(value))


CHANGED = Settings(
    theme=Theme.DARK,
    font_percent=125,
    model="gpt-5-mini",
    detail=Detail.HIGH,
    max_output_tokens=500,
    reasoning_effort="low",
    send_as_link=True,
    gpt_proto_auth=AuthForm.RAW,
    openai_organization="org-1",
    openai_project="proj-1",
    cap_request_usd=Decimal("0.05"),
    cap_month_usd=Decimal("12.5"),
    over_cap=OverCap.REFUSE,
    profile="openai",
)


@pytest.mark.parametrize("settings", [Settings(), CHANGED], ids=["defaults", "changed"])
def test_what_is_shown_is_what_is_saved(qtbot: QtBot, settings: Settings) -> None:
    dialog = SettingsDialog(None, settings, ["gpt-4o", "gpt-5-mini"])
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.saved) as saved:
        _press(dialog, qtbot, "save")
    assert saved.args == [settings]


def test_a_choice_is_saved_and_the_rest_is_left(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, CHANGED)
    qtbot.addWidget(dialog)
    dialog.open()
    _choose(dialog, "theme", "light")
    _choose(dialog, "max_output_tokens", 0)
    with qtbot.waitSignal(dialog.saved) as saved:
        _press(dialog, qtbot, "save")
    assert saved.args == [replace(CHANGED, theme=Theme.LIGHT, max_output_tokens=0)]


def test_an_empty_cap_stays_none_and_a_written_one_is_exact(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, Settings())
    qtbot.addWidget(dialog)
    dialog.open()
    field = dialog.field("cap_day_usd").widget
    assert isinstance(field, QLineEdit)
    assert (field.text(), field.placeholderText()) == ("", "No cap")
    field.setText("0.10")
    with qtbot.waitSignal(dialog.saved) as saved:
        _press(dialog, qtbot, "save")
    assert saved.args == [Settings(cap_day_usd=Decimal("0.1"))]


def test_cancel_saves_nothing(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, Settings())
    qtbot.addWidget(dialog)
    dialog.open()
    _choose(dialog, "theme", "dark")
    with qtbot.assertNotEmitted(dialog.saved):
        _press(dialog, qtbot, "close")


def test_the_settings_scroll_in_one_direction_only(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    area = dialog.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0


def test_every_setting_is_in_the_dialog_or_has_a_place_of_its_own(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, Settings())
    qtbot.addWidget(dialog)
    shown = {field.setting.key for field in dialog.fields}
    assert shown | ELSEWHERE == {setting.key for setting in SETTINGS}
    assert not shown & ELSEWHERE


def test_every_field_has_a_name_and_a_description_for_a_screen_reader(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, Settings())
    qtbot.addWidget(dialog)
    for field in dialog.fields:
        assert field.widget.accessibleName() == field.setting.title
        assert field.widget.accessibleDescription() == field.setting.description


def test_a_value_that_makes_no_sense_is_named_and_nothing_is_saved(qtbot: QtBot) -> None:
    dialog = SettingsDialog(None, Settings())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.field("openai_project").widget.setText("x" * 300)  # type: ignore[attr-defined]
    with qtbot.assertNotEmitted(dialog.saved):
        _press(dialog, qtbot, "save")
    assert dialog.problem.text().startswith("OpenAI project: ")


OWN = Profile(
    "home",
    "Home server",
    "https://home.example/v1",
    auth=AuthForm.API_KEY,
    price_factor=Decimal("0.5"),
    capabilities=Capabilities(
        route=Route.CHAT, files=False, images=False, max_completion_tokens=False
    ),
    headers=(("X-Team", "a: b"),),
    query=(("api-version", "2026-01-01"),),
)


def test_a_server_of_ones_own_is_saved_as_it_was_shown(qtbot: QtBot) -> None:
    editor = ProfileEditor(None, OWN)
    qtbot.addWidget(editor)
    editor.open()
    with qtbot.waitSignal(editor.saved) as saved:
        _press(editor, qtbot, "save")
    assert saved.args == [OWN]


def test_a_new_server_starts_as_one_on_this_machine(qtbot: QtBot) -> None:
    editor = ProfileEditor(None)
    qtbot.addWidget(editor)
    editor.open()
    editor.id.setText("ollama")
    with qtbot.waitSignal(editor.saved) as saved:
        _press(editor, qtbot, "save")
    assert saved.args is not None
    profile: Profile = saved.args[0]
    assert (profile.id, profile.title) == ("ollama", "ollama")
    assert not profile.capabilities.max_completion_tokens, "or some would not bound the answer"
    assert not profile.needs_key
    assert profile.price_factor == 0
    assert profile.capabilities.route is Route.CHAT


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("id", "Not An Id", "is no profile id"),
        ("id", "openai", "belongs to a built-in profile"),
        ("base_url", "home.example", "is no address"),
        ("price_factor", "cheap", "is no price factor"),
        ("headers", "Authorization: Bearer x", "would keep a key in this file"),
        ("headers", "no colon", "write it as name: value"),
    ],
)
def test_a_server_that_makes_no_sense_is_refused_with_the_reason(
    qtbot: QtBot, field: str, text: str, reason: str
) -> None:
    editor = ProfileEditor(None)
    qtbot.addWidget(editor)
    editor.open()
    editor.id.setText("home")
    widget = getattr(editor, field)
    (widget.setPlainText if field == "headers" else widget.setText)(text)
    with qtbot.assertNotEmitted(editor.saved):
        _press(editor, qtbot, "save")
    assert reason in editor.problem.text()


def test_a_server_can_be_removed(qtbot: QtBot) -> None:
    editor = ProfileEditor(None, OWN)
    qtbot.addWidget(editor)
    editor.open()
    with qtbot.waitSignal(editor.removed) as removed:
        _press(editor, qtbot, "remove")
    assert removed.args == ["home"]


def test_every_shortcut_is_listed(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(None)
    qtbot.addWidget(dialog)
    listed = {
        dialog.list.topLevelItem(group).child(row).text(0)
        for group in range(dialog.list.topLevelItemCount())
        for row in range(dialog.list.topLevelItem(group).childCount())
    }
    assert {plain_title(spec.text) for spec in ACTIONS if spec.keys} <= listed


def test_about_names_the_version_and_the_licence_of_qt(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"Tessera {__version__}" in said
    assert "GNU Lesser General Public License" in said
    assert any(line.startswith("PySide6") and "LGPL" in line for line in licences())


def test_sentences_that_wrap_are_never_cut_off(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    dialog.open()
    for label in dialog.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_escape_leaves_a_dialog(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(None)
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
