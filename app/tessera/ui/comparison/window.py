"""The window that compares: two tables under two tabs, beside the main window, never in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from tessera.ui.comparison.tabs import Tabs
from tessera.ui.tokens import SPACE_L, SPACE_M, SPACE_S

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.core.comparison import Candidate
    from tessera.core.generation_table import GenerationRow
    from tessera.ui.comparison.make_page import MakePage
    from tessera.ui.comparison.page import TablePage

ASK, MAKE = 0, 1
FIRST_SIZE = QSize(1240, 680)
LEAST_SIZE = QSize(640, 360)


class CompareWindow(QDialog):
    """Shows a page when it is first wanted. ``page_shown`` asks for its rows."""

    page_shown = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self.setWindowTitle("Compare")
        self.setModal(False)
        self.setMinimumSize(LEAST_SIZE)
        self.tabs = Tabs("What is compared", "Asking about a photo", "Making pictures", parent=self)
        self.pages = QStackedWidget(self)
        self._ask: TablePage[Candidate] | None = None
        self._make: MakePage | None = None
        self._lay_out()
        self.tabs.currentChanged.connect(self.on_tab_changed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.on_find)

    @property
    def ask(self) -> TablePage[Candidate]:
        """Return the page of questions, made when it is first wanted."""
        if self._ask is None:
            from tessera.ui.comparison.ask_page import ask_page

            self._ask = ask_page(self)
            self.pages.addWidget(self._ask)
        return self._ask

    @property
    def make(self) -> MakePage:
        """Return the page of generations, made when it is first wanted."""
        if self._make is None:
            from tessera.ui.comparison.make_page import MakePage

            self._make = MakePage(self)
            self.pages.addWidget(self._make)
        return self._make

    @property
    def has_make(self) -> bool:
        """Return whether the page of generations was wanted before."""
        return self._make is not None

    @property
    def page(self) -> TablePage[Candidate] | TablePage[GenerationRow]:
        """Return the page that is open."""
        return self.make if self.tabs.currentIndex() == MAKE else self.ask

    def open_at(self, tab: int) -> None:
        """Show the window with a page in front."""
        if self.tabs.currentIndex() != tab:
            self.tabs.setCurrentIndex(tab)
        else:
            self.on_tab_changed(tab)
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.filter.setFocus()

    @Slot(int)
    def on_tab_changed(self, tab: int) -> None:
        """Show a page; its rows come from whoever listens."""
        self.pages.setCurrentWidget(self.page)
        self.page_shown.emit(tab)

    @Slot()
    def on_find(self) -> None:
        """Put the keyboard into the filter."""
        self.page.filter.setFocus()
        self.page.filter.selectAll()

    @Slot()
    def on_copy(self) -> None:
        """Copy the rows of the page that is open."""
        self.page.copy_rows()

    def _lay_out(self) -> None:
        copy, close = QPushButton("Copy rows"), QPushButton("Close")
        copy.setToolTip("Copy the selected rows, or all that are shown, as CSV")
        copy.clicked.connect(self.on_copy)
        close.clicked.connect(self.close)
        for button in (copy, close):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        column.addLayout(buttons)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
