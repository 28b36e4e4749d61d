"""The spending window: four pages beside the main window, each made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tessera.ui.combo import Combo
from tessera.ui.comparison.tabs import Tabs
from tessera.ui.spending.period import Period
from tessera.ui.tokens import SPACE_L, SPACE_M

if TYPE_CHECKING:
    from collections.abc import Callable

OVERVIEW, CALLS, PLANNER, LIMITS = range(4)
TITLES = ("Spending", "Calls", "Planner", "Limits")
FIRST_SIZE, LEAST_SIZE = QSize(1120, 720), QSize(680, 420)
REAL, SANDBOX = "real", "sandbox"


class SpendingWindow(QDialog):
    """``wanted`` asks for what the page in front shows, whenever that may be another thing."""

    wanted = Signal()

    def __init__(
        self, makers: tuple[Callable[[], QWidget], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("spending")
        self.setWindowTitle("Spending")
        self.setModal(False)
        self.setMinimumSize(LEAST_SIZE)
        self._makers = makers
        self._pages: dict[int, QWidget] = {}
        self.tabs = Tabs("What is shown", *TITLES)
        self.whose, self.period = Combo(), Combo()
        self.whose.setAccessibleName("Whose money")
        self.whose.addItem("Real money", REAL)
        self.whose.addItem("Sandbox, simulated", SANDBOX)
        self.period.setAccessibleName("Which days")
        for period in Period:
            self.period.addItem(period.entry, period.value)
        self.stack = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self.on_tab_changed)
        for combo in (self.whose, self.period):
            combo.currentIndexChanged.connect(self.on_filter_changed)

    @property
    def is_sandbox(self) -> bool:
        """Return whether the sandbox's simulated money is shown."""
        return bool(self.whose.currentData() == SANDBOX)

    @property
    def shown_period(self) -> Period:
        """Return the days that are shown."""
        return Period(self.period.currentData())

    @property
    def tab(self) -> int:
        """Return which page is in front."""
        return self.tabs.currentIndex()

    def page(self, tab: int) -> QWidget:
        """Return a page, made when it is first wanted."""
        if tab not in self._pages:
            self._pages[tab] = self._makers[tab]()
            self.stack.addWidget(self._pages[tab])
        return self._pages[tab]

    def open_at(self, tab: int, *, is_sandbox: bool) -> None:
        """Show the window with a page in front, about real money or the sandbox's."""
        self.whose.blockSignals(True)
        self.whose.setCurrentIndex(self.whose.findData(SANDBOX if is_sandbox else REAL))
        self.whose.blockSignals(False)
        if self.tab == tab:
            self.on_tab_changed(tab)
        else:
            self.tabs.setCurrentIndex(tab)
        self.show()
        self.raise_()
        self.activateWindow()
        self.tabs.setFocus()

    @Slot(int)
    def on_tab_changed(self, tab: int) -> None:
        """Bring a page to the front."""
        self.stack.setCurrentWidget(self.page(tab))
        for combo in (self.whose, self.period):
            combo.setVisible(tab in (OVERVIEW, CALLS))
        self.wanted.emit()

    @Slot()
    def on_filter_changed(self) -> None:
        """Ask for other calls."""
        self.wanted.emit()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE_M)
        top.addWidget(self.tabs)
        top.addStretch(1)
        top.addWidget(self.whose)
        top.addWidget(self.period)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
