"""The frame of one photo while it is worked on: its rectangle, its ratio, and its undo steps.

A frame is in upright photo pixels. While a hand drags it, it is *shown* without a step; letting go
*puts* it, which is one step of the photo's stack. A `Goal` says for which model and quality it is
made, so that sizes can be snapped and priced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tessera.core.frame import whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from tessera.core.geometry import Rect, Size
    from tessera.core.image_options import ImageOptions
    from tessera.ui.canvas.undo import UndoStack


@dataclass(frozen=True, slots=True)
class Goal:
    """What a frame is made for; ``options`` is None where nobody knows the model's sizes."""

    model_id: str = ""
    quality: str = "auto"
    options: ImageOptions | None = None


class FrameModel(QObject):
    """The frame of a photo of ``photo`` pixels. ``changed`` comes with every other rectangle."""

    changed = Signal()
    settled = Signal()  # a hand let go, a key was pressed or a step was undone: worth keeping

    def __init__(self, photo: Size, stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photo = photo
        self.ratio: Fraction | None = None  # None: both sides are free
        self.goal = Goal()
        self._stack = stack
        self._frame = whole(photo)
        self._kept = self._frame

    @property
    def frame(self) -> Rect:
        """Return the frame as it is shown."""
        return self._frame

    @property
    def is_whole(self) -> bool:
        """Return whether the frame is just the photo."""
        return self._frame == whole(self.photo)

    @property
    def saved(self) -> Rect | None:
        """Return what the library keeps: None while the frame is just the photo."""
        return None if self.is_whole else self._kept

    def load(self, frame: Rect | None) -> None:
        """Take what the library kept; that is no step."""
        self._kept = frame or whole(self.photo)
        self.show(self._kept)

    def show(self, frame: Rect) -> None:
        """Show ``frame`` while a hand holds it."""
        if frame != self._frame:
            self._frame = frame
            self.changed.emit()

    def put(self, frame: Rect, title: str) -> None:
        """Take ``frame`` as one step that can be undone."""
        before = self._kept
        self.set(frame)
        if frame != before:
            self._stack.push(_FrameStep(title, before, frame, self.set))

    def set(self, frame: Rect) -> None:
        """Take ``frame`` as it is, as undo and redo do."""
        is_news = frame != self._kept
        self._kept = frame
        self.show(frame)
        if is_news:
            self.settled.emit()

    def give_up(self) -> None:
        """Forget what a hand had begun."""
        self.show(self._kept)


@dataclass(frozen=True, slots=True)
class _FrameStep:
    """One change of the frame."""

    title: str
    before: Rect
    after: Rect
    apply: Callable[[Rect], None]

    def undo(self) -> None:
        self.apply(self.before)

    def redo(self) -> None:
        self.apply(self.after)
