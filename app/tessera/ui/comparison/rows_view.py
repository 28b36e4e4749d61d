"""The table on the screen: one click or Enter chooses a row, Ctrl and Shift select rows to copy.

No cell has a widget of its own; what a cell cannot show in full stands below the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeySequence, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from tessera.ui.comparison.rows_model import AnyIndex
from tessera.ui.theme import tokens_of
from tessera.ui.tokens import SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

    from tessera.ui.comparison.rows_model import RowsModel
    from tessera.ui.tokens import Tokens

R = TypeVar("R")

_STYLES_OWN = 3  # widget units that Fusion adds around a cell; with it, cells start as titles do
_SHEET = f"QTableView::item {{ padding: 0 {SPACE_S - _STYLES_OWN}px; border: none; }}"
_SORT_ARROW = 14  # widget units that the header needs beside its words
_MARK = 20  # widget units that the mark of a grade needs
_MIDDLE = QAbstractItemView.ScrollHint.PositionAtCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NO_KEYS = Qt.KeyboardModifier.NoModifier


class RowsView(QTableView, Generic[R]):
    """A sortable table of whole rows."""

    chosen = Signal(object)  # the row
    looked_at = Signal(object)  # the row the keyboard is on, or None
    copy_wanted = Signal()

    def __init__(
        self, rows: RowsModel[R], name: str, *, sorted_by: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = rows
        self._tokens: Tokens | None = None
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setStyleSheet(_SHEET)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leads out of the table
        self.setMouseTracking(True)
        self.clicked.connect(self.on_clicked)
        self._dress()
        self._set_up_headers()
        self.setModel(rows)
        self._give_widths()
        header = self.horizontalHeader()
        header.setSortIndicator(sorted_by, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)  # sorts once
        header.setSortIndicatorShown(False)  # the model's title has an arrow, which is read aloud

    def selected_rows(self) -> list[R]:
        """Return the selected rows as they stand, or all that are shown if none is."""
        indexes = sorted(self.selectionModel().selectedRows(), key=_row_of)
        chosen = [self._rows.row_at(index) for index in indexes]
        return [row for row in chosen if row is not None] or self._rows.shown_rows()

    def look_at(self, identity: object) -> None:
        """Put the keyboard on a row and scroll to it, if it is shown."""
        place = self._rows.place_of(identity)
        if place is not None:
            self.setCurrentIndex(self._rows.index(place, 0))
            self.scrollTo(self.currentIndex(), _MIDDLE)

    @Slot(QModelIndex)
    def on_clicked(self, index: QModelIndex) -> None:
        """Choose the row that was clicked without a key that only selects."""
        row = self._rows.row_at(index)
        if row is not None and QGuiApplication.keyboardModifiers() == _NO_KEYS:
            self.chosen.emit(row)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.looked_at.emit(self._rows.row_at(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in _ENTER:
            row = self._rows.row_at(self.currentIndex())
            if row is not None:
                self.chosen.emit(row)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the row in force in sight; before this nobody knew how much is in sight."""
        super().showEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), _MIDDLE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._dress()
        if event.type() == QEvent.Type.FontChange:
            self._set_up_headers()
            self._give_widths()

    def _dress(self) -> None:
        """Select softly, as the lists of the window do, and tell the model its colours."""
        tokens = tokens_of(QGuiApplication.palette())
        if tokens is self._tokens:
            return
        self._tokens = tokens
        palette = QPalette()  # everything else goes on following the window
        palette.setColor(QPalette.ColorRole.Highlight, QColor(tokens.accent_soft))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(tokens.text))
        self.setPalette(palette)
        self._rows.set_tokens(tokens)

    def _set_up_headers(self) -> None:
        height = self.fontMetrics().height() + SPACE_M
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsMovable(False)
        header.setFixedHeight(height + SPACE_XS)

    def _give_widths(self) -> None:
        """Give each column room for its usual texts; measuring every cell would take too long."""
        bold = self.font()
        bold.setBold(True)  # the row in force is set so
        metrics = QFontMetrics(bold)
        for place, column in enumerate(self._rows.columns):
            words = metrics.horizontalAdvance(column.title) + _SORT_ARROW
            cells = metrics.horizontalAdvance(column.sample)
            room = 2 * SPACE_M + (_MARK if column.grade is not None else 0)
            self.setColumnWidth(place, max(words, cells) + room)


def _row_of(index: QModelIndex) -> int:
    return index.row()
