"""The frame of one photo while it is worked on: its rectangle, its ratio, and its undo steps.

A frame is in upright photo pixels. While a hand drags it, it is *shown* without a step; letting go
*puts* it, which is one step of the photo's stack. What is put is kept by the photo's `PhotoWork`. A
`Goal` says for which model and quality it is made, so that sizes can be snapped and priced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.core.frame import touching, whole

if TYPE_CHECKING:
    from fractions import Fraction

    from tessera.core.geometry import Rect, Size
    from tessera.core.image_options import ImageOptions
    from tessera.ui.canvas.work import PhotoWork


@dataclass(frozen=True, slots=True)
class Goal:
    """What a frame is made for; ``options`` is None where nobody knows the model's sizes."""

    model_id: str = ""
    quality: str = "auto"
    options: ImageOptions | None = None


class FrameModel(QObject):
    """The frame of the photo of ``work``. ``changed`` comes with every other rectangle."""

    changed = Signal()

    def __init__(self, work: PhotoWork, parent: QObject | None = None) -> None:
        super().__init__(parent or work)
        self.work = work
        self.ratio: Fraction | None = None  # None: both sides are free
        self._frame = self._kept()
        work.frame_changed.connect(self.on_kept)

    @property
    def photo(self) -> Size:
        """Return the upright size of the photo."""
        return self.work.size

    @property
    def frame(self) -> Rect:
        """Return the frame as it is shown."""
        return self._frame

    @property
    def is_whole(self) -> bool:
        """Return whether the frame is just the photo."""
        return self._frame == whole(self.photo)

    def show(self, frame: Rect) -> None:
        """Show ``frame`` while a hand holds it."""
        if frame != self._frame:
            self._frame = frame
            self.changed.emit()

    def put(self, frame: Rect, title: str) -> None:
        """Take ``frame`` as one step that can be undone."""
        before = self.work.frame
        after = None if frame == whole(self.photo) else frame
        self.work.set_frame(after)
        self.show(frame)
        if after != before:
            self.work.stack.push(_FrameStep(title, before, after, self.work))

    def give_up(self) -> None:
        """Forget what a hand had begun."""
        self.show(self._kept())

    @Slot()
    def on_kept(self) -> None:
        """Show what is kept now, as after undo and redo."""
        self.show(self._kept())

    def _kept(self) -> Rect:
        kept = self.work.frame
        return whole(self.photo) if kept is None else touching(kept, self.photo)


@dataclass(frozen=True, slots=True)
class _FrameStep:
    """One change of the frame; None is the photo itself."""

    title: str
    before: Rect | None
    after: Rect | None
    work: PhotoWork

    def undo(self) -> None:
        self.work.set_frame(self.before)

    def redo(self) -> None:
        self.work.set_frame(self.after)
