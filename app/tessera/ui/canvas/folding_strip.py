"""A strip of options below the canvas: two rows where they fit, three where it is narrow.

A *row* is its parts, `GAP` where the room between them goes. Only the narrow rows bound how small
the window can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tessera.ui.canvas.strip_parts import row_of
from tessera.ui.tokens import SPACE_M, SPACE_S, SPACE_XS

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

GAP = None
Row = tuple[QWidget | None, ...]


class FoldingStrip(QWidget):
    """Puts the same parts into other rows when its width asks for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide: tuple[Row, ...] = ()
        self._narrow: tuple[Row, ...] = ()
        self._is_narrow: bool | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, 0)
        self._column.setSpacing(SPACE_XS)

    def fold(self, wide: tuple[Row, ...], narrow: tuple[Row, ...]) -> None:
        """Take the rows of both; the focus goes through the parts in the order of ``wide``."""
        self._wide, self._narrow = wide, narrow
        self._rows = [row_of() for _ in range(max(len(wide), len(narrow)))]
        for row in self._rows:
            self._column.addLayout(row)
        self._arrange(is_narrow=False)

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of the narrow rows, however it is laid out now."""
        return QSize(_width_of(self._narrow), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the rows that fit."""
        super().resizeEvent(event)
        self._arrange(is_narrow=self.width() < _width_of(self._wide))

    def _arrange(self, *, is_narrow: bool) -> None:
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        for row in self._rows:
            while row.count():
                row.takeAt(0)
        for row, parts in zip(self._rows, self._narrow if is_narrow else self._wide, strict=False):
            for part in parts:
                if part is GAP:
                    row.addStretch(1)
                else:
                    row.addWidget(part)


def box_of(*parts: QWidget, spacing: int = SPACE_S) -> QWidget:
    """Return ``parts`` side by side as one part."""
    box = QWidget()
    row = row_of(*parts)
    row.setSpacing(spacing)
    row.setContentsMargins(0, 0, 0, 0)
    box.setLayout(row)
    return box


def _width_of(rows: tuple[Row, ...]) -> int:
    return 2 * SPACE_M + max((_width_of_row(row) for row in rows), default=0)


def _width_of_row(row: Row) -> int:
    widths = [_least(part) for part in row if part is not GAP and not part.isHidden()]
    return sum(widths) + SPACE_S * (len(row) - 1)


def _least(part: QWidget) -> int:
    least = max(part.minimumSizeHint().width(), part.minimumWidth())
    return min(least, part.maximumWidth())
