"""How a hand drags the frame: which handle it holds, what modifiers mean, what keys do.

Shift keeps the ratio, Alt moves both sides. Near an edge of the photo a dragged edge stops there;
Ctrl lets it pass. By keys an edge goes where the arrow points: the edge on that side outward, with
Alt the opposite edge inward. Shift makes the steps single pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from tessera.core.frame import Handle, dragged

if TYPE_CHECKING:
    from tessera.core.geometry import Rect, Size
    from tessera.ui.canvas.tools.tool import Touch

KEY_STEP = 16  # photo pixels per press: what most models' sizes are multiples of
MAGNET = 6.0  # widget units from an edge of the photo within which a dragged edge stops at it
_EDGES = {
    Qt.Key.Key_Left: Handle.LEFT,
    Qt.Key.Key_Right: Handle.RIGHT,
    Qt.Key.Key_Up: Handle.TOP,
    Qt.Key.Key_Down: Handle.BOTTOM,
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True)
class Hold:
    """A handle in the hand: where it was taken, in photo pixels, and the frame as it was then."""

    handle: Handle
    start: Rect
    at: QPointF

    def dragged_to(self, touch: Touch, photo: Size, ratio: Fraction | None) -> Rect:
        """Return the frame with the handle where the hand is now."""
        way = touch.at - self.at
        dx, dy = round(way.x()), round(way.y())
        if touch.has_shift and ratio is None:
            ratio = Fraction(self.start.width, self.start.height)
        if ratio is None and not touch.modifiers & _CTRL:
            dx, dy = self._attracted(dx, dy, photo, touch.reach(MAGNET))
        return dragged(
            self.start, self.handle, dx, dy, photo=photo, ratio=ratio, symmetric=touch.has_alt
        )

    def _attracted(self, dx: int, dy: int, photo: Size, reach: float) -> tuple[int, int]:
        """Return the way, ended at an edge of the photo that is near."""
        start, handle = self.start, self.handle
        if handle is Handle.INSIDE:
            dx = _near((start.left, start.right), dx, photo.width, reach)
            return dx, _near((start.top, start.bottom), dy, photo.height, reach)
        if handle.across:
            edge = start.left if handle.across < 0 else start.right
            dx = _near((edge,), dx, photo.width, reach)
        if handle.down:
            edge = start.top if handle.down < 0 else start.bottom
            dy = _near((edge,), dy, photo.height, reach)
        return dx, dy


def pushed(
    frame: Rect, key: int, modifiers: Qt.KeyboardModifier, photo: Size, ratio: Fraction | None
) -> Rect | None:
    """Return the frame after an arrow key; None for other keys."""
    handle = next((edge for known, edge in _EDGES.items() if key == known), None)
    if handle is None:
        return None
    step = 1 if modifiers & _SHIFT else KEY_STEP
    dx, dy = handle.across * step, handle.down * step
    if modifiers & _ALT:
        handle = Handle((-handle.across, -handle.down))
    return dragged(frame, handle, dx, dy, photo=photo, ratio=ratio)


def _near(edges: tuple[int, ...], way: int, length: int, reach: float) -> int:
    """Return ``way``, or the one that leads an edge onto 0 or ``length`` where that is near."""
    for edge in edges:
        for aim in (0, length):
            if abs(edge + way - aim) <= reach:
                return aim - edge
    return way
