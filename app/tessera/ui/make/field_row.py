"""One line of the panel: a label, and at its right what it names. Lines that do not apply hide."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tessera.ui.tokens import SPACE_S

LABEL_WIDTH = 92


class FieldRow(QWidget):
    """A labelled field, or several in one line."""

    def __init__(self, label: str, *fields: QWidget, stretch: bool = True) -> None:
        super().__init__()
        self.label = QLabel(label)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setBuddy(fields[0])
        self.label.setFixedWidth(LABEL_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.label)
        for field in fields:
            row.addWidget(field, int(stretch))
        if not stretch:
            row.addStretch(1)
