"""The brush and the eraser: strokes of a round tip, hard or soft, with the pressure of a pen.

Each move writes one small rectangle and has just that painted anew, so a move costs the same on
any picture. With Shift a press draws a straight line from where the last stroke ended. The right
button, Alt, and the other end of a pen do the opposite.
"""

from __future__ import annotations

from itertools import pairwise
from math import ceil, floor, hypot, sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from tessera.ui.canvas.tools.mask_tool import FREE, MASKED, MaskTool
from tessera.ui.canvas.tools.settings import Mode

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from tessera.imaging.mask_tiles import Pixels
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.tools.tool import Touch
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

HARD_FROM = 100  # per cent of hardness; also a tip below 2 pixels has no room to be soft
SMALLEST_SOFT = 4
SPACING = 0.12  # of the radius between two stamps of a soft tip
WIDER = 2.0  # pixels by which a hard eraser is wider, so that no faint rim is left behind
RIM_FROM = 60.0  # widget units of radius from which only the rim is painted anew
RIM_MARGIN = 5.0  # widget units around the rim, for the rings of the tip
BANDS = 16
LIGHTEST = 0.15  # of the size: what the lightest touch of a pen leaves
_STEP = 20  # radii under pressure are rounded, so that few stamps are made
_SHARP = Qt.PenStyle.SolidLine


