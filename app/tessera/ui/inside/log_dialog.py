"""The log to read: newest last, by category and level, as plain text."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from tessera.store.log_file import CATEGORIES, LEVELS
from tessera.ui.combo import Combo
from tessera.ui.dialogs.frame import Dialog
from tessera.ui.notice import text_label

EVERYTHING = "everything"
MOST_CHARS = 400_000  # a text field shows this much without a stall
SPACES_BEFORE_MORE = "    "  # how the log indents what belongs to the line above


class LogDialog(Dialog):
    """Shows *untrusted* lines sign for sign."""

    level_chosen = Signal(str)

    def __init__(self, parent: QWidget | None, path: Path, level: str) -> None:
        super().__init__(parent, "Log", width=860)
        self._lines: Sequence[str] = ()
        self.category = _picker("Show", (EVERYTHING, *dict.fromkeys(CATEGORIES.values())))
        self.level = _picker("Write from now on", LEVELS)
        self.level.setCurrentText(level)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Log")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumHeight(420)
        self.body.addLayout(self._choices())
        self.body.addWidget(self.text, 1)
        self.add_paragraph(f"It lies in {path.parent}. Keys, prompts and answers are never in it.")
        copy = self.add_button("Copy all", name="copy")
        copy.clicked.connect(self.on_copy)
        self.add_close_button(is_default=True)
        self.category.currentTextChanged.connect(self.on_filtered)
        self.level.textActivated.connect(self.level_chosen)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines of the log, the newest last."""
        self._lines = lines
        self.on_filtered()

    @Slot()
    def on_filtered(self) -> None:
        """Show only what was asked for."""
        text = "\n".join(of_category(self._lines, self.category.currentText()))
        self.text.setPlainText(text[-MOST_CHARS:] or "Nothing was written yet.")
        self.text.moveCursor(QTextCursor.MoveOperation.End)

    @Slot()
    def on_copy(self) -> None:
        """Put what is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for picker in (self.category, self.level):
            label = text_label()
            label.setText(picker.accessibleName())
            label.setBuddy(picker)
            row.addWidget(label)
            row.addWidget(picker)
        row.addStretch(1)
        return row


def of_category(lines: Sequence[str], category: str) -> list[str]:
    """Return the lines of one category, with what is indented under each."""
    if category == EVERYTHING:
        return list(lines)
    kept: list[str] = []
    is_wanted = False
    for line in lines:
        if not line.startswith(SPACES_BEFORE_MORE):
            is_wanted = line.split()[2:3] == [category]
        if is_wanted:
            kept.append(line)
    return kept


def _picker(title: str, words: Sequence[str]) -> Combo:
    picker = Combo()
    picker.setAccessibleName(title)
    for word in words:
        picker.addItem(word, word)
    return picker
