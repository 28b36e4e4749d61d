"""Puts a proposed mask on the photo, to be corrected by hand: one step that can be taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from tessera.imaging.masks import Mask
    from tessera.store.photos import SavedPhoto
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.deeds import Deeds

TITLE = "Take the proposed mask"


class MaskHandover(QObject):
    """Waits until the photo lies on the canvas; a later proposal takes the place of an earlier."""

    def __init__(self, window: Deeds) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: tuple[str, Mask] | None = None
        window.parts.canvas.work_changed.connect(self.on_work_changed)

    def bring(self, photo: SavedPhoto, mask: Mask) -> None:
        """Show the photo and lay the mask on it as soon as it can be drawn on."""
        self._waiting = (photo.id, mask)
        if self._window.desk.state.photo(photo.id) is None:
            self._window.photos.show_made(photo)
        else:
            self._window.photos.choose(photo.id)
        self.on_work_changed(self._window.parts.canvas.work)

    @Slot(object)
    def on_work_changed(self, work: PhotoWork | None) -> None:
        """Lay the mask, if this is the photo it was made for."""
        if work is None or self._waiting is None or work.photo_id != self._waiting[0]:
            return
        (_, mask), self._waiting = self._waiting, None
        if work.size == mask.size:
            from tessera.imaging.mask_changes import lay

            self._window.desks.masks.change(TITLE, partial(lay, mask=mask))


def load_drawing() -> None:
    """Load what laying a mask needs; numpy takes longer than a frame, so call it in a thread."""
    import tessera.imaging.mask_changes
    import tessera.ui.canvas.mask.model  # noqa: F401
