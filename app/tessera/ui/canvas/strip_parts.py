"""What the strips below the canvas are made of."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from tessera.ui.tokens import SPACE_S

TARGET = 28  # widget units; WCAG 2.2 asks for at least 24


def push_button(text: str, tip: str) -> QPushButton:
    """Return a button that Enter elsewhere does not press."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setMinimumHeight(TARGET)
    button.setToolTip(tip)
    return button


def check_box(text: str, name: str, tip: str) -> QCheckBox:
    """Return a switch with an object name."""
    box = QCheckBox(text)
    box.setObjectName(name)
    box.setMinimumHeight(TARGET)
    box.setToolTip(tip)
    return box


def row_of(*parts: QWidget) -> QHBoxLayout:
    """Return ``parts`` side by side."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_S)
    for part in parts:
        row.addWidget(part)
    return row