class Brush(MaskTool):
    """Paints strokes; ``erases`` by its nature, or by the settings or the touch."""

    title = "Brush"
    cursor = Qt.CursorShape.BlankCursor
    nature = Mode.ADD

    _mask: MaskModel | None = None  # while a stroke is under way
    _is_soft = False
    _erases = False
    _here: QPointF | None = None  # where the tip is shown
    _last: QPointF | None = None  # where the last stroke is, or ended
    _radius = 0.0
    _kept_pen: QPen | None = None
    _made_for: tuple[float, bool] = (0.0, False)
    _rest = 0.0  # of the way to the next stamp

    @property
    def is_under_way(self) -> bool:
        """Return whether a stroke is under way."""
        return self._mask is not None

    def takes(self, touch: Touch) -> bool:
        """Return whether this touch erases."""
        is_opposite = touch.has_alt or touch.is_second_button
        return (self.nature is Mode.TAKE) != is_opposite

    def press(self, touch: Touch) -> bool:
        """Begin a stroke, with Shift from where the last one ended."""
        mask = self.mask
        self._erases = self.takes(touch)
        if mask is None or not mask.begin("Erase" if self._erases else "Brush stroke"):
            return mask is not None
        self._mask = mask
        self._is_soft = self._soft()
        start = self._last if touch.has_shift and self._last is not None else touch.at
        self._rest = 0.0
        self._radius = self._radius_of(touch)
        self._stroke(mask, start, touch.at)
        self._show(touch.at)
        return True

    def move(self, touch: Touch) -> None:
        """Let the stroke go on."""
        if self._mask is None or self._last is None:
            return
        self._radius = self._radius_of(touch)
        self._here = touch.at
        self._stroke(self._mask, self._last, touch.at)

    def hover(self, touch: Touch) -> None:
        """Show where a press would paint, and how large."""
        self._show(touch.at)

    def leave(self) -> None:
        """Take the shown tip away."""
        self._show(None)

    def release(self, touch: Touch) -> None:
        """End the stroke."""
        mask = self._end()
        if mask is not None:
            mask.end()

    def cancel(self) -> bool:
        """Take back the stroke that is under way."""
        mask = self._end()
        if mask is not None:
            mask.abandon()
        return mask is not None

    def put_down(self) -> None:
        """Forget the tip and where the last stroke ended."""
        self._show(None)
        super().put_down()
        self._last = None

    def wheel(self, steps: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Make the tip larger or smaller."""
        self._resize(steps)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Make the tip smaller by [ and larger by ]; { and } change its hardness."""
        match event.text():
            case "[":
                self._resize(-1)
            case "]":
                self._resize(1)
            case "{":
                self.settings.set_hardness(self.settings.now.hardness - 25)
            case "}":
                self.settings.set_hardness(self.settings.now.hardness + 25)
            case _:
                return False
        return True

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the tip in its true size."""
        if self._here is None:
            return
        x, y = view.to_device(self._here.x(), self._here.y())
        radius = max(self.settings.now.size / 2 * view.zoom, 1.5 * view.ratio)
        _paint_ring(painter, QPointF(x, y), radius, max(1, round(view.ratio)), tokens)

    def _resize(self, steps: int) -> None:
        self._show(self._here)
        self.settings.step_size(steps)
        self._show(self._here)

    def _soft(self) -> bool:
        now = self.settings.now
        return now.hardness < HARD_FROM and now.size >= SMALLEST_SOFT

    def _radius_of(self, touch: Touch) -> float:
        radius = self.settings.now.size / 2
        if touch.pressure >= 1.0:
            return radius
        share = LIGHTEST + (1 - LIGHTEST) * touch.pressure
        return max(0.5, radius * max(1, round(share * _STEP)) / _STEP)

    def _stroke(self, mask: MaskModel, start: QPointF, end: QPointF) -> None:
        """Lay the tip from ``start`` to ``end`` and tell what that touched."""
        reach = self._radius + 2.5
        area = QRectF(start, end).normalized().adjusted(-reach, -reach, reach, reach)
        part = mask.touch(area.toAlignedRect())
        self._last = end
        if not part.isEmpty():
            if self._is_soft:
                self._stamps(mask, start, end)
            else:
                self._line(mask, start, end)
            mask.wrote(part, quietly=True)
        self._repaint(start, end)

    def _repaint(self, start: QPointF, end: QPointF) -> None:
        """Have ink and tip painted anew; of a large hard tip only the rim differs from before."""
        view = self.canvas.view
        if view is None:
            return
        first, last = view.to_widget(start.x(), start.y()), view.to_widget(end.x(), end.y())
        units = view.zoom / view.ratio
        shown = self.settings.now.size / 2 * units
        if self._is_soft or self._radius * 2 != self.settings.now.size or shown < RIM_FROM:
            reach = self._ring * units
            area = QRectF(QPointF(*first), QPointF(*last)).normalized()
            self.canvas.update(area.adjusted(-reach, -reach, reach, reach).toAlignedRect())
        else:
            self.canvas.update(rim(QPointF(*first), QPointF(*last), shown))

    def _line(self, mask: MaskModel, start: QPointF, end: QPointF) -> None:
        # A painter of its own for each line costs 9 µs; one kept open would outlive its picture.
        painter = mask.painter()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen())
        if start == end:
            painter.drawPoint(end)
        else:
            painter.drawLine(start, end)
        painter.end()

    def _pen(self) -> QPen:
        """Return the pen of the tip, made anew only when the tip changed."""
        wanted = (self._radius, self._erases)
        if self._made_for != wanted or self._kept_pen is None:
            cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            ink = FREE if self._erases else MASKED
            width = 2 * self._radius + (WIDER if self._erases else 0)
            self._kept_pen = QPen(ink, width, _SHARP, cap, join)
            self._made_for = wanted
        return self._kept_pen

    def _stamps(self, mask: MaskModel, start: QPointF, end: QPointF) -> None:
        """Stamp the soft tip along the way, always the same distance apart."""
        from tessera.imaging.mask_stamp import press

        shape = self._stamp()
        way = end - start
        length, gap = hypot(way.x(), way.y()), max(1.0, SPACING * self._radius)
        at = self._rest
        while at <= length:
            share = at / length if length else 0.0
            here = start + way * share
            press(mask.plane, here.x(), here.y(), shape, erases=self._erases)
            at += gap
        self._rest = at - length

    def _stamp(self) -> Pixels:
        from tessera.imaging.mask_stamp import stamp

        return stamp(self._radius, self.settings.now.hardness / 100)

    def _end(self) -> MaskModel | None:
        mask, self._mask = self._mask, None
        return mask

    @property
    def _ring(self) -> float:
        """Return how far the shown tip reaches, in photo pixels, when it is as large as it gets."""
        view = self.canvas.view
        edge = 0.0 if view is None else 5 * view.ratio / view.zoom
        return self.settings.now.size / 2 + edge

    def _show(self, at: QPointF | None) -> None:
        """Move the shown tip; what it leaves and where it comes are painted anew."""
        reach = self._ring
        for place in (self._here, at):
            if place is not None:
                corner = place - QPointF(reach, reach)
                self.canvas.update_photo(QRectF(corner, place + QPointF(reach, reach)))
        self._here = at


class Eraser(Brush):
    """Takes away what the brush paints."""

    title = "Eraser"
    nature = Mode.TAKE


def rim(first: QPointF, last: QPointF, radius: float) -> QRegion:
    """Return where a disc that moves from ``first`` to ``last`` can differ from where it was.

    In bands, each with a piece at the left and one at the right; all in widget units.
    """
    middle, way = (first + last) / 2, last - first
    slack = hypot(way.x(), way.y()) / 2 + RIM_MARGIN
    outer, inner = radius + slack, radius - slack
    if inner <= 0:
        corner = QPointF(outer, outer)
        return QRegion(QRectF(middle - corner, middle + corner).toAlignedRect())
    rects: list[QRect] = []
    edges = [floor(middle.y() - outer + 2 * outer * at / BANDS) for at in range(BANDS + 1)]
    for top, bottom in pairwise(edges):
        nearest = max(0.0, top - middle.y(), middle.y() - bottom)
        farthest = max(abs(top - middle.y()), abs(bottom - middle.y()))
        wide = sqrt(max(0.0, outer * outer - nearest * nearest)) + 1
        free = sqrt(max(0.0, inner * inner - farthest * farthest)) - 1
        left, right = floor(middle.x() - wide), ceil(middle.x() + wide)
        if free <= 1:
            rects.append(QRect(left, top, right - left, bottom - top))
        else:
            hole_left, hole_right = ceil(middle.x() - free), floor(middle.x() + free)
            rects.append(QRect(left, top, hole_left - left, bottom - top))
            rects.append(QRect(hole_right, top, right - hole_right, bottom - top))
    region = QRegion()
    for rect in rects:
        region += rect
    return region


def _paint_ring(
    painter: QPainter, middle: QPointF, radius: float, line: int, tokens: Tokens
) -> None:
    """Paint a light ring with a dark one around it, in device pixels.

    Rings of single pixels without smoothing: of a path they would cost twenty times as much.
    """
    x, y = round(middle.x()), round(middle.y())
    for step in range(2 * line):
        painter.setPen(QColor(tokens.grid_light if step < line else tokens.grid_dark))
        reach = round(radius) + step
        painter.drawEllipse(x - reach, y - reach, 2 * reach, 2 * reach)
