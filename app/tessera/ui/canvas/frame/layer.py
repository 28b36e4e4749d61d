"""The frame as something painted over the photo, whether or not it is in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from tessera.core.frame import extends
from tessera.ui.canvas.frame.paint import (
    FrameLook,
    frame_tag,
    paint_frame,
    paint_handles,
    soft_guess,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtWidgets import QWidget

    from tessera.core.geometry import Rect
    from tessera.ui.canvas.frame.model import FrameModel
    from tessera.ui.canvas.frame.reading import Pane
    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens


class FrameLayer(QObject):
    """Paints the frame of a model on ``host``; without a model, or while it is the photo, nothing.

    ``is_active`` while the tool is in the hand: then it is painted in any case.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._model: FrameModel | None = None
        self._photo: ShownPhoto | None = None
        self._panes: tuple[Pane, ...] = ()
        self._soft: tuple[Rect, QImage] | None = None
        self.is_active = False

    def show_model(self, model: FrameModel | None) -> None:
        """Paint another photo's frame."""
        self._model, self._panes, self._soft = model, (), None
        self._host.update()

    def show_photo(self, photo: ShownPhoto | None) -> None:
        """Guess from ``photo`` what is invented."""
        self._photo, self._soft = photo, None
        self._host.update()

    def show_panes(self, panes: tuple[Pane, ...]) -> None:
        """Lay the grids of the pictures that will be made over the frame."""
        if panes != self._panes:
            self._panes = panes
            self._host.update()

    @property
    def panes(self) -> tuple[Pane, ...]:
        """Return the grids that lie over the frame."""
        return self._panes

    def set_active(self, is_active: bool) -> None:
        """Show that the frame is in the hand, or no longer."""
        self.is_active = is_active
        self._host.update()

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint what lies in ``exposed``, in device pixels."""
        model = self._model
        if model is None or (model.is_whole and not self.is_active):
            return
        painter.save()
        paint_frame(painter, self._look(model), view, tokens, exposed)
        painter.restore()

    def paint_handles(self, painter: QPainter, view: View, tokens: Tokens) -> None:
        """Paint handles and size; ``painter`` works in device pixels."""
        if self._model is None:
            return
        painter.save()
        painter.scale(view.ratio, view.ratio)
        look, font = self._look(self._model), self._host.font()
        paint_handles(painter, look, view, font, tokens, self._host.rect())
        painter.restore()

    def _look(self, model: FrameModel) -> FrameLook:
        if not self.is_active:
            return FrameLook(model.frame, is_active=False)
        return FrameLook(model.frame, self._panes, self._guess(model), frame_tag(model.frame))

    def _guess(self, model: FrameModel) -> QImage | None:
        """Return the soft picture of what is invented, made anew only for another frame."""
        if self._photo is None or not extends(model.frame, model.photo):
            return None
        if self._soft is None or self._soft[0] != model.frame:
            self._soft = (model.frame, soft_guess(self._photo, model.frame))
        return self._soft[1]
