"""The sessions as a list model that is filled page by page, latest use first.

It asks for the next page by a signal, since the library answers later; `add_page` brings it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

    from tessera.ui.history.session_row import SessionRow

    Index = QModelIndex | QPersistentModelIndex

SESSION_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class HistoryModel(QAbstractListModel):
    """The sessions that are loaded so far."""

    more_wanted = Signal()  # answer with add_page
    renamed = Signal(str, str)  # id, new title

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SessionRow] = []
        self._has_more = False
        self._is_waiting = False
        self._thumbnails: dict[str, QImage] = {}

    def set_rows(self, rows: Sequence[SessionRow], *, has_more: bool) -> None:
        """Show these from the top, as at start or for another search."""
        self.beginResetModel()
        self._rows = list(rows)
        self._has_more, self._is_waiting = has_more, False
        self.endResetModel()

    def add_page(self, rows: Sequence[SessionRow], *, has_more: bool) -> None:
        """Add older sessions below; one that is already shown is left out."""
        self._has_more, self._is_waiting = has_more, False
        shown = {row.id for row in self._rows}
        fresh = [row for row in rows if row.id not in shown]
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    def put(self, row: SessionRow, *, at: int = 0) -> None:
        """Show ``row`` anew where it is listed, otherwise insert it ``at`` that place."""
        here = self.row_of(row.id)
        if here < 0:
            at = min(at, len(self._rows))
            self.beginInsertRows(QModelIndex(), at, at)
            self._rows.insert(at, row)
            self.endInsertRows()
        elif self._rows[here] != row:
            self._rows[here] = row
            self._emit_changed(here)

    def raise_to_top(self, session_id: str) -> None:
        """Move the session that was just used to the top."""
        here = self.row_of(session_id)
        if here > 0:
            self.beginMoveRows(QModelIndex(), here, here, QModelIndex(), 0)
            self._rows.insert(0, self._rows.pop(here))
            self.endMoveRows()

    def remove(self, session_id: str) -> int:
        """Take the session out; return where it stood, to `put` it back, or -1."""
        here = self.row_of(session_id)
        if here >= 0:
            self.beginRemoveRows(QModelIndex(), here, here)
            del self._rows[here]
            self.endRemoveRows()
        return here

    def row_of(self, session_id: str) -> int:
        """Return the row of the session, -1 if it is not loaded."""
        return next((at for at, row in enumerate(self._rows) if row.id == session_id), -1)

    def session(self, row: int) -> SessionRow:
        """Return the session in ``row``."""
        return self._rows[row]

    def set_thumbnail(self, key: str, image: QImage) -> None:
        """Show ``image`` for the sessions whose picture is ``key``."""
        self._thumbnails[key] = image
        for at, row in enumerate(self._rows):
            if row.thumbnail == key:
                self._emit_changed(at, Qt.ItemDataRole.DecorationRole)

    def thumbnail(self, key: str) -> QImage | None:
        """Return the picture named ``key`` if it came."""
        return self._thumbnails.get(key)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.EditRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            from tessera.ui.tips import plain_tip  # a tip would read titles as rich text

            return plain_tip("\n".join(part for part in (row.name, row.excerpt) if part))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.name, row.when, row.cost, row.excerpt) if part)
        return row if role == SESSION_ROLE else None

    def setData(
        self, index: Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not isinstance(value, str):
            return False
        row, title = self._rows[index.row()], " ".join(value.split())
        if not title or title == row.title:
            return False
        self._rows[index.row()] = row.titled(title)
        self._emit_changed(index.row())
        self.renamed.emit(row.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag
        never_parent = flags.ItemNeverHasChildren
        return flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsEditable | never_parent

    def canFetchMore(self, parent: Index) -> bool:
        return self._has_more and not self._is_waiting and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._is_waiting = True
            self.more_wanted.emit()

    def _emit_changed(self, at: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> None:
        index = self.index(at)
        self.dataChanged.emit(index, index, [int(role)])
