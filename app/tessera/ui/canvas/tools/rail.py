"""The tool bar at the edge of the canvas: one button per tool, more behind an arrow if need be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolBar, QToolButton

from tessera.ui.icons import icon
from tessera.ui.tokens import ICON_SIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget


class ToolRail(QToolBar):
    """An upright row of buttons, named for a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Tools of the canvas", parent)
        self.setObjectName("toolRail")
        self.setAccessibleName("Tools of the canvas")
        self.setOrientation(Qt.Orientation.Vertical)
        self.setIconSize(QSize(ICON_SIDE - 2, ICON_SIDE - 2))  # ten tools on a low screen
        self.setMinimumHeight(120)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:  # Qt's own arrow is a dot of two pixels
            more.setIcon(icon("more"))
            more.setToolTip("More tools")
            more.setAccessibleName("More tools")
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None:
            more.setAccessibleName("More tools")
            more.setToolTip("More tools")

    def add_group(self, actions: Sequence[QAction]) -> None:
        """Add buttons, with a line above them if there are others."""
        if self.actions():
            self.addSeparator()
        self.addActions(list(actions))
