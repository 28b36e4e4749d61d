"""The mask of one photo as Qt sees it: painted on, told about, undone.

A change is a *step*: `begin` it, `touch` each rectangle before writing, `paint` with a painter or
write into the plane, `wrote` the rectangle, and `end`. All coordinates are upright pixels of the
photo. Long changes are computed beside the event loop; while one is under way nothing else may
change the mask (`is_busy`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage, QPainter

from tessera.core.geometry import Rect, Size
from tessera.imaging.mask_changes import lay
from tessera.imaging.mask_levels import MaskLevels
from tessera.imaging.mask_plane import MaskPlane, TilePatch
from tessera.imaging.masks import Mask
from tessera.ui.canvas.undo import UndoStack

LARGE = 48  # tiles; more take longer than a frame to exchange


class Runner(Protocol):
    """Who does work beside the event loop, and calls ``done`` on it afterwards."""

    def __call__(
        self, work: Callable[[], object], done: Callable[[], None], mask: MaskModel
    ) -> None: ...


class MaskModel(QObject):
    """An 8-bit mask beside a photo, 255 = edit."""

    painted = Signal(QRect)  # these pixels may be others now
    changed = Signal()  # a step was done, undone or done again
    busy_changed = Signal(bool)

    def __init__(self, size: Size, stack: UndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plane = MaskPlane(size)
        self.levels = MaskLevels(self.plane)
        self._image = _image(self.plane)
        self._stack = stack
        self._title = ""
        self._touched = QRect()
        self._is_busy = False
        self.runner: Runner | None = None

    @property
    def size(self) -> Size:
        """Return the size of the photo, upright."""
        return self.plane.size

    @property
    def is_busy(self) -> bool:
        """Return whether a long change is under way, so that no other may begin."""
        return self._is_busy

    @property
    def area(self) -> QRect:
        """Return a rectangle outside of which nothing is masked, also during a step."""
        return to_qrect(self.plane.bounds()) | self._touched

    def begin(self, title: str) -> bool:
        """Begin a step that the menu will call ``title``; False while a long change runs."""
        if self._is_busy or self.plane.is_in_step:
            return False
        self._title = title
        self.plane.begin()
        return True

    def touch(self, area: QRect) -> QRect:
        """Keep what lies in ``area``, which is about to change; returns its part in the photo."""
        part = area & QRect(0, 0, self.size.width, self.size.height)
        if not part.isEmpty():
            self.plane.touch(to_rect(part))
            self._touched |= part
        return part

    def painter(self) -> QPainter:
        """Return a painter on the mask; what it touches has to be told before."""
        return QPainter(self._image)

    def wrote(self, area: QRect, *, quietly: bool = False) -> None:
        """Tell that ``area`` was written; ``quietly`` if the caller has it painted anew itself."""
        self.levels.mark(to_rect(area))
        if not quietly:
            self.painted.emit(area)

    def end(self) -> bool:
        """End the step and remember it, if it changed anything; returns whether it did."""
        patch = self.plane.commit()
        self._touched = QRect()
        if patch is None:
            return False
        self._stack.push(MaskStep(self, self._title, patch))
        self.changed.emit()
        return True

    def abandon(self) -> None:
        """Take back what the step did so far, as if it had never begun."""
        area = to_qrect(self.plane.abandon())
        self._touched = QRect()
        self.wrote(area)

    def swap(self, step: MaskStep) -> None:
        """Put the other side of ``step`` in place; a large one beside the event loop."""

        def exchange() -> None:
            step.patch = self.plane.swap(step.patch)
            self.settle(step.patch)

        if self.runner is not None and len(step.patch.tiles) > LARGE:
            self.runner(exchange, lambda: self.tell(step.patch), self)
        else:
            exchange()
            self.tell(step.patch)

    def restore(self, mask: Mask | None) -> None:
        """Lay a kept mask into the plane; no step, and beside the event loop.

        The mask is not on the canvas yet, so nobody has to be told.
        """
        patch = lay(self.plane, mask)
        self.plane.measure()
        if patch is not None:
            self.levels.mark(patch.area)
            self.levels.refresh()

    def hold(self, is_busy: bool) -> None:
        """Keep everybody else from changing the mask while something long is computed."""
        if is_busy != self._is_busy:
            self._is_busy = self.levels.is_held = is_busy
            self._stack.lock(is_busy)
            self.busy_changed.emit(is_busy)

    def settle(self, patch: TilePatch | None) -> None:
        """Bring everything up to date that follows from a change; beside the event loop if long."""
        if patch is not None:
            self.levels.mark(patch.area)
            if self._is_busy:
                self.levels.refresh()
                self.plane.measure()

    def take(self, title: str, patch: TilePatch | None) -> bool:
        """Remember a change that was written and settled; returns whether it was one."""
        if patch is None:
            return False
        self._stack.push(MaskStep(self, title, patch))
        self.tell(patch)
        return True

    def tell(self, patch: TilePatch) -> None:
        """Tell everybody what changed."""
        self.painted.emit(to_qrect(patch.area))
        self.changed.emit()


class MaskStep:
    """One change of a mask; keeps the tiles it touched, as they are on its other side."""

    def __init__(self, model: MaskModel, title: str, patch: TilePatch) -> None:
        self._model = model
        self._title = title
        self.patch = patch

    @property
    def title(self) -> str:
        """Return what a person would call it."""
        return self._title

    @property
    def size_bytes(self) -> int:
        """Return about how much memory it keeps."""
        return self.patch.size_bytes

    def undo(self) -> None:
        """Bring back what was there before."""
        self._model.swap(self)

    def redo(self) -> None:
        """Do it again."""
        self._model.swap(self)


def to_rect(area: QRect) -> Rect:
    """Return a rectangle of Qt's as one of ours."""
    return Rect(area.left(), area.top(), area.width(), area.height())


def to_qrect(area: Rect | None) -> QRect:
    """Return a rectangle of ours as one of Qt's; an empty one for None."""
    return QRect() if area is None else QRect(area.left, area.top, area.width, area.height)


def _image(plane: MaskPlane) -> QImage:
    """Return the plane as an image on the same memory; the model keeps both."""
    size, form = plane.size, QImage.Format.Format_Grayscale8
    return QImage(plane.buffer, size.width, size.height, plane.stride, form)
