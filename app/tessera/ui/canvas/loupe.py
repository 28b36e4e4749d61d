"""The loupe: what lies under the mouse, eight times as large or more, with its place in numbers.

It shows the mask too, so its edge can be judged pixel by pixel while the whole
stays in sight. It keeps to a corner, and to the other one when the mouse comes near.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter

from tessera.ui.canvas.scene import Scene, device_rect, paint_scene
from tessera.ui.tokens import SPACE_M, SPACE_XL

if TYPE_CHECKING:
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.canvas.mask.layer import MaskLayer
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

SIDE = 168  # widget units
ENLARGED = 8.0  # widget units per photo pixel
LINE = 20  # widget units for the place below


class Loupe(QObject):
    """Follows the mouse over a canvas while it is on; ``below`` is what it shows over the photo."""

    def __init__(self, canvas: Canvas, below: MaskLayer) -> None:
        super().__init__(canvas)
        self._canvas, self._below = canvas, below
        self._at: QPointF | None = None
        self.is_on = False
        canvas.installEventFilter(self)
        canvas.add_layer(self)

    def set_on(self, is_on: bool) -> None:
        """Show the loupe, or not."""
        self.is_on = is_on
        self._canvas.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse; every event goes on to the canvas."""
        if self.is_on and isinstance(event, QMouseEvent):
            self._move(event.position())
        elif self.is_on and event.type() == QEvent.Type.Leave:
            self._move(None)
        return False

    def card(self) -> QRect:
        """Return what the loupe covers now, in widget units."""
        card = QRect(0, 0, SIDE, SIDE + LINE)
        card.moveTopRight(self._canvas.rect().topRight())
        card.translate(-SPACE_M, SPACE_XL)
        near = card.adjusted(-SIDE // 2, -SIDE // 2, SIDE // 2, SIDE // 2)
        if self._at is not None and near.contains(self._at.toPoint()):
            card.moveLeft(SPACE_XL)
        return card

    def paint(self, painter: QPainter, view: View, exposed: QRect, tokens: Tokens) -> None:
        """Paint the card with its pixels."""
        photo, at = self._canvas.photo, self._at
        card = device_rect(self.card(), view.ratio)
        if not self.is_on or photo is None or at is None or not card.intersects(exposed):
            return
        x, y = view.to_photo(at.x(), at.y())
        side, zoom = round(SIDE * view.ratio), max(ENLARGED * view.ratio, 2 * view.zoom)
        near = replace(
            view, width=side, height=side, zoom=zoom, fits=False, room=None,
            left=side / 2 - (int(x) + 0.5) * zoom, top=side / 2 - (int(y) + 0.5) * zoom,
        )  # fmt: skip
        pane = QRect(0, 0, side, side)
        painter.save()
        painter.fillRect(card, QColor(tokens.surface_raised))
        painter.translate(card.topLeft())
        painter.setClipRect(pane)
        paint_scene(painter, Scene(photo, near), tokens, pane)
        self._below.paint_enlarged(painter, near, pane, tokens)
        self._paint_aim(painter, near, int(x), int(y), tokens)
        painter.restore()
        self._paint_edge(painter, card, side, f"x {int(x):,}, y {int(y):,}", tokens)

    def _paint_aim(self, painter: QPainter, near: View, x: int, y: int, tokens: Tokens) -> None:
        """Frame the pixel under the mouse."""
        left, top = (round(part) for part in near.to_device(x, y))
        side = round(near.zoom)
        for grow, colour in ((1, tokens.grid_dark), (0, tokens.grid_light)):
            painter.setPen(QColor(colour))
            painter.drawRect(left - grow, top - grow, side + 2 * grow - 1, side + 2 * grow - 1)

    def _paint_edge(
        self, painter: QPainter, card: QRect, side: int, place: str, tokens: Tokens
    ) -> None:
        painter.save()
        ratio = self._canvas.devicePixelRatioF()
        for inset, colour in enumerate((tokens.border_strong, tokens.surface_raised)):
            painter.setPen(QColor(colour))
            painter.drawRect(card.adjusted(inset, inset, -1 - inset, -1 - inset))
        painter.translate(card.left(), card.top() + side)
        painter.scale(ratio, ratio)
        painter.setFont(self._canvas.font())
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(8, 0, SIDE - 16, LINE), Qt.AlignmentFlag.AlignVCenter, place)
        painter.restore()

    def _move(self, at: QPointF | None) -> None:
        before = self.card()
        self._at = at
        self._canvas.update(before)
        if (now := self.card()) != before:
            self._canvas.update(now)
