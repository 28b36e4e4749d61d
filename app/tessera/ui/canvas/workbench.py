"""What a hand does on a canvas: the work on the photo, the tool in the hand, the layers over it.

The canvas itself makes the stage when the first photo comes and says what is on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from tessera.ui.canvas.drop_target import DropTarget

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtWidgets import QWidget

    from tessera.imaging.mask_plane import MaskPlane
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.stage import Stage
    from tessera.ui.canvas.tools.tool import Layer, Tool
    from tessera.ui.canvas.undo import UndoStack
    from tessera.ui.canvas.work import PhotoWork


class Workbench(DropTarget):
    """Holds the work of the photo that is shown."""

    work_changed = Signal(object)  # the PhotoWork of what is shown, or None
    tool_changed = Signal(object)  # the Tool in the hand, or None
    maskChanged = Signal()  # another mask is shown, or a step of it was done, undone or redone

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage: Stage | None = None
        self._work: PhotoWork | None = None

    def staged(self) -> Stage:
        """Return the stage, made when it is first needed."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Show the parts that suit the state, each at its place."""
        raise NotImplementedError

    def describe(self) -> None:
        """Keep name and description current for those who do not see the canvas."""
        raise NotImplementedError

    @property
    def work(self) -> PhotoWork | None:
        """Return what the hand made on the photo: its steps and its mask."""
        return self._work

    @property
    def undo_stack(self) -> UndoStack | None:
        """Return the steps of the photo, of mask, frame and markup alike; None without a photo."""
        return self._work.stack if self._work else None

    def mask_plane(self) -> MaskPlane | None:
        """Return the mask of the photo; None as long as nobody began one."""
        mask = self._work.mask if self._work else None
        return mask.plane if mask else None

    def set_tool(self, tool: Tool | None) -> None:
        """Take ``tool`` in the hand; None lets the hand move the photo."""
        if tool is not None or self._stage is not None:
            self.staged().set_tool(tool)
            self.arrange()
            self.tool_changed.emit(tool)

    @property
    def tool(self) -> Tool | None:
        """Return the tool in the hand."""
        return self._stage.tool if self._stage else None

    @Slot()
    def show_cursor(self) -> None:
        """Give the mouse the look that the tool in the hand has now."""
        if self._stage is not None:
            self._stage.show_cursor()

    def add_layer(self, layer: Layer) -> None:
        """Paint ``layer`` over every photo from now on, above the layers that are there."""
        self.staged().add_layer(layer)

    def update_photo(self, area: QRectF) -> None:
        """Have ``area``, in upright pixels of the photo, painted anew."""
        if self._stage is not None:
            self._stage.update_photo(area)

    def set_work(self, work: PhotoWork | None) -> None:
        """Show what the hand made on the photo, and let it go on there."""
        if work is self._work:
            return
        if self._work is not None:
            self._work.mask_made.disconnect(self.on_mask_made)
            self._work.changed.disconnect(self.describe)
            if self._work.mask is not None:
                self._work.mask.changed.disconnect(self.on_mask_changed)
        self._work = work
        if work is not None:
            work.mask_made.connect(self.on_mask_made)
            work.changed.connect(self.describe)
            if work.mask is not None:
                work.mask.changed.connect(self.on_mask_changed)
        if self._stage is not None:
            self._stage.set_work(work)
        self.work_changed.emit(work)
        self.on_mask_changed()

    @Slot(object)
    def on_mask_made(self, mask: MaskModel) -> None:
        """Follow a mask that has just been begun."""
        mask.changed.connect(self.on_mask_changed)

    @Slot()
    def on_mask_changed(self) -> None:
        """Tell that the mask is another."""
        self.describe()
        self.maskChanged.emit()
