"""The history pane: a search line and a button for a new session above the list of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tessera.ui.history.delegate import HistoryDelegate
from tessera.ui.history.model import HistoryModel
from tessera.ui.icons import icon
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent

SEARCH_MS = 180
EMPTY = "Your sessions appear here. Each keeps its photos, its answers and what they cost."
NOTHING_FOUND = "Nothing found. Try fewer words."


class HistoryView(QListView):
    """The list. A session opens with one click or Enter, is renamed with F2, goes with Delete."""

    opened = Signal(str)
    delete_wanted = Signal(str)
    menu_wanted = Signal(str, QPoint)  # id, place on the screen

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setAccessibleName("Sessions")
        self._sessions = model
        self._delegate = HistoryDelegate(self, model)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.clicked.connect(self.on_chosen)
        self.activated.connect(self.on_chosen)
        self._empty_text = EMPTY

    def current_id(self) -> str:
        """Return the id of the session that is marked, or nothing."""
        index = self.currentIndex()
        return self._sessions.session(index.row()).id if index.isValid() else ""

    def show_current(self, session_id: str) -> None:
        """Mark the session that is open."""
        row = self._sessions.row_of(session_id)
        index = self._sessions.index(row) if row >= 0 else QModelIndex()
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def rename_current(self) -> None:
        """Let the user write another name in place."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def set_empty_text(self, text: str) -> None:
        """Say what is here while there is no session."""
        self._empty_text = text
        self.viewport().update()

    @Slot(QModelIndex)
    def on_chosen(self, index: QModelIndex) -> None:
        """Tell which session was opened."""
        if index.isValid():
            self.opened.emit(self._sessions.session(index.row()).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if event.matches(QKeySequence.StandardKey.Delete) and not is_editing and self.current_id():
            self.delete_wanted.emit(self.current_id())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == event.Reason.Keyboard:
            index = self.currentIndex()
        if index.isValid():
            self.menu_wanted.emit(self._sessions.session(index.row()).id, event.globalPos())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._delegate.set_pointed(self.indexAt(event.position().toPoint()).row()):
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._delegate.set_pointed(-1):
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._sessions.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M)
            wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(room, wrapped, self._empty_text)


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
