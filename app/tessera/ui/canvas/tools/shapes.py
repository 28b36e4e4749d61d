"""Rectangles and ellipses of the mask: dragged from corner to corner, with Shift equal sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from tessera.ui.canvas.tools.mask_tool import MaskTool, grown, paint_outline

if TYPE_CHECKING:
    from tessera.ui.canvas.tools.tool import Touch
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

EDGE = 4.0  # widget units that the outline may take around a shape


class RectangleTool(MaskTool):
    """Masks whole pixels of a rectangle."""

    title = "Rectangle"
    is_smooth = False

    _start: QPointF | None = None
    _shape = QRectF()
    _takes = False

    @property
    def is_under_way(self) -> bool:
        """Return whether a corner is set."""
        return self._start is not None

    @property
    def shape(self) -> QRectF:
        """Return what is spanned now, in photo pixels."""
        return self._shape

    def press(self, touch: Touch) -> bool:
        """Set the first corner."""
        self._start, self._takes = touch.at, self.takes(touch)
        self._shape = QRectF(touch.at, touch.at)
        return True

    def move(self, touch: Touch) -> None:
        """Span the shape to here."""
        if self._start is None:
            return
        before = self._shape
        self._shape = self._snapped(_spanned(self._start, touch))
        edge = touch.reach(EDGE)
        self.canvas.update_photo(grown(before.united(self._shape), edge))

    def release(self, touch: Touch) -> None:
        """Mask what was spanned; a mere click spans nothing."""
        self.move(touch)
        shape, self._start = self._shape, None
        if shape.width() > 0 and shape.height() > 0:
            self.fill(self.title, self.path(shape), takes=self._takes, is_smooth=self.is_smooth)
        self.canvas.update_photo(grown(shape, touch.reach(EDGE)))

    def cancel(self) -> bool:
        """Forget the corner."""
        had_corner, self._start = self._start is not None, None
        if had_corner:
            self.canvas.update()
        return had_corner

    def path(self, shape: QRectF) -> QPainterPath:
        """Return the shape's outline."""
        path = QPainterPath()
        path.addRect(shape)
        return path

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint what is spanned."""
        if self._start is not None:
            paint_outline(painter, self.path(self._shape), view, tokens)

    def _snapped(self, shape: QRectF) -> QRectF:
        """Return ``shape`` with its corners between pixels."""
        left, top = round(shape.left()), round(shape.top())
        return QRectF(left, top, round(shape.right()) - left, round(shape.bottom()) - top)


class EllipseTool(RectangleTool):
    """Masks the ellipse within the spanned rectangle."""

    title = "Ellipse"
    is_smooth = True

    def path(self, shape: QRectF) -> QPainterPath:
        """Return the shape's outline."""
        path = QPainterPath()
        path.addEllipse(shape)
        return path


def _spanned(start: QPointF, touch: Touch) -> QRectF:
    way = touch.at - start
    if touch.has_shift:
        side = max(abs(way.x()), abs(way.y()))
        way = QPointF(side if way.x() >= 0 else -side, side if way.y() >= 0 else -side)
    return QRectF(start, start + way).normalized()
