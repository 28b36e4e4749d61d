"""The list of versions: a click shows one, F2 names it, S stars it, Delete asks and deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M
from tessera.ui.versions.delegate import VersionDelegate

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent

    from tessera.ui.versions.model import VersionsModel

EMPTY = "Every picture that you open, make or change is kept here with what it was made from."


class VersionsView(QListView):
    """Shows a `VersionsModel`; what the user wants leaves as signals that name the version."""

    opened = Signal(str)
    starred = Signal(str)
    delete_wanted = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, model: VersionsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("versions")
        self.setAccessibleName("Versions")
        self._versions = model
        self._empty_text = EMPTY
        self.setModel(model)
        self._delegate = VersionDelegate(self, model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.activated.connect(self.on_chosen)

    def current_id(self) -> str:
        """Return the version that is marked, or nothing."""
        index = self.currentIndex()
        return self._versions.row(index.row()).id if index.isValid() else ""

    def show_current(self, version_id: str) -> None:
        """Mark the version on the canvas, where it is loaded."""
        at = self._versions.place_of(version_id)
        index = self._versions.index(at) if at >= 0 else QModelIndex()
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def rename_current(self) -> None:
        """Let the user write a name in place."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def set_empty_text(self, text: str) -> None:
        """Say what is here while there is nothing."""
        self._empty_text = text
        self.viewport().update()

    @Slot(QModelIndex)
    def on_chosen(self, index: QModelIndex) -> None:
        """Tell which version is to be shown."""
        if index.isValid():
            self.opened.emit(self._versions.row(index.row()).id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        star = self._delegate.star_box(self.visualRect(index))
        if star.contains(event.position().toPoint()):
            self.starred.emit(self._versions.row(index.row()).id)
        else:
            self.on_chosen(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() == QAbstractItemView.State.EditingState
        current = "" if is_editing else self.current_id()
        if current and event.matches(QKeySequence.StandardKey.Delete):
            self.delete_wanted.emit(current)
        elif current and event.key() == Qt.Key.Key_S and not event.modifiers():
            self.starred.emit(current)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() == event.Reason.Keyboard:
            index = self.currentIndex()
        if index.isValid():
            self.menu_wanted.emit(self._versions.row(index.row()).id, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._versions.rowCount():
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(tokens_of(self.palette()).text_quiet))
        room = self.viewport().rect().adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M)
        wrapped = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, wrapped, self._empty_text)
