"""A list whose rows have many heights, so that 10,000 of them open as fast as 100.

Only rows that come into sight are measured; all others have an estimated height. While exact
heights replace estimates, the row at the top edge stays where it is, or the end stays in sight if
it was. `QListView` is the base for its role and keys; all geometry is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QPalette, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from tessera.ui.chat.heights import RowHeights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractListModel, QPersistentModelIndex
    from PySide6.QtGui import QResizeEvent

    Index = QModelIndex | QPersistentModelIndex

AT_END = 8  # pixels from the end that still count as the end


class RowsView(QListView):
    """Places rows whose heights `estimates` guesses and `measured` knows."""

    def __init__(self, model: QAbstractListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A viewport of our own: asking PySide for one that Qt made loads every class of QtWidgets
        # to find out what it is, 38 million instructions before the first paint.
        self.port = QWidget()
        self.setViewport(self.port)
        self.port.setBackgroundRole(QPalette.ColorRole.Window)
        self.port.setAutoFillBackground(True)
        self._rows_model = model
        self._heights = RowHeights()
        self._is_at_end = True
        self._is_settling = False
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setModel(model)
        model.rowsRemoved.connect(self.on_rows_removed)

    def estimates(self, start: int, end: int) -> list[int]:
        """Return about how high the rows from ``start`` to before ``end`` will be."""
        raise NotImplementedError

    def measured(self, row: int) -> int:
        """Return the true height of ``row``."""
        raise NotImplementedError

    def rows_moved(self, start: int, removed: int, added: int) -> None:
        """Forget or renumber what is kept by row; from ``start`` on rows went or came."""
        raise NotImplementedError

    def is_at_end(self) -> bool:
        """Return whether new rows scroll into sight by themselves."""
        return self._is_at_end

    def scroll_to_end(self) -> None:
        """Show the last row and stay with it."""
        self._is_at_end = True
        self.settle()

    def row_top(self, row: int) -> int:
        """Return where ``row`` begins in the viewport."""
        return self._heights.top(row) - self.verticalOffset()

    def row_at(self, y: int) -> int:
        """Return the row at ``y`` of the viewport, the nearest where there is none."""
        return self._heights.row_at(y + self.verticalOffset())

    # Geometry that Qt asks for

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() >= len(self._heights):
            return QRect()
        row = index.row()
        return QRect(0, self.row_top(row), self.port.width(), self._heights.height(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        if not 0 <= y < self._heights.total:
            return QModelIndex()
        return self._rows_model.index(self._heights.row_at(y))

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid() or index.row() >= len(self._heights):
            return
        self._measure(index.row())
        box, room = self.visualRect(index), self.port.height()
        bar, hints = self.verticalScrollBar(), QAbstractItemView.ScrollHint
        if hint == hints.PositionAtBottom or (
            hint == hints.EnsureVisible and box.bottom() >= room and box.height() <= room
        ):
            bar.setValue(bar.value() + box.bottom() + 1 - room)
        elif hint != hints.EnsureVisible or box.top() < 0 or box.top() >= room:
            bar.setValue(bar.value() + box.top())

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        actions = QAbstractItemView.CursorAction
        last, row = len(self._heights) - 1, self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        if row < 0:
            return self._rows_model.index(last)
        match action:
            case actions.MoveUp | actions.MovePrevious | actions.MoveLeft:
                row -= 1
            case actions.MoveDown | actions.MoveNext | actions.MoveRight:
                row += 1
            case actions.MoveHome:
                row = 0
            case actions.MoveEnd:
                row = last
            case actions.MovePageUp:
                row = self._heights.row_at(self._heights.top(row) - self.port.height())
            case actions.MovePageDown:
                row = self._heights.row_at(self._heights.top(row) + self.port.height())
        return self._rows_model.index(min(max(row, 0), last))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += QRegion(self.visualRect(index))
        return region

    def updateGeometries(self) -> None:
        self.settle()

    def doItemsLayout(self) -> None:
        self.settle()
        self.port.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 480)

    # Changes of the model

    def reset(self) -> None:
        QAbstractItemView.reset(self)
        count = self._rows_model.rowCount()
        self.rows_moved(0, len(self._heights), count)
        self._is_at_end = True
        self._heights.reset(self.estimates(0, count))
        self.settle()
        self.port.update()

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        for row in range(top_left.row(), bottom_right.row() + 1):
            self._heights.doubt(row)
        self.settle()
        self.port.update()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        row, inside = self._anchor()
        count = end - start + 1
        self.rows_moved(start, 0, count)
        self._heights.insert(start, self.estimates(start, end + 1))
        QAbstractItemView.rowsInserted(self, parent, start, end)
        self.settle((row + count if start <= row else row, inside))
        self.port.update()

    def on_rows_removed(self, parent: QModelIndex, first: int, last: int) -> None:
        """Close the gap; what lies above it stays where it is."""
        row, inside = self._anchor()
        count = last - first + 1
        self.rows_moved(first, count, 0)
        self._heights.remove(first, last)
        left = len(self._heights) - 1
        self.settle((row - count if last < row else min(row, left), inside))
        self.port.update()

    # Layout

    def _measure(self, row: int) -> bool:
        return self._heights.set_exact(row, self.measured(row))

    def settle(self, anchor: tuple[int, int] | None = None) -> None:
        """Lay out what is in sight until nothing moves, and keep in place what the user reads."""
        if self._is_settling or len(self._heights) != self._rows_model.rowCount():
            return
        self._is_settling = True
        try:
            row, inside = anchor or self._anchor()
            self._set_range()
            while self._measure_in_sight(row, inside):
                pass
            self._set_range()
            self._go_to(row, inside)
        finally:
            self._is_settling = False

    def _anchor(self) -> tuple[int, int]:
        """Return a row in sight that stays where it is, and how far above the edge it begins.

        The first row whose height is known: one that only now comes into sight grows upwards.
        """
        if not len(self._heights):
            return -1, 0
        offset = self.verticalOffset()
        first = self._heights.row_at(offset)
        last = self._heights.row_at(offset + self.port.height())
        known = (row for row in range(first, last + 1) if self._heights.is_exact(row))
        row = next(known, first)
        return row, offset - self._heights.top(row)

    def _measure_in_sight(self, row: int, inside: int) -> bool:
        """Measure what is in sight; return whether anything changed its height."""
        if row < 0:
            return False
        room = self.port.height()
        end = self._heights.total if self._is_at_end else self._heights.top(row) + inside + room
        first = self._heights.row_at(max(0, end - room))
        last = self._heights.row_at(max(0, end - 1))
        doubtful = [at for at in range(first, last + 1) if not self._heights.is_exact(at)]
        return any([self._measure(at) for at in doubtful])

    def _set_range(self) -> None:
        bar, room = self.verticalScrollBar(), self.port.height()
        bar.setPageStep(room)
        bar.setSingleStep(max(20, self.fontMetrics().lineSpacing() * 2))
        bar.setRange(0, max(0, self._heights.total - room))

    def _go_to(self, row: int, inside: int) -> None:
        bar = self.verticalScrollBar()
        if self._is_at_end:
            bar.setValue(bar.maximum())
        elif row >= 0:
            bar.setValue(self._heights.top(row) + inside)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        bar = self.verticalScrollBar()
        if not self._is_settling:
            self._is_at_end = bar.value() >= bar.maximum() - AT_END
            self.settle()
        self.port.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self.doubt_all()
        self.settle()

    def doubt_all(self) -> None:
        """Measure every row anew when it comes into sight."""
        self._heights.doubt_all()
