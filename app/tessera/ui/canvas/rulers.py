"""Rulers of pixels along the upper and left edge, once single pixels can be told apart.

A tick for every pixel where there is room, numbers at round steps; both count upright pixels of the
photo from 0. Free functions on a painter in device pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from tessera.ui.theme import scaled_font

if TYPE_CHECKING:
    from tessera.ui.canvas.view_transform import View
    from tessera.ui.tokens import Tokens

SHOWN_FROM = 4.0  # widget units per photo pixel
THICK = 18  # widget units
ROOM = 44  # widget units that a number needs
_PIECE = 128  # pixels: a piece of a ruler is made for whole multiples, and copied while panning
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
    dress = _Dress(view.zoom, view.ratio, number_step(view), thick, font.toString(), tokens)
    for is_across, band in zip((True, False), bands, strict=True):
        part = band & exposed
        if not part.isEmpty():
            _paint_band(painter, view, part, dress, is_across=is_across)
    painter.fillRect(QRect(0, 0, thick, thick) & exposed, QColor(tokens.surface_raised))


@dataclass(frozen=True, slots=True)
class _Dress:
    """All that two pieces of a ruler have in common, apart from where they begin."""

    zoom: float
    ratio: float
    step: int
    thick: int
    font: str
    tokens: Tokens


def _paint_band(
    painter: QPainter, view: View, part: QRect, dress: _Dress, *, is_across: bool
) -> None:
    """Copy the piece of a ruler that can be seen, made once for many frames."""
    origin, thick = view.origin[0 if is_across else 1], dress.thick
    length = view.width if is_across else view.height
    pixels = view.photo.width if is_across else view.photo.height
    painter.fillRect(part, QColor(dress.tokens.surface_raised))
    first = max(0, floor(-origin / view.zoom)) // _PIECE * _PIECE
    count = min(pixels - first, ceil(length / view.zoom / _PIECE + 1) * _PIECE)
    if count > 0:
        piece = _piece(dress, first, count, is_across)
        at = round(origin + first * view.zoom)
        painter.save()
        painter.setClipRect(part)
        painter.drawImage(QPoint(at, 0) if is_across else QPoint(0, at), piece)
        painter.restore()
    edge = (
        QRect(thick, thick - 1, view.width, 1)
        if is_across
        else QRect(thick - 1, thick, 1, view.height)
    )
    painter.fillRect(edge & part, QColor(dress.tokens.border_strong))


@lru_cache(maxsize=6)
def _piece(dress: _Dress, first: int, count: int, is_across: bool) -> QImage:
    """Return the ruler from pixel ``first`` on."""
    thick, tokens = dress.thick, dress.tokens
    long = ceil((count + 1) * dress.zoom) + 4 * thick
    size = QSize(long, thick) if is_across else QSize(thick, long)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(tokens.surface_raised))
    painter = QPainter(image)
    painter.setFont(_small_font(dress))
    painter.setPen(QColor(tokens.text))
    ink, quiet = QColor(tokens.text), QColor(tokens.border_strong)
    for pixel in range(first, first + count + 1):
        at = round((pixel - first) * dress.zoom)
        is_named = pixel % dress.step == 0
        tall = thick if is_named else thick // 4
        tick = QRect(at, thick - tall, 1, tall) if is_across else QRect(thick - tall, at, tall, 1)
        painter.fillRect(tick, ink if is_named else quiet)
        if is_named:
            _write(painter, at, f"{pixel:,}", thick, is_across=is_across)
    painter.end()
    return image


def _small_font(dress: _Dress) -> QFont:
    font = QFont()
    font.fromString(dress.font)
    return scaled_font(font, 0.75 * dress.ratio)


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
