"""The frame in the hand: its handles follow mouse and pen, its edges follow the arrow keys.

The frame it works on is given before it is taken up; what it may snap to comes with the `Goal`.
Every change is said to those who do not see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from tessera.core.frame import Handle, sentences, whole
from tessera.core.frame_sizes import snapped
from tessera.ui.canvas.frame.hand import Hold, pushed
from tessera.ui.canvas.frame.model import Goal
from tessera.ui.canvas.frame.places import CURSORS, REACH, handle_at
from tessera.ui.canvas.tools.tool import Tool

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QKeyEvent, QPainter

    from tessera.core.geometry import Rect
    from tessera.ui.canvas.frame.layer import FrameLayer
    from tessera.ui.canvas.frame.model import FrameModel
    from tessera.ui.canvas.tools.tool import Touch
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

DRAG, MOVE, PUSH, SNAP, RESET = (
    "Frame drag",
    "Frame move",
    "Frame push",
    "Frame snap",
    "Frame reset",
)


class FrameTool(Tool):
    """Drags the frame of the model it was given."""

    title = "Frame"
    cursor = Qt.CursorShape.ArrowCursor
    has_key_cursor = False  # its edges follow the arrows; there is no point to set

    cursor_changed = Signal()
    said = Signal(str)  # for those who do not see it

    def __init__(self, layer: FrameLayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer = layer
        self._model: FrameModel | None = None
        self._hold: Hold | None = None
        self.goal = Goal()
        self.snaps = False  # each drag ends at a legal size

    def set_model(self, model: FrameModel | None) -> None:
        """Work on another photo's frame."""
        self.cancel()
        self._model = model

    @property
    def is_under_way(self) -> bool:
        """Return whether a handle is in the hand."""
        return self._hold is not None

    def put_down(self) -> None:
        """Leave the frame as it was before a drag that was not ended."""
        self.cancel()

    def press(self, touch: Touch) -> bool:
        """Take the handle under the hand; beside the frame the press is the view's."""
        handle = self._handle(touch)
        if self._model is None or handle is None or touch.is_second_button:
            return False
        self._hold = Hold(handle, self._model.frame, touch.at)
        return True

    def move(self, touch: Touch) -> None:
        """Let the handle follow."""
        if self._model is not None and self._hold is not None:
            model = self._model
            model.show(self._hold.dragged_to(touch, model.photo, model.ratio))

    def release(self, touch: Touch) -> None:
        """Take the frame as it is now, at a legal size where that is wanted."""
        hold, self._hold = self._hold, None
        if self._model is None or hold is None:
            return
        frame = self._model.frame
        if frame != hold.start and self.snaps and hold.handle is not Handle.INSIDE:
            frame = self._legal(frame)
        self._model.put(frame, MOVE if hold.handle is Handle.INSIDE else DRAG)
        self._say()

    def hover(self, touch: Touch) -> None:
        """Show what a press would take."""
        handle = self._handle(touch)
        self._show_cursor(CURSORS[handle] if handle else Qt.CursorShape.ArrowCursor)

    def leave(self) -> None:
        """Show the plain cursor again."""
        self._show_cursor(Qt.CursorShape.ArrowCursor)

    def key(self, event: QKeyEvent) -> bool:
        """Push an edge by its arrow, snap by S, take the whole photo by Home."""
        model = self._model
        if model is None:
            return False
        frame = pushed(model.frame, event.key(), event.modifiers(), model.photo, model.ratio)
        if frame is not None:
            self._put(frame, PUSH)
            return True
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() == Qt.Key.Key_S:
            self.snap()
        elif event.key() == Qt.Key.Key_Home:
            self.reset()
        else:
            return False
        return True

    def snap(self) -> None:
        """Take the nearest legal size."""
        if self._model is not None:
            self._put(self._legal(self._model.frame), SNAP)

    def reset(self) -> None:
        """Take the whole photo and no more."""
        if self._model is not None:
            self._put(whole(self._model.photo), RESET)

    def cancel(self) -> bool:
        """Let go of a handle as if it had not been dragged."""
        hold, self._hold = self._hold, None
        if hold is not None and self._model is not None:
            self._model.give_up()
        return hold is not None

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the handles over the frame, which is a layer of its own."""
        self._layer.paint_handles(painter, view, tokens)

    def _put(self, frame: Rect, title: str) -> None:
        if self._model is not None:
            self._model.put(frame, title)
            self._say()

    def _legal(self, frame: Rect) -> Rect:
        model = self._model
        if model is None or self.goal.options is None:
            return frame
        return snapped(frame, model.photo, self.goal.options) or frame

    def _handle(self, touch: Touch) -> Handle | None:
        if self._model is None:
            return None
        return handle_at(self._model.frame, touch.at, touch.reach(REACH))

    def _show_cursor(self, cursor: Qt.CursorShape) -> None:
        if cursor != self.cursor:
            self.cursor = cursor
            self.cursor_changed.emit()

    def _say(self) -> None:
        if self._model is not None:
            self.said.emit(sentences(self._model.frame, self._model.photo))
