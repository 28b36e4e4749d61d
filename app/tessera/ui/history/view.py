"""The list of sessions: one click or Enter opens, F2 renames in place, Delete deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from tessera.ui.history.delegate import HistoryDelegate
    from tessera.ui.history.model import HistoryModel

    Index = QModelIndex | QPersistentModelIndex

EMPTY = "Your sessions appear here. Each keeps its photos, its answers and what they cost."


class HistoryView(QListView):
    """Shows a `HistoryModel`; what the user wants leaves as signals that name the session."""

    opened = Signal(str)
    delete_wanted = Signal(str)
    menu_wanted = Signal(str, QPoint)  # id, place on the screen

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setAccessibleName("Sessions")
        self._sessions = model
        self._delegate: HistoryDelegate | None = None
        self.port = QWidget()  # see RowsView: Qt's own viewport is dear to ask for
        self.setViewport(self.port)
        self.setModel(model)
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
        self.port.update()

    def reset(self) -> None:
        super().reset()
        self._dress()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        self._dress()
        super().rowsInserted(parent, start, end)

    def _dress(self) -> None:
        """Learn to paint sessions once there is one: an empty list starts without."""
        if self._delegate is None and self._sessions.rowCount():
            from tessera.ui.history.delegate import HistoryDelegate

            self._delegate = HistoryDelegate(self, self._sessions)
            self.setItemDelegate(self._delegate)

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
        pointed = self.indexAt(event.position().toPoint()).row()
        if self._delegate is not None and self._delegate.set_pointed(pointed):
            self.port.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._delegate is not None and self._delegate.set_pointed(-1):
            self.port.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sessions.rowCount():
            super().paintEvent(event)
        else:
            painter = QPainter(self.port)
            painter.setPen(QColor(tokens_of(self.palette()).text_quiet))
            room = self.port.rect().adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M)
            wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(room, wrapped, self._empty_text)
