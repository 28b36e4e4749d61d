"""A heading that opens and closes what stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from tessera.ui.tokens import SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence


class Fold(QWidget):
    """Closed at first; its button says what it holds."""

    def __init__(self, title: str, name: str, rows: Sequence[QWidget]) -> None:
        super().__init__()
        self.button = QToolButton()
        self.button.setObjectName(name)
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.toggled.connect(self.on_toggled)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE_S)
        for row in rows:
            inside.addWidget(row)
        self._inside.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)

    @Slot(bool)
    def on_toggled(self, is_open: bool) -> None:
        """Show or hide what it holds."""
        self._inside.setVisible(is_open)
        self.button.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
