"""The prompt of a picture: the text, ways to a good one, and quiet hints that never block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tessera.core.prompt_hints import prompt_hints
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from tessera.core.prompt_starters import Starter, Starters

LINES, MOST_HINTS = 5, 2
HINTS_AFTER_MS = 400  # they come when the typing rests
SAVE, REMOVE = "\0save", "\0remove "


class PromptField(QWidget):
    """The text with its tools. ``changed`` comes with every letter."""

    changed = Signal()
    starter_chosen = Signal(object)  # a Starter
    parts_wanted = Signal()
    template_chosen = Signal(str)
    template_removed = Signal(str)
    save_wanted = Signal()
    templates_due = Signal()  # the menu opens: bring the templates by show_templates

    def __init__(self) -> None:
        super().__init__()
        self.edit = QPlainTextEdit()
        self.edit.setObjectName("makePrompt")
        self.edit.setAccessibleName("Prompt")
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(LINES * self.edit.fontMetrics().lineSpacing() + 22)
        self._is_edit = False
        self._hints = quiet(plain_label())
        self._hints.setObjectName("promptHints")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(HINTS_AFTER_MS)
        self._pause.timeout.connect(self.show_hints)
        self._starters = _menu_button("Starters", "promptStarters")
        self._templates = _menu_button("Templates", "promptTemplates")
        self._parts = QToolButton()
        self._parts.setObjectName("promptParts")
        self._parts.setText("By parts…")
        self._parts.setToolTip("Build the prompt from subject, setting, light and more")
        self._parts.clicked.connect(self.parts_wanted)
        self._fill_menus()
        self._lay_out()
        self.edit.textChanged.connect(self.on_text_changed)

    def text(self) -> str:
        """Return what was written."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Put ``text`` in; one undo brings back what was there."""
        if text == self.text():
            return
        cursor = self.edit.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)

    def insert(self, words: str) -> None:
        """Write words where the cursor stands."""
        before = self.edit.textCursor().block().text()[: self.edit.textCursor().positionInBlock()]
        gap = " " if before and not before.endswith(" ") else ""
        self.edit.insertPlainText(gap + words)
        self.edit.setFocus()

    def set_kind(self, placeholder: str, *, is_edit: bool) -> None:
        """Say what to write; an edit gets other hints."""
        self.edit.setPlaceholderText(placeholder)
        self._is_edit = is_edit
        self.show_hints()

    def show_starters(self, starters: Starters) -> None:
        """List the starters by group."""
        menu = self._starter_menu
        menu.clear()
        for group in starters.groups:
            below = menu.addMenu(group.replace("&", "&&"))
            for starter in starters.of_group(group):
                below.addAction(starter.title.replace("&", "&&")).setData(starter)

    def show_templates(self, templates: Sequence[tuple[str, str]]) -> None:
        """List the saved templates: ids and names."""
        menu = self._template_menu
        menu.clear()
        save = menu.addAction("Save this prompt…")
        save.setData(SAVE)
        save.setEnabled(bool(self.text().strip()))
        menu.addSeparator()
        for template_id, name in templates:
            menu.addAction(name.replace("&", "&&")).setData(template_id)
        if not templates:
            menu.addAction("No templates yet").setEnabled(False)
            return
        menu.addSeparator()
        remove = menu.addMenu("Remove a template")
        for template_id, name in templates:
            remove.addAction(name.replace("&", "&&")).setData(f"{REMOVE}{template_id}")

    @Slot()
    def on_text_changed(self) -> None:
        """Tell, and look at it when the typing rests."""
        self._pause.start()
        self.changed.emit()

    @Slot()
    def show_hints(self) -> None:
        """Say what might be thought of."""
        found = prompt_hints(self.text(), is_edit=self._is_edit)[:MOST_HINTS]
        self._hints.setText("\n".join(hint.text for hint in found))
        self._hints.setVisible(bool(found))

    @Slot(object)
    def on_starter(self, action: QAction) -> None:
        """Begin from a starter."""
        starter: Starter = action.data()
        self.starter_chosen.emit(starter)

    @Slot(object)
    def on_template(self, action: QAction) -> None:
        """Take a template, save or remove one."""
        chosen = action.data()
        if chosen == SAVE:
            self.save_wanted.emit()
        elif isinstance(chosen, str) and chosen.startswith(REMOVE):
            self.template_removed.emit(chosen.removeprefix(REMOVE))
        elif isinstance(chosen, str):
            self.template_chosen.emit(chosen)

    def _fill_menus(self) -> None:
        self._starter_menu, self._template_menu = QMenu(self._starters), QMenu(self._templates)
        self._starters.setMenu(self._starter_menu)
        self._templates.setMenu(self._template_menu)
        self._starter_menu.triggered.connect(self.on_starter)
        self._template_menu.triggered.connect(self.on_template)
        self._template_menu.aboutToShow.connect(self.templates_due)

    def _lay_out(self) -> None:
        label = QLabel("&Prompt")
        label.setBuddy(self.edit)
        tools = QHBoxLayout()
        tools.setSpacing(SPACE_XS)
        tools.addWidget(label)
        tools.addStretch(1)
        for button in (self._starters, self._templates, self._parts):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(tools)
        column.addWidget(self.edit)
        column.addWidget(self._hints)


def _menu_button(title: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(f"{title} ▾")
    button.setAccessibleName(title)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    return button
