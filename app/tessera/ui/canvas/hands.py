"""The canvas' events, shared out: to the tool in the hand, to the view, to the cells.

A tool gets the mouse, the tablet and the keys first. What it leaves moves the photo: the middle
button, a drag with Space held, the wheel, and everything while no tool is in the hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture

from tessera.ui.canvas.navigation import Navigation, scaled, toggled
from tessera.ui.canvas.tool_events import ToolEvents

if TYPE_CHECKING:
    from tessera.ui.canvas.pointing import Pointing
    from tessera.ui.canvas.stage import Stage
    from tessera.ui.canvas.view_transform import View

LEFT = Qt.MouseButton.LeftButton
QUIET = frozenset({QEvent.Type.Paint, QEvent.Type.UpdateRequest, QEvent.Type.UpdateLater})


class Hands(QObject):
    """Filters the events of a stage's widget."""

    def __init__(self, stage: Stage, pointing: Pointing) -> None:
        super().__init__(stage)
        self._stage, self._pointing = stage, pointing
        self._navigation = Navigation()
        self._pulled_from: QPointF | None = None
        self._is_eye_held = False
        self._tools = ToolEvents(stage)
        host = stage.host
        host.setMouseTracking(True)
        host.grabGesture(Qt.GestureType.PinchGesture)
        host.installEventFilter(self)

    def let_go(self) -> None:
        """Forget a hold on the photo; a drag that leaves the window never tells its end."""
        self._navigation.release()
        self._pulled_from = None
        self._stage.show_cursor()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is meant for the photo; everything else goes on to the canvas."""
        kind = event.type()
        if kind in QUIET:  # painting comes with every move of a brush
            return False
        scene = self._stage.scene
        if kind in (QEvent.Type.Resize, QEvent.Type.DevicePixelRatioChange):
            self._stage.adapt()
            return False
        if scene is None:
            return False
        match event:
            case QWheelEvent():
                return self._tools.wheel(event) or self._wheel(event, scene.view)
            case QTabletEvent():
                return self._tools.pen(event, scene.view)
            case QMouseEvent():
                return self._tool_mouse(event, scene.view) or self._mouse(event, scene.view)
            case QKeyEvent() if kind == QEvent.Type.ShortcutOverride:
                return self._tools.claim(event)
            case QKeyEvent() if self._eye_key(event):
                return True
            case QKeyEvent() if kind == QEvent.Type.KeyPress:
                return (
                    (not self._pointing.is_walking and self._tools.key(event, scene.view))
                    or self._pointing.walk(event, scene)
                    or self._follow(self._navigation.key(scene.view, event))
                )
            case QKeyEvent() if kind == QEvent.Type.KeyRelease:
                return self._tools.key_up(event)
            case QNativeGestureEvent():
                return self._native(event, scene.view)
            case QGestureEvent():
                return self._pinch(event, scene.view)
        if kind == QEvent.Type.Leave:
            self._tools.leave()
            if not self._pointing.is_walking:
                self._pointing.point_at(None)
        if kind == QEvent.Type.FocusOut:
            self._leave_keys()
        return False

    def _eye_key(self, event: QKeyEvent) -> bool:
        """Open the eye while E is held; the system repeats held keys."""
        if event.key() != Qt.Key.Key_E or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        if not event.isAutoRepeat():
            self._hold_eye(is_held=event.type() == QEvent.Type.KeyPress)
        return True

    def _hold_eye(self, *, is_held: bool) -> None:
        if is_held != self._is_eye_held:
            self._is_eye_held = is_held
            self._stage.eye_held.emit(is_held)

    def _leave_keys(self) -> None:
        """Forget what keys had begun; their end is told to somebody else."""
        self._hold_eye(is_held=False)
        self._tools.leave_keys()
        self._pointing.stop_walking()

    def _wheel(self, event: QWheelEvent, view: View) -> bool:
        self._follow(self._navigation.wheel(view, event))
        self._pointing.point_at(event.position())
        event.accept()
        return True

    def _tool_mouse(self, event: QMouseEvent, view: View) -> bool:
        """Let the tool have the mouse, unless the photo hangs at it."""
        is_view = self._navigation.is_panning or self._pulled_from is not None
        return not is_view and self._tools.mouse(event, view)

    def _mouse(self, event: QMouseEvent, view: View) -> bool:
        kind, is_left = event.type(), event.button() == LEFT
        if kind == QEvent.Type.MouseButtonPress:
            return self._press(event)
        if kind == QEvent.Type.MouseMove:
            self._move(event, view)
        elif kind == QEvent.Type.MouseButtonRelease:
            self.let_go()
            self._pointing.point_at(event.position())
        elif kind == QEvent.Type.MouseButtonDblClick and is_left:
            self._stage.look(toggled(view, event.position()))
        else:
            return False
        return True

    def _press(self, event: QMouseEvent) -> bool:
        self._stage.host.setFocus(Qt.FocusReason.MouseFocusReason)
        is_pull = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.button() == LEFT and is_pull and self._stage.tool is None:
            self._pulled_from = event.position()
            return True
        if not self._navigation.press(event):
            return False
        self._stage.host.setCursor(Qt.CursorShape.ClosedHandCursor)
        self._pointing.point_at(None)
        return True

    def _move(self, event: QMouseEvent, view: View) -> None:
        if self._pulled_from is not None:
            way = event.position() - self._pulled_from
            if way.manhattanLength() >= QApplication.startDragDistance():
                self._pulled_from = None
                self._stage.pulled_out.emit()
        elif self._navigation.is_panning:
            self._follow(self._navigation.move(view, event))
        else:
            self._pointing.point_at(event.position())

    def _native(self, event: QNativeGestureEvent, view: View) -> bool:
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._stage.look(scaled(view, 1 + event.value(), event.position()))
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self._stage.look(toggled(view, event.position()))
        else:
            return False
        return True

    def _pinch(self, event: QGestureEvent, view: View) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        at = self._stage.host.mapFromGlobal(pinch.centerPoint())
        self._stage.look(scaled(view, pinch.scaleFactor(), at))
        event.accept(pinch)
        return True

    def _follow(self, view: View | None) -> bool:
        if view is not None:
            self._stage.look(view)
        return view is not None
