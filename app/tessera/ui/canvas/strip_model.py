"""The photos of a session as a list model: thumbnails fill in while they are made.

A *photo id* is whatever the caller uses to tell photos apart. Rows keep the order of the session.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from tessera.ui.canvas.strip_mime import PHOTO_MIME, photo_mime
from tessera.ui.tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    from tessera.core.geometry import Size

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class StripPhoto:
    """One photo of the strip. ``problem`` says in a sentence why it could not be opened.

    ``is_waiting`` keeps a place for a file that is still to be opened; nobody can choose it.
    """

    id: str
    title: str
    size: Size | None = None
    thumbnail: QImage | None = None
    problem: str = ""
    is_waiting: bool = False

    @property
    def text(self) -> str:
        """Return title and size, or what is wrong."""
        if self.problem or self.is_waiting:
            return f"{self.title}: {self.problem or 'waiting to be opened'}"
        return f"{self.title}, {self.size}" if self.size else self.title


def _common(old: Sequence[StripPhoto], new: Sequence[StripPhoto]) -> tuple[int, int]:
    """Return how many rows stay at the beginning and, of the rest, at the end."""
    most = min(len(old), len(new))
    first = next((at for at in range(most) if old[at].id != new[at].id), most)
    ends = 0
    while ends < most - first and old[-1 - ends].id == new[-1 - ends].id:
        ends += 1
    return first, ends


def _with_known(photo: StripPhoto, known: StripPhoto | None) -> StripPhoto:
    """Return ``photo`` with the thumbnail and problem that were known of it."""
    if known is None:
        return photo
    thumbnail, problem = photo.thumbnail or known.thumbnail, photo.problem or known.problem
    return replace(photo, thumbnail=thumbnail, problem=problem)


class Role(IntEnum):
    """Roles of our own."""

    PHOTO = Qt.ItemDataRole.UserRole + 1


class StripModel(QAbstractListModel):
    """Rows of `StripPhoto`; a change of one repaints that row only."""

    def __init__(self) -> None:
        super().__init__()
        self._photos: list[StripPhoto] = []
        self._rows: dict[str, int] = {}  # ten thousand thumbnails must not search for their rows

    @property
    def photos(self) -> tuple[StripPhoto, ...]:
        """Return the photos in order."""
        return tuple(self._photos)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as the stubs demand
        """Return the number of photos."""
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the photo, or its words for people."""
        if not index.isValid():
            return None
        photo = self._photos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return photo.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(photo.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return photo.text
        return photo if role == Role.PHOTO else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that a photo can be chosen and dragged, and that nothing is dropped on it."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self._photos[index.row()].is_waiting:
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        )

    def mimeTypes(self) -> list[str]:
        """Return what can be dragged away."""
        return [PHOTO_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the ids of the photos that hang at the mouse."""
        return photo_mime([self._photos[index.row()].id for index in indexes])

    def supportedDragActions(self) -> Qt.DropAction:
        """Return that a photo stays where it is when it was dropped elsewhere."""
        return Qt.DropAction.CopyAction

    def set_photos(self, photos: tuple[StripPhoto, ...]) -> None:
        """Show other photos; rows that stay, and what is known of them, are kept."""
        known = {photo.id: photo for photo in self._photos}
        wanted = [_with_known(photo, known.get(photo.id)) for photo in photos]
        first, ends = _common(self._photos, wanted)
        gone, come = len(self._photos) - first - ends, len(wanted) - first - ends
        if gone and gone != come:
            self.beginRemoveRows(QModelIndex(), first, first + gone - 1)
            del self._photos[first : first + gone]
            self._number()
            self.endRemoveRows()
        if come and gone != come:
            self.beginInsertRows(QModelIndex(), first, first + come - 1)
            self._photos[first:first] = wanted[first : first + come]
            self._number()
            self.endInsertRows()
        self._put_all(wanted)

    def add(self, *photos: StripPhoto) -> None:
        """Append photos; a hundred at once are one change."""
        if photos:
            first = len(self._photos)
            self.beginInsertRows(QModelIndex(), first, first + len(photos) - 1)
            self._photos += photos
            self._number()
            self.endInsertRows()

    def remove(self, photo_id: str) -> None:
        """Take a photo out, if it is there."""
        row = self.row_of(photo_id)
        if row >= 0:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._photos[row]
            self._number()
            self.endRemoveRows()

    def set_thumbnail(self, photo_id: str, thumbnail: QImage, size: Size | None = None) -> None:
        """Show what a photo looks like, once that is known."""
        photo = self._photo(photo_id)
        if photo is not None:
            self._put(replace(photo, thumbnail=thumbnail, size=size or photo.size))

    def set_problem(self, photo_id: str, problem: str) -> None:
        """Say why a photo cannot be shown."""
        photo = self._photo(photo_id)
        if photo is not None:
            self._put(replace(photo, problem=problem))

    def row_of(self, photo_id: str) -> int:
        """Return the row of a photo, or -1."""
        return self._rows.get(photo_id, -1)

    def _photo(self, photo_id: str) -> StripPhoto | None:
        row = self.row_of(photo_id)
        return self._photos[row] if row >= 0 else None

    def _number(self) -> None:
        self._rows = {photo.id: row for row, photo in enumerate(self._photos)}

    def _put_all(self, wanted: list[StripPhoto]) -> None:
        """Put as many photos in place of those that are there, telling the rows that differ."""
        differ = [row for row, one in enumerate(wanted) if self._photos[row] != one]
        self._photos = wanted
        self._number()
        for row in differ:
            self.dataChanged.emit(self.index(row), self.index(row))

    def _put(self, photo: StripPhoto) -> None:
        row = self.row_of(photo.id)
        if self._photos[row] != photo:
            self._photos[row] = photo
            self.dataChanged.emit(self.index(row), self.index(row))
