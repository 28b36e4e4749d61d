"""Goal G3: moving and zooming the canvas against QGraphicsView, a plain copy, and photo sizes.

Prints one line of JSON per goal; the first holds the geometric mean over ten zooms, with the worst
of them in its name. Pictures are drawn here: 100 and 24 megapixels. Run it alone, from the
checkout: ``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_canvas``.
"""

import sys
from dataclasses import replace
from statistics import geometric_mean

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from tessera.core.geometry import Size
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.view_transform import View
from tessera.ui.canvas.zoom_bar import ZoomBar
from tessera.ui.theme import Scheme, apply
from tests.bench.paired import Outcome, compare, show

WIDTH, HEIGHT = 1600, 1000
LARGE = Size(11648, 8736)  # 102 megapixels
USUAL = Size(6048, 4032)  # 24 megapixels
ZOOMS = (0.114, 0.15, 0.25, 0.33, 0.5, 0.75, 1.0, 2.0, 4.0, 8.0)


def drawn(size: Size) -> ShownPhoto:
    """Return a photo of ``size`` with all its levels."""
    image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#7d93a8"))
    painter = QPainter(image)
    for step in range(0, size.width, 61):
        painter.fillRect(step, 0, 23, size.height, QColor(step % 255, 90, 140))
    for step in range(0, size.height, 97):
        painter.fillRect(0, step, size.width, 31, QColor(60, step % 255, 80))
    painter.end()
    levels = [image]
    while max(levels[-1].width(), levels[-1].height()) > 1024:
        last = levels[-1]
        half = last.scaled(-(-last.width() // 2), -(-last.height() // 2))
        levels.append(half)
    return ShownPhoto(tuple(levels), size)


class Ours:
    """The canvas' own painting, moved a little each time."""

    def __init__(self, photo: ShownPhoto, zoom: float) -> None:
        self.widget = Canvas()
        self.widget.resize(WIDTH, HEIGHT)
        self.widget.show_photo(photo)
        self.widget.show()
        QApplication.processEvents()
        bar = self.widget.findChild(ZoomBar)
        assert bar is not None
        bar.hide()  # the peer has no buttons over its picture either
        self._zoom = zoom
        self._frame = 0

    def paint(self) -> None:
        """Move by some pixels and have that painted."""
        self._frame = (self._frame + 1) % 8
        view = self.widget.view
        assert view is not None
        self.widget.look(_centred(view, self._zoom, 3 * self._frame))
        QApplication.processEvents()


class Peer:
    """QGraphicsView with one smooth pixmap item, moved alike."""

    def __init__(self, pixmap: QPixmap, zoom: float) -> None:
        self._scene = QGraphicsScene()
        item = QGraphicsPixmapItem(pixmap)
        item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.addItem(item)
        self.widget = QGraphicsView(self._scene)
        self.widget.setFrameShape(QFrame.Shape.NoFrame)
        for policy in (
            self.widget.setHorizontalScrollBarPolicy,
            self.widget.setVerticalScrollBarPolicy,
        ):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.widget.resize(WIDTH, HEIGHT)
        self.widget.scale(zoom, zoom)
        self.widget.show()
        self._middle = QPointF(pixmap.width() / 2, pixmap.height() / 2)
        self._zoom = zoom
        self._frame = 0

    def paint(self) -> None:
        """Move by some pixels and have that painted."""
        self._frame = (self._frame + 1) % 8
        self.widget.centerOn(self._middle + QPointF(3 * self._frame / self._zoom, 0))
        self.widget.viewport().update()
        QApplication.processEvents()


class Copy(QWidget):
    """The floor: a widget that copies an image of its own size."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        self._image.fill(QColor("#405060"))
        self.resize(WIDTH, HEIGHT)
        self.show()

    def paintEvent(self, _event: object) -> None:
        """Copy it."""
        painter = QPainter(self)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(QRect(0, 0, WIDTH, HEIGHT), self._image)
        painter.end()

    def paint(self) -> None:
        """Have it painted."""
        self.update()
        QApplication.processEvents()


def _centred(view: View, zoom: float, shift: int) -> View:
    left = round((WIDTH - view.photo.width * zoom) / 2) - shift
    top = round((HEIGHT - view.photo.height * zoom) / 2)
    return replace(view, zoom=zoom, left=left, top=top, fits=False)


def against_graphics_view(photo: ShownPhoto) -> Outcome:
    """Return the geometric mean of the ratios over the ten zooms."""
    pixmap = QPixmap.fromImage(photo.levels[0])
    taken: dict[float, Outcome] = {}
    for zoom in ZOOMS:
        ours, peer = Ours(photo, zoom), Peer(pixmap, zoom)
        QApplication.processEvents()
        taken[zoom] = compare("", ours.paint, peer.paint, repeat=8, pairs=9)
        ours.widget.close()
        peer.widget.close()
    worst = max(taken, key=lambda zoom: taken[zoom].ratio)
    name = "G3 ten zooms / QGraphicsView <= 0.30, worst <= 1.0 is"
    return Outcome(
        f"{name} {taken[worst].ratio} at {worst}",
        round(geometric_mean(outcome.ours for outcome in taken.values()), 4),
        round(geometric_mean(outcome.reference for outcome in taken.values()), 4),
        round(geometric_mean(outcome.ratio for outcome in taken.values()), 4),
        9,
        round(max(outcome.spread for outcome in taken.values()), 4),
    )


def outcomes() -> list[Outcome]:
    """Measure everything; needs an application."""
    large, usual = drawn(LARGE), drawn(USUAL)
    floor, at_one = Copy(), Ours(large, 1.0)
    QApplication.processEvents()
    panned = compare("G3 pan at 1:1 / plain copy <= 2.0", at_one.paint, floor.paint)
    big, small = Ours(large, 0.33), Ours(usual, 0.33)
    QApplication.processEvents()
    sizes = compare("G3 frame of 100 MP / 24 MP <= 1.3", big.paint, small.paint)
    return [against_graphics_view(large), panned, sizes]


def main() -> int:
    """Print the outcomes."""
    app = QApplication.instance() or QApplication([])
    if isinstance(app, QApplication):
        apply(app, Scheme.LIGHT)
    show(outcomes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
