"""Where a frame and its handles lie on the screen, and which of them is under the mouse.

*Device* pixels are for painting, *widget* units for the mouse. A frame may lie largely outside the
widget; its handles stay within it where its edges can be seen.
"""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt

from tessera.core.frame import Handle
from tessera.core.geometry import Rect, Size
from tessera.ui.canvas.view_transform import View

REACH = 9.0  # widget units around a handle or an edge in which a press takes it
KNOB = 9.0  # widget units along a side of a painted handle
ROOM = 5  # a view with a frame leaves one part in so many free on each side

CURSORS = {
    Handle.LEFT: Qt.CursorShape.SizeHorCursor,
    Handle.RIGHT: Qt.CursorShape.SizeHorCursor,
    Handle.TOP: Qt.CursorShape.SizeVerCursor,
    Handle.BOTTOM: Qt.CursorShape.SizeVerCursor,
    Handle.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Handle.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Handle.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Handle.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Handle.INSIDE: Qt.CursorShape.SizeAllCursor,
}


def device_rect(view: View, area: Rect) -> QRect:
    """Return the device pixels that ``area`` of the photo covers; it may lie beside it."""
    left, top = view.to_device(area.left, area.top)
    right, bottom = view.to_device(area.right, area.bottom)
    x, y = round(left), round(top)
    return QRect(x, y, max(1, round(right) - x), max(1, round(bottom) - y))


def widget_area(view: View, area: Rect) -> QRectF:
    """Return what ``area`` of the photo covers, in widget units."""
    left, top = view.to_widget(area.left, area.top)
    right, bottom = view.to_widget(area.right, area.bottom)
    return QRectF(left, top, right - left, bottom - top)


def frame_view(view: View, frame: Rect) -> View:
    """Return the view in which the frame is the picture: its grid is painted by it."""
    left, top = view.to_device(frame.left, frame.top)
    size = Size(frame.width, frame.height)
    return replace(view, photo=size, left=left, top=top, fits=False, room=None)


def room_for(frame: Rect, photo: Size) -> Rect:
    """Return what a view shows so that frame and photo can be seen, and dragged further out."""
    left, top = min(0, frame.left), min(0, frame.top)
    right, bottom = max(photo.width, frame.right), max(photo.height, frame.bottom)
    across, down = (right - left) // ROOM, (bottom - top) // ROOM
    return Rect(left - across, top - down, right - left + 2 * across, bottom - top + 2 * down)


def knobs(view: View, frame: Rect) -> dict[Handle, QPointF]:
    """Return the middle of each handle, in widget units."""
    area = widget_area(view, frame)
    middle = area.center()
    across = {-1: area.left(), 0: middle.x(), 1: area.right()}
    down = {-1: area.top(), 0: middle.y(), 1: area.bottom()}
    return {
        handle: QPointF(across[handle.across], down[handle.down])
        for handle in Handle
        if handle is not Handle.INSIDE
    }


def handle_at(frame: Rect, at: QPointF, reach: float) -> Handle | None:
    """Return what of the frame lies under a place: a corner, an edge, or its inside.

    ``at`` and ``reach`` are in photo pixels.
    """
    area = QRectF(frame.left, frame.top, frame.width, frame.height)
    if not area.adjusted(-reach, -reach, reach, reach).contains(at):
        return None
    across = _end(at.x(), area.left(), area.right(), reach)
    down = _end(at.y(), area.top(), area.bottom(), reach)
    return Handle((across, down))


def _end(at: float, low: float, high: float, reach: float) -> int:
    """Return -1 near the low end, 1 near the high end, 0 between; the nearer end counts."""
    if min(abs(at - low), abs(at - high)) > reach:
        return 0
    return -1 if abs(at - low) < abs(at - high) else 1
