"""The contact sheet as a list model: one row per picture of the matrix, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from tessera.studio.varying import CellState
from tessera.ui.tips import plain_tip
from tessera.ui.wording import usd_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QImage

    from tessera.store.version_rows import SavedVersion
    from tessera.studio.vary_wishes import VaryCell
    from tessera.studio.varying import CellResult

Index = QModelIndex | QPersistentModelIndex

STATES = {
    CellState.REFUSED: "Not sent",
    CellState.WAITING: "Waiting",
    CellState.RUNNING: "Being made…",
    CellState.FAILED: "Failed",
}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One picture of the matrix, or the place where it will be."""

    place: int
    title: str
    state: CellState = CellState.WAITING
    version: SavedVersion | None = None
    problem: str = ""

    @property
    def detail(self) -> str:
        """Return what is said below the title."""
        if self.version is None:
            return self.problem or STATES.get(self.state, "")
        usd = self.version.origin.usd
        return "had before, free" if self.state is CellState.KEPT else usd_text(usd)

    @property
    def lines(self) -> tuple[str, str, str]:
        """Return what stands below the picture; the model has a line of its own, to be read.

        >>> SheetRow(0, "1024×1024 · low · gpt-image-1.5").lines
        ('1024×1024 · low', 'gpt-image-1.5', 'Waiting')
        """
        options, _, model = self.title.rpartition(" · ")
        return options, model, self.detail

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        is_starred = self.version is not None and self.version.starred
        return ", ".join((self.title, *(("starred",) if is_starred else ()), self.detail))


class SheetModel(QAbstractListModel):
    """The pictures of the last matrix."""

    thumbnail_wanted = Signal(object)  # SavedVersion
    filled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[SheetRow] = []
        self._thumbnails: dict[str, QImage] = {}

    def begin(self, cells: Sequence[VaryCell]) -> None:
        """Lay out a new matrix."""
        self.beginResetModel()
        self._rows = [
            SheetRow(place, title_of(cell), problem=cell.problem)
            for place, cell in enumerate(cells)
            for _ in range(1 if cell.problem else cell.draft.settings.n)
        ]
        self.endResetModel()
        self.filled.emit()

    def tell(self, place: int, result: CellResult) -> None:
        """Show how a cell stands; its pictures take its rows, more of them than asked for too."""
        at = [row for row, each in enumerate(self._rows) if each.place == place]
        problem = result.error.what if result.error is not None else result.cell.problem
        for number, row in enumerate(at):
            version = result.versions[number] if number < len(result.versions) else None
            self._rows[row] = SheetRow(place, self._rows[row].title, result.state, version, problem)
            self.dataChanged.emit(self.index(row), self.index(row))
        self.filled.emit()

    def put(self, version: SavedVersion) -> None:
        """Show a version anew, as after it got a star."""
        for at, row in enumerate(self._rows):
            if row.version is not None and row.version.id == version.id:
                self._rows[at] = SheetRow(row.place, row.title, row.state, version, row.problem)
                self.dataChanged.emit(self.index(at), self.index(at))

    def row(self, at: int) -> SheetRow:
        """Return one row."""
        return self._rows[at]

    def versions(self) -> tuple[SavedVersion, ...]:
        """Return the pictures that came."""
        return tuple(row.version for row in self._rows if row.version is not None)

    def set_thumbnail(self, version_id: str, image: QImage) -> None:
        """Show what a picture looks like."""
        self._thumbnails[version_id] = image
        for at, row in enumerate(self._rows):
            if row.version is not None and row.version.id == version_id:
                self.dataChanged.emit(self.index(at), self.index(at))

    def thumbnail(self, at: int) -> QImage | None:
        """Return the picture of a row; one that is missing is asked for."""
        version = self._rows[at].version
        if version is None:
            return None
        image = self._thumbnails.get(version.id)
        if image is None:
            self.thumbnail_wanted.emit(version)
        return image

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.spoken)
        return None


def title_of(cell: VaryCell) -> str:
    """Return what tells a cell from the others."""
    size = "auto" if cell.size is None else str(cell.size)
    return f"{size} · {cell.quality} · {cell.model}"
