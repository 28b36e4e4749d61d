"""Rulers of pixels along the upper and left edge, once single pixels can be told apart.

A tick for every pixel where there is room, numbers at round steps; both count upright pixels of the
photo from 0. Free functions on a painter in device pixels.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from tessera.ui.theme import scaled_font

if TYPE_CHECKING:
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

SHOWN_FROM = 4.0  # widget units per photo pixel
THICK = 18  # widget units
ROOM = 44  # widget units that a number needs
_STEPS = (1, 2, 5, 10, 20, 50, 100)


def has_rulers(view: View) -> bool:
    """Return whether pixels are large enough to be counted."""
    return view.zoom / view.ratio >= SHOWN_FROM


def number_step(view: View) -> int:
    """Return how many photo pixels lie between two numbers."""
    per_pixel = view.zoom / view.ratio
    return next((step for step in _STEPS if step * per_pixel >= ROOM), _STEPS[-1])


def paint_rulers(
    painter: QPainter, view: View, exposed: QRect, font: QFont, tokens: Tokens
) -> None:
    """Paint both rulers where they lie in ``exposed``."""
    if not has_rulers(view):
        return
    thick = round(THICK * view.ratio)
    bands = (QRect(0, 0, view.width, thick), QRect(0, 0, thick, view.height))
    if not any(band.intersects(exposed) for band in bands):
        return
    painter.save()
    small = scaled_font(font, 0.75)
    if small.pixelSize() > 0:
        small.setPixelSize(round(small.pixelSize() * view.ratio))
    else:
        small.setPointSizeF(small.pointSizeF() * view.ratio)
    painter.setFont(small)
    for band in bands:
        painter.fillRect(band & exposed, QColor(tokens.surface_raised))
    _paint_ticks(painter, view, thick, tokens, is_across=True)
    _paint_ticks(painter, view, thick, tokens, is_across=False)
    painter.fillRect(QRect(0, 0, thick, thick), QColor(tokens.surface_raised))
    edge = QColor(tokens.border_strong)
    painter.fillRect(thick, thick - 1, view.width, 1, edge)
    painter.fillRect(thick - 1, thick, 1, view.height, edge)
    painter.restore()


def _paint_ticks(
    painter: QPainter, view: View, thick: int, tokens: Tokens, *, is_across: bool
) -> None:
    ink, quiet = QColor(tokens.text), QColor(tokens.border_strong)
    length = view.width if is_across else view.height
    pixels = view.photo.width if is_across else view.photo.height
    origin, step = view.origin[0 if is_across else 1], number_step(view)
    first = max(0, floor((thick - origin) / view.zoom))
    last = min(pixels, ceil((length - origin) / view.zoom))
    painter.setPen(ink)
    for pixel in range(first, last + 1):
        at = round(origin + pixel * view.zoom)
        is_named = pixel % step == 0
        tall = thick if is_named else thick // 4
        colour = ink if is_named else quiet
        if is_across:
            painter.fillRect(at, thick - tall, 1, tall, colour)
        else:
            painter.fillRect(thick - tall, at, tall, 1, colour)
        if is_named:
            _write(painter, at, f"{pixel:,}", thick, is_across=is_across)


def _write(painter: QPainter, at: int, text: str, thick: int, *, is_across: bool) -> None:
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    room = QSize(4 * thick, thick - 3)
    if is_across:
        painter.drawText(QRect(QPoint(at + 3, 0), room), flags, text)
        return
    painter.save()
    painter.translate(0, at + 3)
    painter.rotate(90)
    painter.drawText(QRect(QPoint(0, -thick + 3), room), flags, text)
    painter.restore()
