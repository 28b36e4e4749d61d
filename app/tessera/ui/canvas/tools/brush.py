"""The brush and the eraser: strokes of a round tip, hard or soft, with the pressure of a pen.

Each move writes one small rectangle and has just that painted anew, so a move costs the same on
any picture. With Shift a press draws a straight line from where the last stroke ended. The right
button, Alt, and the other end of a pen do the opposite.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from tessera.ui.canvas.tools.mask_tool import FREE, MASKED, MaskTool, paint_outline
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
LIGHTEST = 0.15  # of the size: what the lightest touch of a pen leaves
_STEP = 20  # radii under pressure are rounded, so that few stamps are made
_SHARP = Qt.PenStyle.SolidLine


class Brush(MaskTool):
    """Paints strokes; ``erases`` by its nature, or by the settings or the touch."""

    title = "Brush"
    cursor = Qt.CursorShape.BlankCursor
    nature = Mode.ADD

    _mask: MaskModel | None = None  # while a stroke is under way
    _painter: QPainter | None = None
    _erases = False
    _here: QPointF | None = None  # where the tip is shown
    _last: QPointF | None = None  # where the last stroke is, or ended
    _radius = 0.0
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
        self._painter = None if self._soft(touch) else self._line_painter(mask)
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
        self._stroke(self._mask, self._last, touch.at)
        self._show(touch.at)

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
        radius = max(self.settings.now.size / 2, 1.5 * view.ratio / view.zoom)
        tip = QPainterPath()
        tip.addEllipse(self._here, radius, radius)
        paint_outline(painter, tip, view, tokens)

    def _resize(self, steps: int) -> None:
        self._show(self._here)
        self.settings.step_size(steps)
        self._show(self._here)

    def _soft(self, touch: Touch) -> bool:
        now = self.settings.now
        return now.hardness < HARD_FROM and now.size >= SMALLEST_SOFT

    def _radius_of(self, touch: Touch) -> float:
        radius = self.settings.now.size / 2
        if touch.pressure >= 1.0:
            return radius
        share = LIGHTEST + (1 - LIGHTEST) * touch.pressure
        return max(0.5, radius * max(1, round(share * _STEP)) / _STEP)

    def _line_painter(self, mask: MaskModel) -> QPainter:
        painter = mask.painter()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def _stroke(self, mask: MaskModel, start: QPointF, end: QPointF) -> None:
        """Lay the tip from ``start`` to ``end`` and tell what that touched."""
        reach = self._radius + 1.5
        area = QRectF(start, end).normalized().adjusted(-reach, -reach, reach, reach)
        part = mask.touch(area.toAlignedRect())
        self._last = end
        if part.isEmpty():
            return
        if self._painter is not None:
            self._line(self._painter, start, end)
        else:
            self._stamps(mask, start, end)
        mask.wrote(part)

    def _line(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        ink = FREE if self._erases else MASKED
        painter.setPen(QPen(ink, 2 * self._radius, _SHARP, cap, join))
        if start == end:
            painter.drawPoint(end)
        else:
            painter.drawLine(start, end)

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
        if self._painter is not None:
            self._painter.end()
        mask, self._mask, self._painter = self._mask, None, None
        return mask

    def _show(self, at: QPointF | None) -> None:
        """Move the shown tip; what it leaves and where it comes are painted anew."""
        reach = self.settings.now.size / 2 + 4
        for place in (self._here, at):
            if place is not None:
                corner = place - QPointF(reach, reach)
                self.canvas.update_photo(QRectF(corner, place + QPointF(reach, reach)))
        self._here = at


class Eraser(Brush):
    """Takes away what the brush paints."""

    title = "Eraser"
    nature = Mode.TAKE
