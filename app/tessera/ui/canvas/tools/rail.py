"""The tools at the edge of the canvas: one button each, in one column, or two where it is low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from tessera.ui.accessible import give_role
from tessera.ui.tokens import ICON_SIDE, SPACE_XS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QResizeEvent

MOST_COLUMNS = 2
BETWEEN = 1
LINE_HEIGHT = 7


class ToolRail(QWidget):
    """Upright groups of buttons, named for a screen reader. None is ever out of sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolRail")
        self.setAccessibleName("Tools of the canvas")
        give_role(ToolRail, "ToolBar")
        self._groups: list[list[QToolButton]] = []
        self._lines: list[QFrame] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE_XS, SPACE_XS, SPACE_XS, SPACE_XS)
        self._grid.setSpacing(BETWEEN)

    def add_group(self, actions: Sequence[QAction]) -> None:
        """Add buttons, with a line above them if there are others."""
        if self._groups:
            self._lines.append(_line(self))
        self._groups.append([_button(action, self) for action in actions])
        self._lay_out(1)
        self.setMinimumHeight(self._height(MOST_COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as the height asks for."""
        super().resizeEvent(event)
        columns = 1 if self.height() >= self._height(1) else MOST_COLUMNS
        if columns != self._columns:
            self._lay_out(columns)

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of most columns, however many there are now."""
        return QSize(super().minimumSizeHint().width(), self._height(MOST_COLUMNS))

    def _height(self, columns: int) -> int:
        margins = self._grid.contentsMargins()
        rows = [-(-len(group) // columns) for group in self._groups]
        tallest = max((b.sizeHint().height() for group in self._groups for b in group), default=0)
        buttons = sum(rows) * (tallest + BETWEEN)
        lines = len(self._lines) * (LINE_HEIGHT + BETWEEN)
        return margins.top() + margins.bottom() + buttons + lines

    def _lay_out(self, columns: int) -> None:
        """Put every button at its place; what has a place moves."""
        grid, row = self._grid, 0
        grid.setRowStretch(grid.rowCount() - 1, 0)
        for number, group in enumerate(self._groups):
            if number:
                grid.addWidget(self._lines[number - 1], row, 0, 1, columns)
                row += 1
            for place, button in enumerate(group):
                grid.addWidget(button, row + place // columns, place % columns)
            row += -(-len(group) // columns)
        grid.setRowStretch(max(row, grid.rowCount() - 1), 1)  # the rest stays empty
        self._columns = columns


def _button(action: QAction, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setIconSize(QSize(ICON_SIDE - 2, ICON_SIDE - 2))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button


def _line(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setObjectName("railLine")
    line.setFixedHeight(LINE_HEIGHT)
    return line
