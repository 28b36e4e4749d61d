"""Goal G4: a brush move against a raw line, at 1 and at 100 megapixels, and what undo keeps.

A *move* is what a person causes by one step of ten pixels: the event, the tiles kept for undo, the
line in the mask, and the rectangle painted anew with photo, grid and tint. Prints one line of JSON
per goal; ``--moves N --side S`` only makes N moves, for counting instructions. Run it alone, from
the checkout: ``QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_brush``.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import replace
from shutil import which

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.canvas import Canvas
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.tools.kit import ToolKit
from tessera.ui.canvas.view_transform import View
from tessera.ui.canvas.work import PhotoWork
from tessera.ui.theme import Scheme, apply
from tests.bench.paired import Outcome, compare, show

WIDTH, HEIGHT = 1600, 1000
LARGE = Size(11648, 8736)  # 102 megapixels
SMALL = Size(1000, 1000)
STEP = 10  # pixels of the photo per move
PER_STROKE = 40
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drawn(size: Size) -> ShownPhoto:
    """Return a plain photo of ``size``, without smaller levels: the view stays at 1:1."""
    image = QImage(size.width, size.height, QImage.Format.Format_RGB32)
    image.fill(QColor("#7d93a8"))
    return ShownPhoto((image,), size)


class Ours:
    """The canvas with a brush in the hand, moved by real events."""

    def __init__(self, size: Size, radius: int, *, has_grid: bool = True) -> None:
        self._strokes = 0
        self.canvas = Canvas()
        self.canvas.resize(WIDTH, HEIGHT)
        self.canvas.show_photo(drawn(size))
        if has_grid:
            across, down = size.width // 256, size.height // 256
            self.canvas.show_grid(Grid(size, Size(across * 32, down * 32), across, down, 32))
        self.work = PhotoWork("bench", size, self.canvas)
        self.canvas.set_work(self.work)
        self.kit = ToolKit(self.canvas, self.canvas)
        self.kit.settings.set_size(2 * radius)
        self.kit.choose("mask.brush")
        self.canvas.show()
        QApplication.processEvents()
        view = self.canvas.view
        assert view is not None
        self.canvas.look(_at_one(view, size))
        QApplication.processEvents()

    def stroke(self, moves: int = PER_STROKE) -> None:
        """Press, move by steps, each painted, and let go; each time a little further down."""
        self._strokes += 1
        at = QPointF(WIDTH / 2 - STEP * moves / 2, HEIGHT / 2 + 11 * (self._strokes % 23))
        self._send(QEvent.Type.MouseButtonPress, at)
        for place in range(1, moves + 1):
            self._send(QEvent.Type.MouseMove, at + QPointF(STEP * place, 0))
            QApplication.processEvents()
        self._send(QEvent.Type.MouseButtonRelease, at + QPointF(STEP * moves, 0))
        QApplication.processEvents()

    def _send(self, kind: QEvent.Type, at: QPointF) -> None:
        event = QMouseEvent(kind, at, self.canvas.mapToGlobal(at), LEFT, LEFT, NO_KEY)
        QApplication.sendEvent(self.canvas, event)


class RawLine:
    """The floor: the line alone, drawn into a grey picture of the same size."""

    def __init__(self, size: Size, radius: int) -> None:
        self._image = QImage(size.width, size.height, QImage.Format.Format_Grayscale8)
        self._image.fill(0)
        cap, solid = Qt.PenCapStyle.RoundCap, Qt.PenStyle.SolidLine
        self._pen = QPen(QColor("white"), 2 * radius, solid, cap)

    def stroke(self) -> None:
        """Draw as many lines as a stroke has moves, with one painter."""
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        for place in range(PER_STROKE):
            x = 300 + STEP * place
            painter.drawLine(QPointF(x, 500), QPointF(x + STEP, 500))
        painter.end()


def _at_one(view: View, size: Size) -> View:
    """Return the view at 1:1 with the middle of the photo in the middle."""
    left, top = (WIDTH - size.width) / 2, (HEIGHT - size.height) / 2
    return replace(view, zoom=1.0, left=left, top=top, fits=False)


def against_raw_line(size: Size, radius: int) -> Outcome:
    """Return how many raw lines a whole move costs."""
    ours, raw = Ours(size, radius), RawLine(size, radius)
    outcome = compare(
        f"G4 move r={radius} at {size.pixels // 10**6} MP / raw line <= 4.0",
        ours.stroke, raw.stroke, repeat=1, pairs=9,
    )  # fmt: skip
    ours.canvas.close()
    return outcome


def undo_cost() -> Outcome:
    """Return what a stroke of r = 50 and 2,000 pixels keeps, of a copy of the whole mask."""
    ours = Ours(LARGE, 50)
    mask = ours.work.need_mask()
    mask.begin("Brush stroke")
    from PySide6.QtCore import QRect

    painter = mask.painter()
    painter.setPen(QPen(QColor("white"), 100, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    part = mask.touch(QRect(3000, 3950, 2100, 100))
    touched = len(mask.plane._before or ())
    painter.drawLine(3050, 4000, 5050, 4000)
    painter.end()
    mask.wrote(part)
    mask.end()
    step = ours.work.stack._done[-1]
    kept = step.size_bytes  # type: ignore[attr-defined]
    ours.canvas.close()
    whole = LARGE.pixels
    name = f"G4 undo kept / whole mask <= 0.001; {touched} tiles are {touched * 65536 / whole:.4f}"
    return Outcome(name, kept, whole, round(kept / whole, 6), 1, 0)


def instructions(side: int, moves: int) -> int:
    """Return how many instructions so many moves take, start and all; needs valgrind."""
    words = [
        "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
        sys.executable, "-m", "tests.bench.bench_brush", "--side", str(side), "--moves", str(moves),
    ]  # fmt: skip
    environ = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environ)
    line = next(line for line in done.stderr.splitlines() if "I refs" in line or "I   refs" in line)
    return int(line.split(":")[1].strip().replace(",", ""))


def instruction_ratio(moves: int = 400) -> Outcome:
    """Return instructions per move at 100 megapixels over those at 1 megapixel."""
    large, small = (
        (instructions(side, moves) - instructions(side, 0)) / moves
        for side in (LARGE.width, SMALL.width)
    )
    name = "G4 instructions per move, 100 MP / 1 MP <= 1.05"
    return Outcome(name, round(large), round(small), round(large / small, 4), 1, 0)


def outcomes() -> list[Outcome]:
    """Measure everything; needs an application."""
    found = [against_raw_line(size, radius) for size in (SMALL, LARGE) for radius in (50, 500)]
    found.append(undo_cost())
    if which("valgrind"):
        found.append(instruction_ratio())
    return found


def main() -> int:
    """Print the outcomes, or only move."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int)
    parser.add_argument("--side", type=int, default=SMALL.width)
    words = parser.parse_args()
    app = QApplication.instance() or QApplication([])
    if isinstance(app, QApplication):
        apply(app, Scheme.LIGHT)
    if words.moves is None:
        show(outcomes())
        return 0
    ours = Ours(LARGE if words.side == LARGE.width else SMALL, 50)
    for _ in range(3 + words.moves // PER_STROKE):  # the first ones load and make what is needed
        ours.stroke()
    ours.canvas.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
