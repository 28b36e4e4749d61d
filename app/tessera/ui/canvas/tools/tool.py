"""What a tool is: something in the hand that gets mouse, pen and keys before the view does.

A *touch* is where the hand is, in upright pixels of the photo with fractions; it may lie outside.
A *layer* is painted over the photo on every paint: the mask, the frame, the markup, and what the
tool in the hand is about to do. Layers and tools paint in device pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QKeyEvent, QPainter

    from tessera.ui.canvas.view_transform import View
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Touch:
    """Where the hand is and how.

    ``at`` is in photo pixels, ``on_screen`` in widget units. ``pressure`` runs from 0 to 1; a mouse
    always has 1. ``zoom`` is device pixels per photo pixel, ``ratio`` device pixels per unit.
    """

    at: QPointF
    on_screen: QPointF
    modifiers: Qt.KeyboardModifier
    pressure: float = 1.0
    is_second_button: bool = False
    zoom: float = 1.0
    ratio: float = 1.0

    @property
    def has_shift(self) -> bool:
        """Return whether Shift is held: straight lines, squares, circles."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def has_alt(self) -> bool:
        """Return whether Alt is held: the opposite of what the tool does."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)

    def reach(self, units: float) -> float:
        """Return how many photo pixels a distance on the screen is."""
        return units * self.ratio / self.zoom


class Layer(Protocol):
    """Something painted over the photo and under what floats; ``painter`` has device pixels."""

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the part that lies in ``exposed``."""


class Tool(QObject):
    """The base of all tools: it takes nothing and paints nothing."""

    title = ""  # what a person calls it
    cursor = Qt.CursorShape.CrossCursor
    has_key_cursor = True  # keys alone can set its points: the canvas shows where they are

    def take_up(self, work: PhotoWork) -> None:
        """Begin to work on a photo; the tool is in the hand now."""

    def put_down(self) -> None:
        """Stop; what was unfinished is forgotten."""

    def press(self, touch: Touch) -> bool:
        """Begin where the hand touches the photo; False leaves it to the view."""
        return False

    def move(self, touch: Touch) -> None:
        """Go on to where the hand is, pressed."""

    def hover(self, touch: Touch) -> None:
        """Notice where the hand is, not pressed."""

    def leave(self) -> None:
        """Notice that the hand is elsewhere."""

    def release(self, touch: Touch) -> None:
        """End what was pressed."""

    def double_click(self, touch: Touch) -> bool:
        """Close a shape; False leaves it to the view."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; False leaves it to others."""
        return False

    def wheel(self, steps: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Take notches of the wheel; False leaves them to the view."""
        return False

    def cancel(self) -> bool:
        """Forget what is unfinished, as Esc asks; False if there is nothing."""
        return False

    @property
    def is_under_way(self) -> bool:
        """Return whether something is begun and not ended."""
        return False

    def set_point(self, touch: Touch) -> str:
        """Set a point by Space; returns what to say. A tool that drags begins, then ends."""
        if self.is_under_way:
            self.release(touch)
            return f"{self.title} ended"
        self.press(touch)
        return f"{self.title} begun"

    def close(self, touch: Touch) -> str:
        """End by Enter what Space began; returns what to say, nothing if there was nothing."""
        if not self.is_under_way:
            return ""
        self.release(touch)
        return f"{self.title} ended"

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint what the tool is about to do."""
