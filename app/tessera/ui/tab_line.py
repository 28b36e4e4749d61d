"""A line of tabs over a pane: what the pane can show, side by side; the open one on a soft ground.

The window has two: *Ask, Generate, Edit, Extend, Vary* over the conversation, and *Sessions,
Versions* over the history. Their look stands in the style sheet, so a start pays for no own one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QTabBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class TabLine(QTabBar):
    """Tabs by id. ``chosen`` comes with the id after any change."""

    chosen = Signal(str)

    def __init__(
        self, name: str, label: str, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self._ids = [tab_id for tab_id, _ in tabs]
        for _, title in tabs:
            self.addTab(title)
        self.currentChanged.connect(self.on_current_changed)

    def open_id(self) -> str:
        """Return the id of the open tab."""
        return self._ids[self.currentIndex()]

    def choose(self, tab_id: str) -> None:
        """Open a tab."""
        self.setCurrentIndex(self._ids.index(tab_id))

    @Slot(int)
    def on_current_changed(self, index: int) -> None:
        """Tell which one is open."""
        self.chosen.emit(self._ids[index])
