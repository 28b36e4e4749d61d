"""The actions as Qt objects, built from the table: shortcuts at once, menus when they open.

`Actions` belongs to the window, which must have a method for every handler that the table names.
"""

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QWidget

from tessera.ui.action_table import ACTIONS, MENUS, ActionSpec, Fact
from tessera.ui.icons import icon

_ROLES = {
    "app.settings": QAction.MenuRole.PreferencesRole,
    "app.about": QAction.MenuRole.AboutRole,
    "app.quit": QAction.MenuRole.QuitRole,
}


class Actions(QObject):
    """Every action of the table, bound to the handlers of ``window``."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._facts: frozenset[Fact] | None = None
        self._specs = list(ACTIONS)
        self._actions = {spec.id: self._made(spec, window) for spec in ACTIONS}
        self._submenus: dict[str, _Submenu] = {}
        window.addActions(list(self._actions.values()))

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """Return every action there is by now."""
        return tuple(self._specs)

    def add(self, specs: Sequence[ActionSpec], handlers: QObject, menus: Sequence[str]) -> None:
        """Add actions that come after the first paint, with menus of their own behind the first."""
        made = {spec.id: self._made(spec, handlers) for spec in specs}
        self._specs += specs
        self._actions |= made
        self._window.addActions(list(made.values()))
        bar = self._window.menuBar()
        titles = [entry.text() for entry in bar.actions()]
        for title in reversed([title for title in menus if title not in titles]):
            menu = _Menu(title, self, bar)
            behind = bar.actions()[1:2]
            bar.insertMenu(behind[0], menu) if behind else bar.addMenu(menu)
            if sys.platform == "darwin":
                menu.fill()
        new = {spec.menu for spec in specs}
        for known in bar.findChildren(_Menu):
            if known.title() in new:
                known.clear()  # it is filled anew when it opens
                if sys.platform == "darwin":
                    known.fill()
        facts, self._facts = self._facts, None
        self.set_facts(facts or frozenset())

    def set_facts(self, facts: frozenset[Fact]) -> None:
        """Enable what can be done now, disable the rest."""
        if facts == self._facts:
            return
        self._facts = facts
        for spec in self._specs:
            self._actions[spec.id].setEnabled(spec.needs <= facts)

    def fill_menu_bar(self) -> None:
        """Add the menus; each is filled when it opens for the first time."""
        bar = self._window.menuBar()
        for title in MENUS:
            menu = _Menu(title, self, bar)
            bar.addMenu(menu)
            if sys.platform == "darwin":  # a native bar hides menus that are empty
                menu.fill()

    def tool_bar(self) -> QToolBar:
        """Return the toolbar with the actions the table names for it."""
        bar = QToolBar("Tools", self._window)
        bar.setObjectName("tools")
        bar.setMovable(False)
        for spec in ACTIONS:
            if spec.in_toolbar:
                if spec.starts_group:
                    bar.addSeparator()
                self.dress(spec)
                bar.addAction(self._actions[spec.id])
        return bar

    def menu(self, title: str) -> QMenu:
        """Return a menu of the bar."""
        menus = self._window.menuBar().findChildren(_Menu)
        return next(menu for menu in menus if menu.title() == title)

    def set_submenu(self, action_id: str, fill: Callable[[QMenu], None]) -> None:
        """Let ``fill`` write the submenu of ``action_id`` anew each time it opens."""
        self._submenus[action_id] = _Submenu(self._actions[action_id], fill, self._window)

    def menu_of(self, *action_ids: str) -> QMenu:
        """Return a context menu with the named actions; it deletes itself when closed."""
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        for spec in self._specs:
            if spec.id in action_ids:
                self.dress(spec)
                menu.addAction(self._actions[spec.id])
        return menu

    def dress(self, spec: ActionSpec) -> None:
        """Give the action its icon and its tips; only what is shown pays for them."""
        action = self._actions[spec.id]
        if action.statusTip():
            return
        action.setStatusTip(spec.tip)
        action.setToolTip(tool_tip(spec))
        if spec.icon:
            action.setIcon(icon(spec.icon))

    def _made(self, spec: ActionSpec, handlers: QObject) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.id)
        if keys := shortcuts_of(spec):
            action.setShortcuts(keys)
        if spec.is_switch:
            action.setCheckable(True)
        if sys.platform == "darwin":
            action.setMenuRole(_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        if not spec.is_submenu:
            action.triggered.connect(getattr(handlers, spec.handler))
        return action


def shortcuts_of(spec: ActionSpec) -> list[QKeySequence]:
    """Return the platform's own keys first, then those of the table, each once."""
    found = QKeySequence.keyBindings(spec.standard) if spec.standard is not None else []
    return found + [key for key in map(QKeySequence, spec.keys) if key not in found]


def tool_tip(spec: ActionSpec) -> str:
    """Return what a toolbar button says: what it does and its first key."""
    keys = shortcuts_of(spec)
    native = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    return f"{spec.tip} ({native})" if native else spec.tip


class _Menu(QMenu):
    """A menu of the bar that fills itself when it opens for the first time."""

    def __init__(self, title: str, actions: Actions, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._actions = actions
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        if not self.isEmpty():
            return
        for spec in self._actions.specs:
            if spec.menu == self.title():
                if spec.starts_group:
                    self.addSeparator()
                self._actions.dress(spec)
                self.addAction(self._actions[spec.id])


class _Submenu(QMenu):
    """A menu whose entries are written anew each time it opens."""

    def __init__(self, action: QAction, fill: Callable[[QMenu], None], parent: QMainWindow) -> None:
        super().__init__(action.text(), parent)
        self._fill = fill
        action.setMenu(self)
        self.aboutToShow.connect(self.refill)

    def refill(self) -> None:
        self.clear()
        self._fill(self)
