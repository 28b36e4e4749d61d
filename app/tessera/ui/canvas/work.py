"""What a hand made on one photo: the steps it can take back, the mask, the markup, the frame.

One `PhotoWork` belongs to each photo; it is kept while the photo is in the session. Mask, frame and
markup push their steps on the same `stack`, so that undo takes back the last thing done, whatever
it was. The mask is made when it is first wanted: it loads numpy. Frame and markup are kept here as
values, so that all three are saved and brought back together; those who edit them follow
``frame_changed`` and ``markup_changed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tessera.ui.canvas.undo import UndoStack

if TYPE_CHECKING:
    from tessera.core.geometry import Rect, Size
    from tessera.ui.canvas.mask.model import MaskModel


class PhotoWork(QObject):
    """The work on the photo with this id, of ``size`` upright pixels."""

    mask_made = Signal(object)  # MaskModel, once
    frame_changed = Signal()
    markup_changed = Signal()
    changed = Signal()  # any of the three: there is something to save

    def __init__(self, photo_id: str, size: Size, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.photo_id = photo_id
        self.size = size
        self.stack = UndoStack(self)
        self._mask: MaskModel | None = None
        self._frame: Rect | None = None
        self._markup_json = ""

    @property
    def mask(self) -> MaskModel | None:
        """Return the mask, None as long as nobody wanted one."""
        return self._mask

    @property
    def frame(self) -> Rect | None:
        """Return the frame in upright pixels, None while it is the photo itself."""
        return self._frame

    @property
    def markup_json(self) -> str:
        """Return the markup as it is kept; empty without one."""
        return self._markup_json

    def need_mask(self) -> MaskModel:
        """Return the mask, made now if there was none."""
        if self._mask is None:
            from tessera.ui.canvas.mask.model import MaskModel

            self._mask = MaskModel(self.size, self.stack, self)
            self._mask.changed.connect(self.changed)
            self.mask_made.emit(self._mask)
        return self._mask

    def set_frame(self, frame: Rect | None) -> None:
        """Take another frame; who lets it be undone pushes the step."""
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit()
            self.changed.emit()

    def set_markup(self, markup_json: str) -> None:
        """Take another markup; who lets it be undone pushes the step."""
        if markup_json != self._markup_json:
            self._markup_json = markup_json
            self.markup_changed.emit()
            self.changed.emit()
