"""The history pane: a search line and a button for a new session above the list of sessions."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from tessera.ui.history.model import HistoryModel
from tessera.ui.history.view import EMPTY, HistoryView
from tessera.ui.icons import icon
from tessera.ui.tokens import SPACE_M, SPACE_S

SEARCH_MS = 180
NOTHING_FOUND = "Nothing found. Try fewer words."


class HistoryPane(QWidget):
    """Search, new session, list."""

    new_wanted = Signal()
    search_changed = Signal(str)  # soon after the last key; empty brings all sessions back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = HistoryModel(self)
        self.view = HistoryView(self.model)
        self.search = QLineEdit()
        self.search.setObjectName("historySearch")
        self.search.setPlaceholderText("Search sessions")
        self.search.setAccessibleName("Search sessions")
        self.search.setClearButtonEnabled(True)
        self.new_button = QToolButton()
        self.new_button.setObjectName("newSession")
        self.new_button.setIcon(icon("new"))
        self.new_button.setIconSize(QSize(20, 20))
        self.new_button.setToolTip("New session")
        self.new_button.setAccessibleName("New session")
        self.new_button.clicked.connect(self.new_wanted)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_MS)
        self._pause.timeout.connect(self.on_search_due)
        self._told = ""
        self.search.textChanged.connect(self._pause.start)
        self.search.returnPressed.connect(self.on_search_due)
        self._lay_out()

    def focus_search(self) -> None:
        """Put the cursor into the search line."""
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def on_search_due(self) -> None:
        """Tell what to look for, once per text."""
        self._pause.stop()
        text = self.search.text().strip()
        if text != self._told:
            self._told = text
            self.view.set_empty_text(NOTHING_FOUND if text else EMPTY)
            self.search_changed.emit(text)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_S)
        top.setSpacing(SPACE_S)
        top.addWidget(self.search, 1)
        top.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
