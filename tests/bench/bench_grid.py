"""Goal G5: the grid overlay against one opaque ``QPainter.drawLines``, and against a bare repaint.

Prints one line of JSON per goal. Run it alone, from the checkout:
``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_grid``.
"""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from tessera.core.catalogue import parse_catalogue
from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.core.metering import meter_input
from tessera.core.pricing import measurement_usd
from tessera.core.words import Detail
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.overlay import ink_of, paint_grid
from tessera.ui.canvas.view_transform import View
from tessera.ui.theme import Scheme, apply
from tessera.ui.tokens import LIGHT
from tests.bench.bench_canvas import drawn
from tests.bench.paired import Outcome, compare, show

WIDTH, HEIGHT = 1600, 1000
SOURCE = Size(3200, 2000)
LARGE = Size(6400, 4000)
MODELS = ("gpt-6-astra", "gpt-5.5")  # 25,000 and 9,875 patches of that size
TODAY = date(2026, 11, 20)
FOLDER = Path(__file__).parents[2] / "resources" / "catalogue"
CATALOGUE = parse_catalogue({file.name: file.read_text("utf-8") for file in FOLDER.glob("*.toml")})
TEN_THOUSAND = Grid(SOURCE, Size(3200, 3200), 100, 100, 32)


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
        self._ink = ink_of(LIGHT)

    def paint(self) -> None:
        """Paint the whole grid."""
        painter = QPainter(self._target)
        paint_grid(painter, TEN_THOUSAND, self._view, self._ink)
        painter.end()


class Repaint:
    """A canvas repainted, bare or with the grid and the price of another model each time."""

    def __init__(self, *, with_grid: bool) -> None:
        self.canvas = Canvas()
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.show_photo(drawn(LARGE))
        # A quarter of the size: the cheapest repaint there is, so the hardest reference.
        self.canvas.look(View(LARGE, WIDTH, HEIGHT, 1.0, 0.25, 0.0, 0.0, False))
        self.canvas.show()
        QApplication.processEvents()
        self._models = [CATALOGUE.get(name) for name in MODELS]
        self._with_grid = with_grid
        self.usd: Decimal | None = None

    def paint(self) -> None:
        """Change the model, if grids are wanted: meter, price, repaint."""
        if self._with_grid:
            self._models.reverse()
            model = self._models[0]
            assert model is not None
            seen = meter_input(model.id, model, LARGE, Detail.ORIGINAL, on=TODAY)
            self.usd = measurement_usd(model, seen, on=TODAY)
            self.canvas.show_grid(seen.grid)
        self.canvas.update()
        QApplication.processEvents()


def outcomes() -> list[Outcome]:
    """Measure everything; needs an application."""
    target = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    target.fill(QColor("#808080"))
    view = View(SOURCE, WIDTH, HEIGHT, 1.0, 0.5, 0.0, 0.0, False)
    lines, overlay = Lines(target, view), Overlay(target, view)
    bare, changed = Repaint(with_grid=False), Repaint(with_grid=True)
    return [
        compare("G5 grid of 10,000 cells / drawLines <= 0.5", overlay.paint, lines.paint),
        compare("G5 change of model / bare repaint <= 6", changed.paint, bare.paint),
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
