"""Events for the tool in the hand: mouse, pen, wheel, and a cursor that keys move.

The arrow keys move a visible cursor over the photo, with Shift by single pixels; Space sets a
point there, Enter ends the shape, Esc forgets it. While Space is held without that cursor, the
mouse moves the photo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPointingDevice, QTabletEvent

from tessera.ui.accessible import announce
from tessera.ui.canvas.tools.tool import Tool, Touch
from tessera.ui.canvas.walking import brought_into_view

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from tessera.ui.canvas.stage import Stage
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

KEY_STEP = 16  # widget units that an arrow key moves the cursor
ARM = 12  # widget units from the middle of the cursor to its ends
_NOTCH = 120
_ARROWS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
_NO_KEY = Qt.KeyboardModifier.NoModifier


class ToolEvents:
    """Hands events of one stage to its tool; every method says whether the tool took it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._is_down = self._is_space_held = False
        self._wheel_rest = 0
        self._cursor: QPointF | None = None
        stage.add_layer(self)

    def mouse(self, event: QMouseEvent, view: View) -> bool:
        """Take presses, moves and releases."""
        tool = self._stage.tool
        if tool is None:
            return False
        kind, touch = event.type(), self._touch(event, view)
        if kind == QEvent.Type.MouseMove:
            self._move(tool, touch)
            return True
        if kind == QEvent.Type.MouseButtonRelease:
            was_down, self._is_down = self._is_down, False
            if was_down:
                tool.release(touch)
            return was_down
        if event.button() not in _BUTTONS or self._is_space_held or self._is_down:
            return False
        if kind == QEvent.Type.MouseButtonDblClick and tool.double_click(touch):
            return True
        return self._press(tool, touch)

    def pen(self, event: QTabletEvent, view: View) -> bool:
        """Take the pen with its pressure; its other end does the opposite."""
        tool = self._stage.tool
        if tool is None:
            return False  # Qt makes mouse events of it
        is_other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
        touch = self._touch(event, view, event.pressure(), is_second=is_other_end)
        event.accept()
        if event.type() == QEvent.Type.TabletPress:
            self._press(tool, touch)
        elif event.type() == QEvent.Type.TabletRelease and self._is_down:
            self._is_down = False
            tool.release(touch)
        elif event.type() == QEvent.Type.TabletMove:
            self._move(tool, touch)
        return True

    def wheel(self, event: QWheelEvent) -> bool:
        """Take the wheel with Shift or Alt; some systems turn it sideways then."""
        held = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        tool = self._stage.tool
        if tool is None or not event.modifiers() & held:
            return False
        self._wheel_rest += event.angleDelta().y() or event.angleDelta().x()
        steps = int(self._wheel_rest / _NOTCH)
        self._wheel_rest -= steps * _NOTCH
        event.accept()
        return tool.wheel(steps, event.modifiers())

    def claim(self, event: QKeyEvent) -> bool:
        """Keep a key that ends what is under way from being somebody's shortcut."""
        tool = self._stage.tool
        is_ours = event.key() == Qt.Key.Key_Escape and (
            self._cursor is not None or (tool is not None and tool.is_under_way)
        )
        if tool is not None and is_ours:
            event.accept()
        return False

    def key(self, event: QKeyEvent, view: View) -> bool:
        """Take the keys that move the cursor, set points, end and forget."""
        tool = self._stage.tool
        if tool is None or event.modifiers() & _COMMANDS:
            return False
        key = Qt.Key(event.key())
        if key in _ARROWS and tool.has_key_cursor:
            self._step(tool, key, event.modifiers(), view)
            return True
        if key == Qt.Key.Key_Space:
            if self._cursor is None:
                self._hold_space(is_held=True)
            elif not event.isAutoRepeat():
                self._tell(tool.set_point(self._at(self._cursor, view)), self._cursor)
            return True
        if key in _ENTER and self._cursor is not None:
            said = tool.close(self._at(self._cursor, view))
            self._tell(said, self._cursor)
            return bool(said)
        if key == Qt.Key.Key_Escape:
            return self._escape(tool)
        return tool.key(event)

    def key_up(self, event: QKeyEvent) -> bool:
        """Let go of Space."""
        if event.key() != Qt.Key.Key_Space or not self._is_space_held or event.isAutoRepeat():
            return False
        self._hold_space(is_held=False)
        return True

    def leave(self) -> None:
        """Notice that the mouse is elsewhere."""
        if self._stage.tool is not None and not self._is_down:
            self._stage.tool.leave()

    def leave_keys(self) -> None:
        """Take the cursor of the keys away."""
        self._hold_space(is_held=False)
        self._put_cursor(None)

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the cursor of the keys: a cross with a light and a dark line."""
        if self._cursor is None or self._stage.tool is None:
            return
        x, y = (round(part) for part in view.to_device(self._cursor.x(), self._cursor.y()))
        arm, line = round(ARM * view.ratio), max(1, round(view.ratio))
        for grow, colour in ((line, tokens.grid_dark), (0, tokens.grid_light)):
            ink = QColor(colour)
            ink.setAlpha(255)
            side = line + 2 * grow
            painter.fillRect(x - arm - grow, y - grow, 2 * arm + side, side, ink)
            painter.fillRect(x - grow, y - arm - grow, side, 2 * arm + side, ink)

    def _press(self, tool: Tool, touch: Touch) -> bool:
        self._stage.host.setFocus(Qt.FocusReason.MouseFocusReason)
        self._put_cursor(None)
        self._is_down = tool.press(touch)
        return self._is_down

    def _move(self, tool: Tool, touch: Touch) -> None:
        if self._is_down:
            tool.move(touch)
        else:
            tool.hover(touch)

    def _escape(self, tool: Tool) -> bool:
        self._is_down = False
        if tool.cancel():
            announce(self._stage.host, f"{tool.title} forgotten")
            return True
        had_cursor = self._cursor is not None
        self._put_cursor(None)
        return had_cursor

    def _step(self, tool: Tool, key: Qt.Key, held: Qt.KeyboardModifier, view: View) -> None:
        """Move the cursor, or show it in the middle of what is seen."""
        photo = view.photo
        if self._cursor is None:
            middle = self._stage.middle()
            x, y = view.to_photo(middle.x(), middle.y())
        else:
            is_fine = bool(held & Qt.KeyboardModifier.ShiftModifier)
            far = 1.0 if is_fine else max(1.0, KEY_STEP * view.ratio / view.zoom)
            at = self._cursor + _ARROWS[key] * far
            x, y = at.x(), at.y()
        at = QPointF(min(max(round(x), 0), photo.width), min(max(round(y), 0), photo.height))
        self._put_cursor(at)
        left, top = view.to_device(at.x(), at.y())
        self._stage.look(brought_into_view(view, QRect(round(left), round(top), 1, 1)))
        touch = self._at(at, view)
        if tool.is_under_way:
            tool.move(touch)
        else:
            tool.hover(touch)
        self._tell("", at)

    def _tell(self, said: str, at: QPointF) -> None:
        place = f"x {at.x():,.0f}, y {at.y():,.0f}"
        announce(self._stage.host, f"{said}, {place}" if said else place)

    def _put_cursor(self, at: QPointF | None) -> None:
        for place in (self._cursor, at):
            if place is not None:
                reach = ARM + 3
                scene = self._stage.scene
                if scene is not None:
                    x, y = scene.view.to_widget(place.x(), place.y())
                    area = QRectF(x - reach, y - reach, 2 * reach, 2 * reach)
                    self._stage.host.update(area.toAlignedRect())
        self._cursor = at

    def _hold_space(self, *, is_held: bool) -> None:
        if is_held != self._is_space_held:
            self._is_space_held = is_held
            self._stage.show_cursor()
            if is_held:
                self._stage.host.setCursor(Qt.CursorShape.OpenHandCursor)

    def _at(self, at: QPointF, view: View) -> Touch:
        x, y = view.to_widget(at.x(), at.y())
        return Touch(at, QPointF(x, y), _NO_KEY, zoom=view.zoom, ratio=view.ratio)

    def _touch(
        self,
        event: QMouseEvent | QTabletEvent,
        view: View,
        pressure: float = 1.0,
        *,
        is_second: bool = False,
    ) -> Touch:
        here = event.position()
        is_right = event.buttons() & Qt.MouseButton.RightButton
        return Touch(
            QPointF(*view.to_photo(here.x(), here.y())),
            here,
            event.modifiers(),
            pressure,
            is_second_button=is_second or bool(is_right),
            zoom=view.zoom,
            ratio=view.ratio,
        )
