"""What the stage of a comparison paints: pictures in parts, the line, and what is written on them.

Free functions. Pictures are painted in the screen's own pixels, line and words in widget units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from tessera.ui.canvas.photo_painter import paint_checkerboard, paint_photo
from tessera.ui.tokens import SPACE_M, SPACE_S

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.ui.canvas.photo_image import ShownPhoto
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

HANDLE = 22
LINE = 2
ARROW, ARROW_HEAD = 7, 3


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """What can be shown; all of the photo's upright size. The last three come later."""

    before: ShownPhoto
    after: ShownPhoto
    difference: ShownPhoto | None = None
    heat: ShownPhoto | None = None
    meant: ShownPhoto | None = None


def paint_part(
    painter: QPainter, shown: ShownPhoto, view: View, part: QRect, tokens: Tokens
) -> None:
    """Paint what lies in ``part``, in pixels of the screen."""
    painter.save()
    painter.setClipRect(part)
    if shown.has_alpha:
        light, dark = QColor(tokens.checker_light), QColor(tokens.checker_dark)
        paint_checkerboard(painter, view, light, dark, part)
    paint_photo(painter, shown, view)
    painter.restore()


def paint_line(painter: QPainter, x: float, height: int, ring: str, tokens: Tokens) -> None:
    """Paint the line between both with its handle, seen on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for width, colour in ((LINE + 2, tokens.grid_dark), (LINE, tokens.grid_light)):
        painter.fillRect(QRectF(x - width / 2, 0, width, height), QColor(colour))
    middle = QPointF(x, height / 2)
    painter.setPen(QColor(ring))
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawEllipse(middle, HANDLE / 2, HANDLE / 2)
    painter.setPen(QColor(tokens.text))
    for side in (-1, 1):
        tip = middle + QPointF(side * ARROW, 0)
        painter.drawLine(tip, tip + QPointF(-side * ARROW_HEAD, -ARROW_HEAD))
        painter.drawLine(tip, tip + QPointF(-side * ARROW_HEAD, ARROW_HEAD))


def paint_tag(
    painter: QPainter, widget: QWidget, text: str, tokens: Tokens, *, is_left: bool
) -> None:
    """Write in an upper corner which of the two it is."""
    measure = QFontMetrics(widget.font())
    width, height = measure.horizontalAdvance(text) + 2 * SPACE_S, measure.height() + 6
    left = SPACE_M if is_left else widget.width() - SPACE_M - width
    box = QRectF(left, SPACE_M, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(tokens.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
