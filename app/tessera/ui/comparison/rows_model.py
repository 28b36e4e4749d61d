"""The Qt model of a table: typed rows under typed columns, sorted and filtered by itself.

Texts are made for the cells that are asked for, so that opening a table of hundreds of rows costs
what its visible part costs. ``identity`` tells rows apart when their values change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from tessera.ui.comparison.arrangement import arranged, has_words, words_of
from tessera.ui.comparison.grade_icons import grade_icon
from tessera.ui.tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from tessera.ui.comparison.columns import Column
    from tessera.ui.tokens import Tokens

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_PARENT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel, Generic[R]):
    """Shows ``rows``. ``is_current`` rows are set in bold, ``is_faint`` ones in a quiet colour."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        identity: Callable[[R], object],
        *,
        is_faint: Callable[[R], bool],
        is_offered: Callable[[R], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._identity, self._is_faint, self._is_offered = identity, is_faint, is_offered
        self._rows: tuple[R, ...] = ()
        self._order: list[int] = []
        self._current: object = None
        self._words: tuple[str, ...] = ()
        self._offered_only = True
        self._sorted_by, self._descending = 0, False
        self._tokens: Tokens | None = None
        self._bold = QFont()
        self._bold.setBold(True)

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """Return the columns."""
        return self._columns

    @property
    def total(self) -> int:
        """Return how many rows there are, shown or not."""
        return len(self._rows)

    def shown_rows(self) -> list[R]:
        """Return the rows as they are shown."""
        return [self._rows[place] for place in self._order]

    def row_at(self, index: AnyIndex) -> R | None:
        """Return the row under ``index``, or None beside the table."""
        return self._rows[self._order[index.row()]] if index.isValid() else None

    def place_of(self, identity: object) -> int | None:
        """Return where the row is shown, or None."""
        for at, place in enumerate(self._order):
            if self._identity(self._rows[place]) == identity:
                return at
        return None

    def set_rows(self, rows: Sequence[R], current: object = None) -> None:
        """Take new values; where they are of the same rows, selection and place are kept."""
        fresh = tuple(rows)
        is_same = [*map(self._identity, fresh)] == [*map(self._identity, self._rows)]
        self._current = current
        if is_same:
            self._rows = fresh
            self._rearrange()
        else:
            self.beginResetModel()
            self._rows = fresh
            self._order = self._arranged()
            self.endResetModel()

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Take other columns in the same places, as when a count of pictures changes."""
        self._columns = tuple(columns)
        self._rearrange()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def set_filter(self, text: str, *, offered_only: bool) -> None:
        """Show the rows with every word of ``text``, and only those that are offered if asked."""
        words = words_of(text)
        if (words, offered_only) == (self._words, self._offered_only):
            return
        self._words, self._offered_only = words, offered_only
        self.beginResetModel()
        self._order = self._arranged()
        self.endResetModel()

    def set_tokens(self, tokens: Tokens) -> None:
        """Paint in these colours from now on."""
        self._tokens = tokens

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the typed keys of ``column``."""
        if not 0 <= column < len(self._columns):
            return
        self._sorted_by, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._rearrange()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def rowCount(self, parent: AnyIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: AnyIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Role.DisplayRole:
            return self._title(section)
        if role == Role.ToolTipRole:
            return column.tip
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        return None

    def data(self, index: AnyIndex, role: int = Role.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        column = self._columns[index.column()]
        if role == Role.DisplayRole:
            return column.text(row)
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Role.ForegroundRole:
            return self._ink(row)
        if role == Role.DecorationRole and column.grade is not None and self._tokens is not None:
            return grade_icon(column.grade(row), self._tokens)
        if role == Role.FontRole and self._identity(row) == self._current:
            return self._bold
        if role == Role.ToolTipRole and not column.is_number:
            return plain_tip(column.text(row))
        return None

    def _title(self, section: int) -> str:
        """Return a column's title, with an arrow on the inner side of the one sorted by."""
        column = self._columns[section]
        if section != self._sorted_by:
            return column.title
        arrow = "▾" if self._descending else "▴"
        return f"{arrow} {column.title}" if column.is_number else f"{column.title} {arrow}"

    def _ink(self, row: R) -> QColor | None:
        if self._tokens is None or not self._is_faint(row):
            return None
        return QColor(self._tokens.text_quiet)

    def _arranged(self) -> list[int]:
        key = self._columns[self._sorted_by].key
        return arranged(self._rows, self._keeps, key, descending=self._descending)

    def _keeps(self, row: R) -> bool:
        if self._offered_only and not self._is_offered(row):
            return False
        if not self._words:
            return True
        texts = (column.text(row) for column in self._columns if not column.is_number)
        return has_words(self._words, " ".join(texts))

    def _rearrange(self) -> None:
        """Put the rows into their order anew; whoever holds an index keeps its row."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._order[index.row()] for index in before]
        self._order = self._arranged()
        places = {place: at for at, place in enumerate(self._order)}
        after = [
            self.index(places[place], index.column()) if place in places else QModelIndex()
            for place, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
