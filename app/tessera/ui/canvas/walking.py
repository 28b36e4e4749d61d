"""Walking over the cells by keys: Enter begins, arrows step, Home and End run along the row.

Pure apart from Qt's names of keys; the stage moves the mark and brings the cell into view.
"""

from PySide6.QtCore import QRect, Qt

from tessera.core.grid import Grid
from tessera.ui.canvas.grid_cells import Place
from tessera.ui.canvas.view_transform import View

BEGIN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
MARGIN = 24  # widget units that stay free between a cell and the edge
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def stepped(place: Place, key: int, grid: Grid) -> Place | None:
    """Return the cell that ``key`` leads to, the same at the border; None for other keys."""
    if key == Qt.Key.Key_Home:
        return Place(0, place.row)
    if key == Qt.Key.Key_End:
        return Place(grid.columns - 1, place.row)
    for known, (across, down) in _STEPS.items():
        if key == known:
            column = min(max(place.column + across, 0), grid.columns - 1)
            return Place(column, min(max(place.row + down, 0), grid.rows - 1))
    return None


def brought_into_view(view: View, cell: QRect) -> View:
    """Return the view panned just so far that ``cell``, in device pixels, can be seen whole."""
    margin = round(MARGIN * view.ratio)
    dx = _shift(cell.left(), cell.right() + 1, view.width, margin)
    dy = _shift(cell.top(), cell.bottom() + 1, view.height, margin)
    return view.panned(dx / view.ratio, dy / view.ratio) if dx or dy else view


def _shift(start: int, end: int, length: int, margin: int) -> int:
    """Return how far to move so that ``start`` to ``end`` lies inside; its start goes first."""
    margin = max(0, min(margin, (length - (end - start)) // 2))
    if start < margin:
        return margin - start
    return min(0, max(length - margin - end, margin - start))
