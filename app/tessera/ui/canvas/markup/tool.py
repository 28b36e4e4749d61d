"""The pen in the hand: it draws marks, and chooses, moves and changes those that are there.

Without a kind it is the pointer. Shift makes squares, circles and arrows in steps of 45 degrees.
By keys the arrow keys move the canvas' own cursor and Space begins and ends a mark; with a mark
chosen by the pointer they move it, with Alt its last point. N goes to the next mark, Delete takes
it away, [ and ] change the pen, and a letter takes another kind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from tessera.core.markup import RED, WIDTHS, Mark, MarkKind, Point, describe, usual_width
from tessera.ui.canvas.markup.drawing import DRAGGED, Hold, drawn, held, point_of
from tessera.ui.canvas.markup.layer import has_handles
from tessera.ui.canvas.markup.model import Draft
from tessera.ui.canvas.tools.tool import Tool

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QKeyEvent, QPainter

    from tessera.ui.canvas.markup.layer import MarkupLayer
    from tessera.ui.canvas.markup.model import MarkupModel
    from tessera.ui.canvas.tools.tool import Touch
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

REACH = 8.0  # widget units within which a mark or a handle is taken
KEY_STEP = 16  # photo pixels per press; with Shift one
KEYS = {
    Qt.Key.Key_V: None,
    Qt.Key.Key_A: MarkKind.ARROW,
    Qt.Key.Key_S: MarkKind.BOX,  # a square; B is the mask's brush
    Qt.Key.Key_C: MarkKind.CIRCLE,
    Qt.Key.Key_D: MarkKind.FREEHAND,
    Qt.Key.Key_T: MarkKind.TEXT,
}
TITLES = {
    None: "Pointer",
    MarkKind.ARROW: "Arrow",
    MarkKind.BOX: "Box",
    MarkKind.CIRCLE: "Circle",
    MarkKind.FREEHAND: "Freehand line",
    MarkKind.TEXT: "Text",
}
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class MarkupTool(Tool):
    """Draws on the markup of the model it was given."""

    settings_changed = Signal()
    text_wanted = Signal(object, int)  # Mark of kind text, and its place; -1 for a new one
    said = Signal(str)

    def __init__(self, layer: MarkupLayer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layer = layer
        self._model: MarkupModel | None = None
        self._hold: Hold | None = None
        self.kind: MarkKind | None = MarkKind.ARROW
        self.colour = RED
        self.width = 8
        self._has_own_width = False  # until somebody chooses one, the photo decides

    @property
    def title(self) -> str:  # type: ignore[override]
        """Return what is in the hand."""
        return TITLES[self.kind]

    @property
    def cursor(self) -> Qt.CursorShape:  # type: ignore[override]
        """Return the look of the mouse."""
        if self.kind is None:
            return Qt.CursorShape.ArrowCursor
        return (
            Qt.CursorShape.IBeamCursor if self.kind is MarkKind.TEXT else Qt.CursorShape.CrossCursor
        )

    @property
    def has_key_cursor(self) -> bool:  # type: ignore[override]
        """Return whether the arrow keys move a cursor rather than the chosen mark."""
        return not (self.kind is None and self._model is not None and self._model.chosen >= 0)

    @property
    def is_under_way(self) -> bool:
        """Return whether a mark is in the hand."""
        return self._model is not None and (self._hold is not None or self._model.draft is not None)

    def set_model(self, model: MarkupModel | None) -> None:
        """Draw on another photo's markup."""
        self.cancel()
        self._model = model
        if model is not None and not self._has_own_width:
            self.width = usual_width(model.work.size.long_side)
            self.settings_changed.emit()

    def take_kind(self, kind: MarkKind | None) -> None:
        """Draw another kind of mark; None takes the pointer, which keeps the choice."""
        if kind is self.kind:
            return
        self._let_go()
        if kind is not None and self._model is not None:
            self._model.choose(-1)
        self.kind = kind
        self.settings_changed.emit()

    def take_colour(self, colour: str) -> None:
        """Draw in another colour; a chosen mark takes it too."""
        self._restyle("Mark colour", colour=colour)

    def take_width(self, width: int) -> None:
        """Draw with another pen; a chosen mark takes it too."""
        self._has_own_width = True
        self._restyle("Pen width", width=width)

    def put_down(self) -> None:
        """Forget what is unfinished and choose nothing."""
        self.cancel()
        if self._model is not None:
            self._model.choose(-1)

    def press(self, touch: Touch) -> bool:
        """Begin a mark, or take one that is there."""
        model = self._model
        if model is None or touch.is_second_button:
            return False
        if self._take_handle(model, touch):
            return True
        if self.kind is None:
            return self._take_mark(model, touch)
        at = point_of(touch.at)
        if self.kind is MarkKind.TEXT:
            model.choose(-1)
            self.text_wanted.emit(Mark(MarkKind.TEXT, (at,), self.colour, self.width), -1)
            return True
        points = (at, at) if self.kind in DRAGGED else (at,)
        model.choose(-1)
        model.show_draft(Draft(Mark(self.kind, points, self.colour, self.width)))
        return True

    def move(self, touch: Touch) -> None:
        """Let the mark follow."""
        model = self._model
        if model is None:
            return
        if self._hold is not None:
            model.show_draft(Draft(held(self._hold, touch), self._hold.place))
        elif model.draft is not None:
            model.show_draft(Draft(drawn(model.draft.mark, touch)))

    def release(self, touch: Touch) -> None:
        """Keep the mark, unless nothing was drawn."""
        model, hold, self._hold = self._model, self._hold, None
        if model is None or model.draft is None:
            return
        mark = model.draft.mark
        if hold is not None:
            title = f"{TITLES[mark.kind]} {'change' if hold.point >= 0 else 'move'}"
            model.put(model.markup.put(hold.place, mark), title, chosen=hold.place)
        elif mark.is_nothing:
            model.show_draft(None)
            return
        else:
            model.add(mark, TITLES[mark.kind])
        self.said.emit(describe(mark))

    def double_click(self, touch: Touch) -> bool:
        """Change the words of a text."""
        model = self._model
        if model is None:
            return False
        place = model.markup.found(touch.at.x(), touch.at.y(), touch.reach(REACH))
        return place >= 0 and self._edit_text(model, place)

    def wheel(self, steps: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Take a wider or finer pen."""
        self._step_width(steps)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Choose, move, change and take away by keys."""
        model, key = self._model, Qt.Key(event.key())
        if model is None:
            return False
        if key in _ARROWS and model.chosen >= 0:
            self._push(model, _ARROWS[key], event.modifiers())
        elif key in KEYS:
            self.take_kind(KEYS[key])
            self.said.emit(self.title)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key == Qt.Key.Key_N:
            self._next(model, -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._step_width(1 if key == Qt.Key.Key_BracketRight else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            return model.chosen >= 0 and self._edit_text(model, model.chosen)
        else:
            return False
        return True

    def remove(self) -> None:
        """Take the chosen mark away."""
        model = self._model
        if model is not None and (mark := model.chosen_mark) is not None:
            model.put(model.markup.removed(model.chosen), f"Remove {TITLES[mark.kind].lower()}")
            self.said.emit(f"{TITLES[mark.kind]} removed")

    def cancel(self) -> bool:
        """Forget a mark that is in the hand; then the choice."""
        model = self._model
        if model is None or self._let_go():
            return model is not None
        was_chosen = model.chosen >= 0
        model.choose(-1)
        return was_chosen

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint what is chosen."""
        self._layer.paint_chosen(painter, view, tokens)

    def set_point(self, touch: Touch) -> str:
        """Begin or end a mark by Space."""
        if self.kind is MarkKind.TEXT:
            self.press(touch)
            return "Type the text"
        if self.kind is None:
            taken = self._model is not None and self._take_mark(self._model, touch)
            self._hold = None
            mark = self._model.chosen_mark if self._model is not None and taken else None
            return describe(mark) if mark is not None else "Nothing here"
        return super().set_point(touch)

    def _let_go(self) -> bool:
        """Forget what is in the hand; returns whether anything was."""
        was_held, self._hold = self._hold is not None, None
        if self._model is not None and self._model.draft is not None:
            self._model.show_draft(None)
            return True
        return was_held

    def _take_handle(self, model: MarkupModel, touch: Touch) -> bool:
        mark, reach = model.chosen_mark, touch.reach(REACH)
        if mark is None or not has_handles(mark):
            return False
        for point, (x, y) in enumerate(mark.points):
            if max(abs(x - touch.at.x()), abs(y - touch.at.y())) <= reach:
                self._hold = Hold(mark, model.chosen, touch.at, point)
                return True
        return False

    def _take_mark(self, model: MarkupModel, touch: Touch) -> bool:
        place = model.markup.found(touch.at.x(), touch.at.y(), touch.reach(REACH))
        model.choose(place)
        if place >= 0:
            self._hold = Hold(model.markup.marks[place], place, touch.at)
        return place >= 0

    def _edit_text(self, model: MarkupModel, place: int) -> bool:
        mark = model.markup.marks[place]
        if mark.kind is MarkKind.TEXT:
            model.choose(place)
            self.text_wanted.emit(mark, place)
        return mark.kind is MarkKind.TEXT

    def _push(
        self, model: MarkupModel, way: tuple[int, int], modifiers: Qt.KeyboardModifier
    ) -> None:
        mark = model.chosen_mark
        if mark is None:
            return
        step = 1 if modifiers & Qt.KeyboardModifier.ShiftModifier else KEY_STEP
        dx, dy = way[0] * step, way[1] * step
        if modifiers & Qt.KeyboardModifier.AltModifier and has_handles(mark):
            x, y = mark.points[1]
            changed = mark.with_point(1, Point(x + dx, y + dy))
        else:
            changed = mark.moved(dx, dy)
        title = f"{TITLES[mark.kind]} move"
        model.put(model.markup.put(model.chosen, changed), title, chosen=model.chosen)
        self.said.emit(describe(changed))

    def _next(self, model: MarkupModel, by: int) -> None:
        count = len(model.markup)
        if count:
            place = (
                (model.chosen + by) % count if model.chosen >= 0 else (0 if by > 0 else count - 1)
            )
            self.take_kind(None)
            model.choose(place)
            self.said.emit(f"{describe(model.markup.marks[place])}, {place + 1} of {count}")

    def _step_width(self, steps: int) -> None:
        nearest = min(range(len(WIDTHS)), key=lambda at: abs(WIDTHS[at] - self.width))
        self.take_width(WIDTHS[min(max(nearest + steps, 0), len(WIDTHS) - 1)])

    def _restyle(self, title: str, *, colour: str | None = None, width: int | None = None) -> None:
        self.colour, self.width = colour or self.colour, width or self.width
        self.settings_changed.emit()
        model = self._model
        if model is not None and model.chosen >= 0:
            mark = model.markup.marks[model.chosen]
            styled = replace(mark, colour=colour or mark.colour, width=width or mark.width)
            model.put(model.markup.put(model.chosen, styled), title, chosen=model.chosen)
