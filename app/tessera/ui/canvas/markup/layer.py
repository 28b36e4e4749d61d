"""The markup as something painted over the photo, whether or not a pen is in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from tessera.core.markup import Markup
from tessera.ui.canvas.markup.paint import mark_area, paint_markup
from tessera.ui.canvas.photo_painter import photo_rect

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from tessera.core.markup import Mark
    from tessera.ui.canvas.markup.model import MarkupModel
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

KNOB = 9.0  # widget units along a side of a handle


class MarkupLayer(QObject):
    """Paints the markup of a model, as much of it as will be sent."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._model: MarkupModel | None = None
        self.hidden = -1  # the place of a text that is being typed over

    def show_model(self, model: MarkupModel | None) -> None:
        """Paint another photo's markup."""
        self._model = model

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint what lies in ``exposed``, in device pixels."""
        if self._model is None or not self._model.shown.marks:
            return
        painter.save()
        painter.setClipRect(photo_rect(view) & exposed)  # what lies beside the photo is not sent
        painter.translate(*view.origin)
        painter.scale(view.zoom, view.zoom)
        seen = QRectF(painter.transform().inverted()[0].mapRect(QRectF(exposed)))
        marks = [
            mark
            for place, mark in enumerate(self._model.shown.marks)
            if place != self.hidden and mark_area(mark).intersects(seen)
        ]
        paint_markup(painter, Markup(tuple(marks)))
        painter.restore()

    def paint_chosen(self, painter: QPainter, view: View, tokens: Tokens) -> None:
        """Paint a dashed box around the chosen mark and a handle on each of its points."""
        mark = None if self._model is None else self._model.chosen_mark
        if mark is None:
            return
        painter.save()
        painter.scale(view.ratio, view.ratio)
        area = mark_area(mark)
        corners = (
            view.to_widget(area.left(), area.top()),
            view.to_widget(area.right(), area.bottom()),
        )
        box = QRectF(QPointF(*corners[0]), QPointF(*corners[1]))
        for colour, dash in ((tokens.grid_dark, None), (tokens.grid_light, (4.0, 4.0))):
            pen = QPen(QColor(colour), 1)
            if dash:
                pen.setDashPattern(dash)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        self._paint_knobs(painter, mark, view, tokens)
        painter.restore()

    def _paint_knobs(self, painter: QPainter, mark: Mark, view: View, tokens: Tokens) -> None:
        painter.setPen(QPen(QColor(tokens.accent_text), 1))
        painter.setBrush(QColor(tokens.accent))
        for x, y in mark.points if has_handles(mark) else ():
            knob = QRectF(0, 0, KNOB, KNOB)
            knob.moveCenter(QPointF(*view.to_widget(x, y)))
            painter.drawRoundedRect(knob, 2, 2)


def has_handles(mark: Mark) -> bool:
    """Return whether each point of a mark can be dragged by itself."""
    return len(mark.points) == 2
