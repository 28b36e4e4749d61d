"""The chat as a list model: one row per turn, and streamed text in one row at a calm pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, QTimer, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QImage

    from tessera.ui.chat.turns import ChatTurn

REPAINT_MS = 33  # at most 30 repaints a second, however fast text arrives
TURN_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class ChatModel(QAbstractListModel):
    """The turns of one session, oldest first. ``DisplayRole`` is a turn's text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turns: list[ChatTurn] = []
        self._pending: list[str] = []  # text that arrived since the last repaint
        self._is_stale = False  # the last row on the screen lacks text
        self._thumbnails: dict[str, QImage] = {}
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(REPAINT_MS)
        self._pace.timeout.connect(self.flush)

    def set_turns(self, turns: Iterable[ChatTurn]) -> None:
        """Show another session."""
        self.beginResetModel()
        self._pace.stop()
        self._is_stale = False
        self._pending.clear()
        self._turns = list(turns)
        self.endResetModel()

    def append(self, turn: ChatTurn) -> None:
        """Add a turn at the end."""
        self.flush()
        row = len(self._turns)
        self.beginInsertRows(QModelIndex(), row, row)
        self._turns.append(turn)
        self.endInsertRows()

    def prepend(self, turns: Iterable[ChatTurn]) -> None:
        """Add older turns, oldest first, before those that are shown."""
        older = list(turns)
        if older:
            self.beginInsertRows(QModelIndex(), 0, len(older) - 1)
            self._turns[:0] = older
            self.endInsertRows()

    def extend_last(self, delta: str) -> None:
        """Add streamed text to the last turn; its row alone is repainted, soon."""
        if not self._turns:
            raise ValueError("There is no turn that text could be added to.")
        self._pending.append(delta)
        self._is_stale = True
        if not self._pace.isActive():
            self._pace.start()

    def put(self, turn: ChatTurn) -> None:
        """Replace the turn that has the same id."""
        self.flush()
        row = self.row_of(turn.id)
        if row >= 0 and self._turns[row] != turn:
            self._turns[row] = turn
            self._emit_changed(row)

    def remove_from(self, row: int) -> None:
        """Drop ``row`` and everything after it."""
        self.flush()
        if 0 <= row < len(self._turns):
            self.beginRemoveRows(QModelIndex(), row, len(self._turns) - 1)
            del self._turns[row:]
            self.endRemoveRows()

    def turn(self, row: int) -> ChatTurn:
        """Return the turn in ``row`` with all text that arrived."""
        if self._pending and row == len(self._turns) - 1:
            from dataclasses import replace  # a start does not pay for it

            last = self._turns[row]
            self._turns[row] = replace(last, text="".join([last.text, *self._pending]))
            self._pending.clear()
        return self._turns[row]

    def turns(self) -> tuple[ChatTurn, ...]:
        """Return every turn, oldest first."""
        if self._turns:
            self.turn(len(self._turns) - 1)
        return tuple(self._turns)

    def row_of(self, turn_id: str) -> int:
        """Return the row of the turn with this id, -1 if there is none."""
        for row in range(len(self._turns) - 1, -1, -1):
            if self._turns[row].id == turn_id:
                return row
        return -1

    def set_thumbnail(self, key: str, image: QImage) -> None:
        """Keep the picture that stands for ``key`` and repaint the turns that show it."""
        self._thumbnails[key] = image
        for row, turn in enumerate(self._turns):
            if any(picture.key == key for picture in turn.pictures):
                self._emit_changed(row, Qt.ItemDataRole.DecorationRole)

    def thumbnail(self, key: str) -> QImage | None:
        """Return the picture that stands for ``key`` if it is known."""
        return self._thumbnails.get(key)

    @Slot()
    def flush(self) -> None:
        """Repaint the last row now if text is waiting."""
        self._pace.stop()
        was_stale, self._is_stale = self._is_stale, False
        if was_stale and self._turns:
            self.turn(len(self._turns) - 1)
            self._emit_changed(len(self._turns) - 1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._turns)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._turns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.turn(index.row()).text
        if role == TURN_ROLE:
            return self.turn(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            from tessera.ui.chat.turns import spoken

            return spoken(self.turn(index.row()))
        return None

    def _emit_changed(self, row: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index, [int(role)])
