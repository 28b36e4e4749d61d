"""The mask over the photo, as the user wants to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, Slot
from PySide6.QtGui import QColor, QPainter

from tessera.ui.canvas.mask.outline import Outline
from tessera.ui.canvas.mask.tint import MaskPainter, plain_colours, tint_colours
from tessera.ui.canvas.photo_painter import photo_rect
from tessera.ui.canvas.tools.settings import Shown

if TYPE_CHECKING:
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.tools.settings import ToolSettings
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens


class MaskLayer(QObject):
    """Paints the mask of the photo on a canvas; what changes is painted anew by itself."""

    def __init__(self, canvas: Canvas, settings: ToolSettings) -> None:
        super().__init__(canvas)
        self._canvas, self._settings = canvas, settings
        self._mask: MaskModel | None = None
        self._painter: MaskPainter | None = None
        self._dress: tuple[Shown, Tokens] | None = None
        self.outline = Outline(canvas)
        settings.changed.connect(self.on_settings_changed)
        canvas.work_changed.connect(self.on_work_changed)
        canvas.maskChanged.connect(self.on_mask_changed)
        self.on_mask_changed()
        canvas.add_layer(self)

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the part that lies in ``exposed``."""
        self._paint(painter, view, exposed, tokens, self._settings.now.shown)

    def paint_enlarged(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint it for a loupe: a tint in the place of the outline, which knows one view only."""
        shown = self._settings.now.shown
        instead = Shown.TINT if shown is Shown.OUTLINE else shown
        self._paint(painter, view, exposed, tokens, instead)

    def _paint(
        self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens, shown: Shown
    ) -> None:
        mask = self._mask
        if mask is None or shown is Shown.HIDDEN:
            return
        if shown is Shown.PLAIN:
            painter.fillRect(photo_rect(view) & exposed, QColor("black"))
        area = mask.area
        if area.isEmpty():
            return
        if shown is Shown.OUTLINE:
            self.outline.paint(painter, mask, view, exposed)
            return
        self._dressed(mask, shown, tokens).paint(painter, view, exposed, area)

    @Slot()
    def on_settings_changed(self) -> None:
        """Show the mask in another way."""
        if self._dress is None or self._dress[0] is not self._settings.now.shown:
            self._canvas.update()
        self._march()

    @Slot()
    def on_work_changed(self) -> None:
        """Follow the photo."""
        self.on_mask_changed()
        self._canvas.update()

    @Slot()
    def on_mask_changed(self) -> None:
        """Follow the mask, which may have been begun just now."""
        work = self._canvas.work
        mask = work.mask if work else None
        if mask is not self._mask:
            if self._mask is not None:
                self._mask.painted.disconnect(self.on_painted)
            self._mask, self._painter = mask, None
            if mask is not None:
                mask.painted.connect(self.on_painted)
        self._march()

    @Slot(QRect)
    def on_painted(self, area: QRect) -> None:
        """Have what changed painted anew."""
        self._canvas.update_photo(QRectF(area))

    def _march(self) -> None:
        is_outline = self._settings.now.shown is Shown.OUTLINE
        is_there = self._mask is not None and not self._mask.area.isEmpty()
        self.outline.march(is_outline and is_there)

    def _dressed(self, mask: MaskModel, shown: Shown, tokens: Tokens) -> MaskPainter:
        if self._painter is None or self._dress != (shown, tokens):
            self._dress = (shown, tokens)
            colours = plain_colours() if shown is Shown.PLAIN else tint_colours(tokens)
            self._painter = MaskPainter(mask.levels, colours)
        return self._painter
