"""The prompt builder: a field for each part, and below what they come to as one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tessera.core.prompt_hints import prompt_hints
from tessera.core.prompt_parts import TEXT_PARTS, ExactText, PromptParts, label_of, prompt_text
from tessera.ui.dialogs.frame import Dialog
from tessera.ui.icons import icon
from tessera.ui.meter.labels import plain_label, quiet
from tessera.ui.tokens import SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_TEXTS, PREVIEW_LINES = 4, 6
EXAMPLES = {
    "subject": "A potter in her fifties, laughing",
    "setting": "her workshop, shelves of bowls behind her",
    "style": "documentary photograph, or watercolour on rough paper",
    "light": "soft light from a window on the left, quiet mood",
    "composition": "waist up, eyes on the upper third",
    "palette": "warm greys, terracotta, linen white",
    "camera": "85 mm at f/2, focus on the eyes",
    "technical": "no lettering, plain margins",
}


class PromptBuilder(Dialog):
    """Edits parts. ``used`` comes with the text when it is taken, ``save_wanted`` to keep it."""

    used = Signal(str)
    save_wanted = Signal(object)  # PromptParts

    def __init__(self, parent: QWidget | None, parts: PromptParts) -> None:
        super().__init__(parent, "Prompt by parts", width=640)
        self.setObjectName("promptBuilder")
        self.add_heading("Build the prompt by parts")
        form = self.add_form()
        self._fields = {name: self._field(form, name, parts) for name in TEXT_PARTS[:-1]}
        self._texts = _Texts(parts.texts)
        form.addRow("Exact te&xt", self._texts)
        self._fields[TEXT_PARTS[-1]] = self._field(form, TEXT_PARTS[-1], parts)
        self._preview = QPlainTextEdit()
        self._preview.setObjectName("promptPreview")
        self._preview.setAccessibleName("The whole prompt")
        self._preview.setReadOnly(True)
        lines = PREVIEW_LINES * self._preview.fontMetrics().lineSpacing()
        self._preview.setMinimumHeight(lines)
        self.body.addWidget(self._preview, 1)
        self._hints = quiet(plain_label())
        self.body.addWidget(self._hints)
        save = self.add_button("Save as template…", name="saveTemplate", is_left=True)
        save.clicked.connect(self.on_save)
        self.add_close_button("Cancel")
        use = self.add_button("Use this prompt", name="usePrompt", is_default=True)
        use.clicked.connect(self.on_use)
        for field in self._fields.values():
            field.textChanged.connect(self.on_changed)
        self._texts.changed.connect(self.on_changed)
        self.on_changed()

    def parts(self) -> PromptParts:
        """Return what stands in the fields."""
        named = {name: field.text() for name, field in self._fields.items()}
        return PromptParts(texts=self._texts.texts(), **named)

    @Slot()
    def on_changed(self) -> None:
        """Show what the parts come to."""
        text = prompt_text(self.parts())
        self._preview.setPlainText(text)
        found = prompt_hints(text)
        self._hints.setText("\n".join(hint.text for hint in found))
        self._hints.setVisible(bool(found))

    @Slot()
    def on_use(self) -> None:
        """Hand the prompt over."""
        self.used.emit(prompt_text(self.parts()))
        self.accept()

    @Slot()
    def on_save(self) -> None:
        """Have the parts kept."""
        self.save_wanted.emit(self.parts())

    def _field(self, form: QFormLayout, name: str, parts: PromptParts) -> QLineEdit:
        field = QLineEdit(getattr(parts, name))
        field.setObjectName(f"part_{name}")
        field.setAccessibleName(label_of(name))
        field.setPlaceholderText(EXAMPLES[name])
        form.addRow(label_of(name), field)
        return field


class _Texts(QWidget):
    """Lines of words that shall stand in the picture, each with its place."""

    changed = Signal()

    def __init__(self, texts: Sequence[ExactText]) -> None:
        super().__init__()
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_XS)
        self._more = QPushButton("Another text")
        self._more.setObjectName("anotherText")
        self._more.setAutoDefault(False)
        self._more.clicked.connect(self.on_more)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        for text in texts or (ExactText(""),):
            self._add(text)

    def texts(self) -> tuple[ExactText, ...]:
        """Return the texts that have words."""
        found = (ExactText(words.text(), place.text()) for words, place in self._rows)
        return tuple(text for text in found if text.words.strip())

    @Slot()
    def on_more(self) -> None:
        """Offer another line."""
        self._add(ExactText(""))
        self._rows[-1][0].setFocus()

    def _add(self, text: ExactText) -> None:
        number = len(self._rows) + 1
        words = _line(text.words, f"Text {number}, letter for letter", "OPEN 24 HOURS")
        place = _line(text.place, f"Place of text {number}", "above the door")
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(words, 3)
        row.addWidget(place, 2)
        row.addWidget(_clear_button(words, place))
        self._column.insertLayout(len(self._rows), row)
        self._rows.append((words, place))
        for field in (words, place):
            field.textChanged.connect(self.changed)
        self._more.setVisible(len(self._rows) < MOST_TEXTS)


def _line(text: str, name: str, example: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setAccessibleName(name)
    field.setPlaceholderText(example)
    return field


def _clear_button(words: QLineEdit, place: QLineEdit) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon("close", "text_quiet"))
    button.setIconSize(QSize(14, 14))
    button.setToolTip("Leave this text out")
    button.setAccessibleName("Leave this text out")
    button.clicked.connect(words.clear)
    button.clicked.connect(place.clear)
    return button
