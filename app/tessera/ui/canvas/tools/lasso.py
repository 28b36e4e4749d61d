"""Free shapes of the mask: a lasso that follows the hand, and a polygon set point by point.

By keys both are set point by point: Space sets one, Enter closes the shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from tessera.ui.canvas.tools.mask_tool import MaskTool, grown, paint_outline

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from tessera.ui.canvas.tools.tool import Touch
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

CLOSE_ENOUGH = 8.0  # widget units from the first point that close a polygon
EDGE = 4.0


class PolygonTool(MaskTool):
    """Masks the shape between points: a click sets one, a double click or Enter closes."""

    title = "Polygon"

    _takes = False
    _hover: QPointF | None = None

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._points: list[QPointF] = []

    @property
    def is_under_way(self) -> bool:
        """Return whether a point is set."""
        return bool(self._points)

    @property
    def points(self) -> tuple[QPointF, ...]:
        """Return the points that are set, in photo pixels."""
        return tuple(self._points)

    def press(self, touch: Touch) -> bool:
        """Set a point; near the first one, close the shape."""
        if not self._points:
            self._takes = self.takes(touch)
        elif len(self._points) > 2 and self._is_first(touch):
            self._close()
            return True
        self._points.append(touch.at)
        self.hover(touch)
        return True

    def move(self, touch: Touch) -> None:
        """Show where the next side would run."""
        self.hover(touch)

    def hover(self, touch: Touch) -> None:
        """Show where the next side would run."""
        if self._points:
            area = self._path().boundingRect()
            self._hover = touch.at
            area = area.united(self._path().boundingRect())
            self.canvas.update_photo(grown(area, touch.reach(EDGE)))

    def double_click(self, touch: Touch) -> bool:
        """Close the shape; its last point was set by the first click."""
        if not self._points:
            return False
        self._close()
        return True

    def set_point(self, touch: Touch) -> str:
        """Set a point by Space."""
        self.press(touch)
        return f"Point {len(self._points)}" if self._points else f"{self.title} ended"

    def close(self, touch: Touch) -> str:
        """Close the shape by Enter."""
        if not self._points:
            return ""
        return f"{self.title} ended" if self._close() else f"{self.title} forgotten"

    def key(self, event: QKeyEvent) -> bool:
        """Close by Enter, and take back a point by Backspace, without the cursor of the keys."""
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._points:
            self._close()
            return True
        if event.key() == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
            self.canvas.update()
            return True
        return False

    def cancel(self) -> bool:
        """Forget the points."""
        had_points = bool(self._points)
        self._points, self._hover = [], None
        if had_points:
            self.canvas.update()
        return had_points

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the sides that are set, and the one that would come."""
        if self._points:
            paint_outline(painter, self._path(), view, tokens)

    def _is_first(self, touch: Touch) -> bool:
        way = touch.at - self._points[0]
        return way.manhattanLength() <= touch.reach(CLOSE_ENOUGH)

    def _path(self) -> QPainterPath:
        path = QPainterPath()
        points = [*self._points, *((self._hover,) if self._hover is not None else ())]
        path.addPolygon(QPolygonF(points))
        return path

    def _close(self) -> bool:
        """Mask what lies between the points; returns whether that was anything."""
        points, self._points, self._hover = self._points, [], None
        self.canvas.update()
        if len(points) < 3:
            return False
        path = QPainterPath()
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
        return self.fill(self.title, path, takes=self._takes)


class LassoTool(PolygonTool):
    """Masks what the hand drew around."""

    title = "Lasso"

    _by_keys = False

    def press(self, touch: Touch) -> bool:
        """Begin to draw around something."""
        self.cancel()
        self._by_keys = False
        self._takes = self.takes(touch)
        self._points.append(touch.at)
        return True

    def move(self, touch: Touch) -> None:
        """Follow the hand; points closer than a pixel of the screen add nothing."""
        if self._by_keys:
            self.hover(touch)
        elif self._points and (touch.at - self._points[-1]).manhattanLength() >= touch.reach(1):
            self._points.append(touch.at)
            self.canvas.update_photo(grown(self._path().boundingRect(), touch.reach(EDGE)))

    def hover(self, touch: Touch) -> None:
        """Show where the next side would run, if keys set the points."""
        if self._by_keys:
            super().hover(touch)

    def release(self, touch: Touch) -> None:
        """Close the shape."""
        if not self._by_keys:
            self._close()

    def double_click(self, touch: Touch) -> bool:
        """Take it for a press."""
        return False

    def set_point(self, touch: Touch) -> str:
        """Set a point by Space."""
        if not self._points:
            self._takes = self.takes(touch)
        self._by_keys = True
        self._points.append(touch.at)
        self.hover(touch)
        return f"Point {len(self._points)}"
