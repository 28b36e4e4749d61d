"""Previews of a picture that is being made: shown where the picture will be, marked as previews.

A preview is untrusted bytes like every picture: it passes through the decode child, out of a
private file that is gone afterwards. A newer preview overtakes an older one that still decodes.
"""

from __future__ import annotations

import asyncio
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from tessera.core.errors import TesseraError
from tessera.ui.canvas.photo_image import ShownPhoto, to_image
from tessera.ui.make.preview_layer import PreviewLayer

if TYPE_CHECKING:
    from tessera.core.geometry import Rect
    from tessera.core.replies import PictureArrived
    from tessera.imaging.decoder import Opened
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.canvas.canvas import Canvas

SHOW = "show a making preview"


class Previews(QObject):
    """Shows previews on the canvas; `end` says that none is shown any more."""

    def __init__(self, parent: QObject, studio: Studio, canvas: Canvas, jobs: JobScope) -> None:
        super().__init__(parent)
        self._studio, self._canvas, self._jobs = studio, canvas, jobs
        self._replaces_photo = False

    @cached_property
    def layer(self) -> PreviewLayer:
        """Return what paints a preview over the photo, made when there is first one."""
        layer = PreviewLayer(self._canvas)
        self._canvas.add_layer(layer)
        return layer

    def show(self, picture: PictureArrived, box: Rect | None) -> None:
        """Show a preview soon: over ``box`` of the photo, or in its place."""
        self._jobs.start(SHOW, self._show(picture, box))

    def end(self) -> bool:
        """Show no more of them; return whether one stands in the photo's place."""
        self._jobs.cancel(SHOW)
        self._canvas.show_busy("")
        if "layer" in self.__dict__:
            self.layer.show_image(None, None)
        replaced, self._replaces_photo = self._replaces_photo, False
        return replaced

    async def _show(self, picture: PictureArrived, box: Rect | None) -> None:
        try:
            opened = await asyncio.to_thread(self._decoded, picture.data)
        except TesseraError:
            return  # the picture itself may still be well
        images = tuple(to_image(level) for level in opened.levels)
        number = 1 + (picture.partial or 0)
        self._canvas.show_busy(f"Preview {number}; the picture is still being made…")
        if box is not None:
            self.layer.show_image(images[0], box)
            return
        self._replaces_photo = True
        self._canvas.set_work(None)
        shown = ShownPhoto(images, opened.facts.stored, opened.facts.orientation)
        self._canvas.show_preview(shown, title=f"preview {number}")

    def _decoded(self, data: bytes) -> Opened:
        with tempfile.TemporaryDirectory(prefix="tessera-preview-") as folder:
            path = Path(folder) / "preview"
            path.write_bytes(data)
            return self._studio.decoder.open(path)
