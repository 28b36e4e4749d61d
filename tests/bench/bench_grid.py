"""Goal G5: the grid overlay against one opaque ``QPainter.drawLines``, and against a bare repaint.

Prints one line of JSON per goal. Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_grid``.
"""

import sys

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.overlay import ink_of, paint_grid
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.view_transform import View
from tessera.ui.theme import Scheme, apply
from tests.bench.paired import Outcome, compare, show

WIDTH, HEIGHT = 1600, 1000
SOURCE = Size(3200, 2000)
TEN_THOUSAND = Grid(SOURCE, Size(3200, 3200), 100, 100, 32)
ALMOST = Grid(SOURCE, Size(3168, 3168), 99, 99, 32)


class Lines:
    """The reference: all edges as opaque lines in one call."""

    def __init__(self, target: QImage, view: View) -> None:
        self._target = target
        self._view = view

    def paint(self) -> None:
        """Build the lines and draw them."""
        view, grid = self._view, TEN_THOUSAND
        left, top = view.origin
        right, bottom = view.to_device(SOURCE.width, SOURCE.height)
        across = float(grid.column_edge(1)) * view.zoom
        down = float(grid.row_edge(1)) * view.zoom
        lines = [
            QLineF(left + column * across, top, left + column * across, bottom)
            for column in range(grid.columns + 1)
        ]
        lines += [
            QLineF(left, top + row * down, right, top + row * down) for row in range(grid.rows + 1)
        ]
        painter = QPainter(self._target)
        painter.setPen(QPen(QColor("white")))
        painter.drawLines(lines)
        painter.end()


class Overlay:
    """Ours: light lines with dark companions, translucent."""

    def __init__(self, target: QImage, view: View) -> None:
        self._target = target
        self._view = view
        self._ink = ink_of(QApplication.palette())

    def paint(self) -> None:
        """Paint the whole grid."""
        painter = QPainter(self._target)
        paint_grid(painter, TEN_THOUSAND, self._view, self._ink)
        painter.end()


class Repaint:
    """A canvas repainted, bare or with a grid that changes each time."""

    def __init__(self, *, with_grid: bool) -> None:
        image = QImage(SOURCE.width, SOURCE.height, QImage.Format.Format_RGB32)
        image.fill(QColor("#6f8fa8"))
        half = QImage(SOURCE.width // 2, SOURCE.height // 2, QImage.Format.Format_RGB32)
        half.fill(QColor("#6f8fa8"))
        self.canvas = Canvas()
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.show_photo(ShownPhoto((image, half), SOURCE))
        self.canvas.show_actual_pixels()
        self.canvas.zoom_out()
        self.canvas.zoom_out()  # half size: the cheapest repaint there is, so the hardest reference
        self.canvas.show()
        QApplication.processEvents()
        self._with_grid = with_grid
        self._is_other = False

    def paint(self) -> None:
        """Change the detail, if grids are wanted, and paint the canvas itself (no children)."""
        if self._with_grid:
            self._is_other = not self._is_other
            self.canvas.show_grid(ALMOST if self._is_other else TEN_THOUSAND)
        self.canvas.repaint()


def outcomes() -> list[Outcome]:
    """Measure everything; needs an application."""
    target = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    target.fill(QColor("#808080"))
    view = View(SOURCE, WIDTH, HEIGHT, 1.0, 0.5, 0.0, 0.0, False)
    lines, overlay = Lines(target, view), Overlay(target, view)
    bare, changed = Repaint(with_grid=False), Repaint(with_grid=True)
    return [
        compare("G5 grid of 10,000 cells / drawLines <= 0.5", overlay.paint, lines.paint),
        compare("G5 change of detail / bare repaint <= 6", changed.paint, bare.paint),
    ]


def main() -> int:
    """Print the outcomes."""
    app = QApplication.instance() or QApplication([])
    if isinstance(app, QApplication):
        apply(app, Scheme.LIGHT)
    show(outcomes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
