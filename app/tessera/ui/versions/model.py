"""The versions as a list model, newest first, filled page by page as it is scrolled.

It asks for the next page and for thumbnails of rows in sight by signals; who hears them answers by
`add_page` and `set_thumbnail`.
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

    from tessera.ui.versions.row import VersionRow

    Index = QModelIndex | QPersistentModelIndex

MOST_THUMBNAILS = 2000  # of 44 pixels: about 15 MB


class VersionsModel(QAbstractListModel):
    """The versions that are loaded so far."""

    more_wanted = Signal()  # answer with add_page
    renamed = Signal(str, str)
    thumbnail_wanted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[VersionRow] = []
        self._places: dict[str, int] = {}
        self._has_more = False
        self._is_waiting = False
        self._thumbnails: dict[str, QImage] = {}
        self._asked: set[str] = set()

    def set_rows(self, rows: Sequence[VersionRow], *, has_more: bool) -> None:
        """Show these from the top."""
        self.beginResetModel()
        self._rows = list(rows)
        self._number(0)
        self._has_more, self._is_waiting = has_more, False
        self.endResetModel()

    def add_page(self, rows: Sequence[VersionRow], *, has_more: bool) -> None:
        """Add older versions below."""
        self._has_more, self._is_waiting = has_more, False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self._number(first)
            self.endInsertRows()

    def put(self, row: VersionRow) -> None:
        """Show a version anew, with the lanes it had."""
        at = self.place_of(row.id)
        if at >= 0:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at), self.index(at))

    def row(self, at: int) -> VersionRow:
        """Return the version in a row."""
        return self._rows[at]

    def rows(self) -> tuple[VersionRow, ...]:
        """Return everything that is loaded."""
        return tuple(self._rows)

    def place_of(self, version_id: str) -> int:
        """Return the row of a version, -1 if it is not loaded."""
        return self._places.get(version_id, -1)

    def set_thumbnail(self, version_id: str, image: QImage) -> None:
        """Show what a version looks like."""
        if len(self._thumbnails) >= MOST_THUMBNAILS:
            self._forget()
        self._thumbnails[version_id] = image
        at = self.place_of(version_id)
        if at >= 0:
            index = self.index(at)
            self.dataChanged.emit(index, index, [int(Qt.ItemDataRole.DecorationRole)])

    def thumbnail(self, at: int) -> QImage | None:
        """Return the picture of a row; one that is missing is asked for, once."""
        version_id = self._rows[at].id
        image = self._thumbnails.get(version_id)
        if image is None and version_id not in self._asked:
            self._asked.add(version_id)
            self.thumbnail_wanted.emit(version_id)
        return image

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.EditRole:
            return row.version.name or row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            from tessera.ui.tips import plain_tip
            from tessera.ui.versions.row import version_facts

            return plain_tip(version_facts(row.version))
        return None

    def setData(
        self, index: Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)
    ) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not isinstance(value, str):
            return False
        row, name = self._rows[index.row()], " ".join(value.split())
        if name in (row.version.name, row.title):
            return False
        self.renamed.emit(row.id, name)
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

    def _number(self, first: int) -> None:
        if first == 0:
            self._places.clear()
        for at in range(first, len(self._rows)):
            self._places[self._rows[at].id] = at

    def _forget(self) -> None:
        """Let go of half the thumbnails; what comes into sight again is asked for again."""
        for version_id in list(self._thumbnails)[: MOST_THUMBNAILS // 2]:
            del self._thumbnails[version_id]
            self._asked.discard(version_id)
