"""The table of actions holds together, and menus, toolbar and the document follow it."""

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from tessera.ui.action_table import ACTIONS, MENUS, ActionSpec, Fact
from tessera.ui.actions import Actions, shortcuts_of, tool_tip
from tessera.ui.canvas.action_table import CANVAS_ACTIONS
from tessera.ui.canvas.drawing_actions import DRAWING_ACTIONS
from tessera.ui.icon_paths import ICON_PATHS
from tessera.ui.strip_deeds import STRIP_ACTIONS
from tessera.ui.wording import plain_title

DOCUMENT = Path(__file__).parents[2] / "docs" / "shortcuts.md"

every_action = pytest.mark.parametrize("spec", ACTIONS, ids=[spec.id for spec in ACTIONS])


class Window(QMainWindow):
    """A window that notes which handlers were called."""

    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []


def _noting(name: str) -> object:
    def handler(self: Window) -> None:
        self.called.append(name)

    return handler


for _spec in ACTIONS:
    setattr(Window, _spec.handler, _noting(_spec.id))


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    return made


def test_ids_are_unique() -> None:
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)


@every_action
def test_an_action_is_found_in_a_menu_and_says_what_it_does(spec: ActionSpec) -> None:
    assert spec.menu in MENUS
    assert spec.tip
    assert not spec.icon or spec.icon in ICON_PATHS


@every_action
def test_a_handler_is_named_after_its_action(spec: ActionSpec) -> None:
    assert spec.handler == "on_" + spec.id.replace(".", "_")
    assert spec.handler.isidentifier()


def test_no_two_actions_share_a_shortcut(qapp: QApplication) -> None:
    every = (*ACTIONS, *CANVAS_ACTIONS, *DRAWING_ACTIONS, *STRIP_ACTIONS)
    keys = Counter(key.toString() for spec in every for key in shortcuts_of(spec))
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_entries_of_a_menu_share_a_letter() -> None:
    for menu in MENUS:
        letters = Counter(
            spec.text[spec.text.index("&") + 1].lower() for spec in ACTIONS if spec.menu == menu
        )
        assert [letter for letter, count in letters.items() if count > 1] == []


@every_action
def test_an_action_calls_its_handler(spec: ActionSpec, window: Window) -> None:
    action = Actions(window)[spec.id]
    action.trigger()
    assert window.called == ([] if spec.is_submenu else [spec.id])


def test_a_missing_handler_is_a_mistake_found_at_once(qtbot: QtBot) -> None:
    bare = QMainWindow()
    qtbot.addWidget(bare)
    with pytest.raises(AttributeError, match="on_photo_open"):
        Actions(bare)


def test_menus_are_empty_until_they_open_and_hold_every_action_then(window: Window) -> None:
    actions = Actions(window)
    actions.fill_menu_bar()
    menus = [entry.menu() for entry in window.menuBar().actions()]
    assert all(isinstance(menu, QMenu) and menu.isEmpty() for menu in menus)
    shown: list[str] = []
    for menu in menus:
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        menu.aboutToShow.emit()
        shown += [entry.objectName() for entry in menu.actions() if not entry.isSeparator()]
    assert sorted(shown) == sorted(spec.id for spec in ACTIONS)


def test_the_toolbar_holds_what_the_table_names_with_icons_and_tips(window: Window) -> None:
    bar = Actions(window).tool_bar()
    shown = [entry for entry in bar.actions() if not entry.isSeparator()]
    assert [entry.objectName() for entry in shown] == [s.id for s in ACTIONS if s.in_toolbar]
    assert all(not entry.icon().isNull() and entry.toolTip() for entry in shown)


def test_only_what_can_be_done_is_enabled(window: Window) -> None:
    actions = Actions(window)
    actions.set_facts(frozenset())
    assert not actions["view.fit"].isEnabled()
    assert actions["photo.open"].isEnabled()
    actions.set_facts(frozenset({Fact.HAS_PHOTO, Fact.HAS_QUESTION}))
    assert actions["view.fit"].isEnabled()
    assert not actions["chat.send"].isEnabled()
    actions.set_facts(frozenset({Fact.IS_IDLE, Fact.HAS_QUESTION}))
    assert actions["chat.send"].isEnabled()


def test_a_submenu_is_written_anew_each_time_it_opens(window: Window) -> None:
    actions = Actions(window)
    wanted = ["a.jpg"]

    def fill(menu: QMenu) -> None:
        for name in wanted:
            menu.addAction(name)

    actions.set_submenu("photo.recent", fill)
    submenu = actions["photo.recent"].menu()
    assert isinstance(submenu, QMenu)
    submenu.aboutToShow.emit()
    wanted.append("b.jpg")
    submenu.aboutToShow.emit()
    assert [entry.text() for entry in submenu.actions()] == ["a.jpg", "b.jpg"]


def test_a_tool_tip_names_the_key(qapp: QApplication) -> None:
    fit = next(spec for spec in ACTIONS if spec.id == "view.fit")
    key = QKeySequence("Ctrl+0").toString(QKeySequence.SequenceFormat.NativeText)
    assert tool_tip(fit) == f"Show the whole photo ({key})"


def test_the_document_lists_every_shortcut_and_no_other() -> None:
    rows = [
        f"| {plain_title(spec.text)} | {', '.join(f'`{key}`' for key in spec.keys)} |"
        for spec in (*ACTIONS, *CANVAS_ACTIONS, *DRAWING_ACTIONS, *STRIP_ACTIONS)
        if spec.keys
    ]
    written = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    assert written[1:] == rows
