"""A pane with a line of tabs above: each tab shows one page, made when it is first opened.

The first page stands from the beginning; a start pays for no other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tessera.ui.tab_line import TabLine
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from collections.abc import Sequence


class Pages(QWidget):
    """Shows one page at a time. ``opened`` comes with the tab's id before its page is shown.

    Who hears `opened` may give the tab its page by `put`; tabs may share one.
    """

    opened = Signal(str)

    def __init__(
        self, name: str, label: str, tabs: Sequence[tuple[str, str]], first: QWidget
    ) -> None:
        super().__init__()
        self.tabs = TabLine(name, label, tabs)
        self._pages: dict[str, QWidget] = {tabs[0][0]: first}
        above = QVBoxLayout()
        above.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, 0)
        above.addWidget(self.tabs)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(above)
        self._column.addWidget(first, 1)
        self.tabs.chosen.connect(self.on_chosen)

    def put(self, tab_id: str, page: QWidget) -> None:
        """Let a tab show ``page``."""
        if self._column.indexOf(page) < 0:
            page.hide()
            self._column.addWidget(page, 1)
        self._pages[tab_id] = page

    def page(self, tab_id: str) -> QWidget | None:
        """Return the page of a tab, if it has one yet."""
        return self._pages.get(tab_id)

    @Slot(str)
    def on_chosen(self, tab_id: str) -> None:
        """Show the tab's page."""
        self.opened.emit(tab_id)
        shown = self._pages.get(tab_id)
        if shown is None:
            return
        for page in self._pages.values():
            page.setVisible(page is shown)
