"""The lens: the very pixels that the model gets of a cell, enlarged beside the cell's number.

A patch is shown whole. Of a tile, which is larger than a lens, the part around the mouse is shown.
Sources are in pixels of the grid's resized picture, targets in widget units.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter

from tessera.core.grid import Grid
from tessera.ui.canvas.grid_cells import Place
from tessera.ui.theme import scaled_font
from tessera.ui.tokens import RADIUS_S, SPACE_M, SPACE_S, SPACE_XS, Tokens

LENS = 128  # widget units along a side
LARGEST_WHOLE = 64  # pixels: a cell up to this side is shown whole
Lines = tuple[str, ...]


def lens_source(grid: Grid, place: Place, aim: QPoint | None) -> QRect:
    """Return the pixels under the lens: the cell, or the part of a large one around ``aim``.

    The cell may reach beyond the picture; the lens shows that part empty.
    """
    cell = QRect(place.column * grid.cell, place.row * grid.cell, grid.cell, grid.cell)
    if grid.cell <= LARGEST_WHOLE:
        return cell
    inside = cell & QRect(0, 0, grid.resized.width, grid.resized.height)
    wanted = QRect(QPoint(), QSize(LARGEST_WHOLE, LARGEST_WHOLE))
    wanted.moveCenter(inside.center() if aim is None else aim)
    left = max(inside.left(), min(wanted.left(), inside.right() + 1 - LARGEST_WHOLE))
    top = max(inside.top(), min(wanted.top(), inside.bottom() + 1 - LARGEST_WHOLE))
    return QRect(QPoint(left, top), wanted.size())


def lens_lines(lines: tuple[str, str], grid: Grid, source: QRect) -> Lines:
    """Return what stands beside the lens: number, place, and how much is shown of what."""
    number, where = lines
    shown = f"{source.width()}×{source.height()} of {grid.resized} pixels"
    return (number, *where.split(" · "), shown)


def card_size(font: QFont, lines: Lines, *, room: int) -> QSize:
    """Return how large the card is, in widget units.

    The lines stand beside the lens; below it where the card would be wider than ``room``.
    """
    text = _text_size(font, lines)
    wide = QSize(_beside(text), max(LENS, text.height()) + 2 * SPACE_S)
    if wide.width() <= room:
        return wide
    inner = QSize(max(LENS, text.width()), LENS + SPACE_S + text.height())
    return inner + QSize(2 * SPACE_S, 2 * SPACE_S)


def _text_size(font: QFont, lines: Lines) -> QSize:
    strong, plain = QFontMetrics(scaled_font(font, 1.0, strong=True)), QFontMetrics(font)
    text = max(strong.horizontalAdvance(lines[0]), *map(plain.horizontalAdvance, lines[1:]))
    height = strong.height() + (len(lines) - 1) * (plain.height() + SPACE_XS)
    return QSize(text, height)


def _beside(text: QSize) -> int:
    """Return how wide a card is whose lines stand beside the lens."""
    return text.width() + LENS + SPACE_M + 2 * SPACE_S


def paint_card(
    painter: QPainter, place: QRect, font: QFont, lines: Lines, image: QImage, source: QRect,
    tokens: Tokens,
) -> None:  # fmt: skip
    """Paint lens and lines on a card at ``place``; ``painter`` works in widget units."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.border_strong))
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_S, RADIUS_S)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    lens = QRect(place.topLeft() + QPoint(SPACE_S, SPACE_S), QSize(LENS, LENS))
    paint_lens(painter, lens, image, source, tokens)
    if place.width() < _beside(_text_size(font, lines)):
        text = place.adjusted(SPACE_S, SPACE_S + LENS + SPACE_S, 0, -SPACE_S)
    else:
        text = place.adjusted(SPACE_S + LENS + SPACE_M, SPACE_S, 0, -SPACE_S)
    _write(painter, text, font, lines, tokens)


def paint_lens(
    painter: QPainter, lens: QRect, image: QImage, source: QRect, tokens: Tokens
) -> None:
    """Paint the pixels of ``source`` as squares into ``lens``; what lies outside is hatched."""
    painter.fillRect(lens, QColor(tokens.surface_sunken))
    inside = source & image.rect()
    if inside != source:
        hatch = QBrush(QColor(tokens.border_strong), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(lens, hatch)
    across, down = lens.width() / source.width(), lens.height() / source.height()
    target = QRectF(
        lens.left() + (inside.left() - source.left()) * across,
        lens.top() + (inside.top() - source.top()) * down,
        inside.width() * across,
        inside.height() * down,
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    if image.hasAlphaChannel():
        painter.fillRect(target, QColor(tokens.surface_raised))
    painter.drawImage(target, image, QRectF(inside))


def _write(painter: QPainter, area: QRect, font: QFont, lines: Lines, tokens: Tokens) -> None:
    strong = scaled_font(font, 1.0, strong=True)
    top = area.top()
    for number, line in enumerate(lines):
        shown = font if number else strong
        height = QFontMetrics(shown).height()
        painter.setFont(shown)
        painter.setPen(QColor(tokens.text_quiet if number else tokens.text))
        row = QRect(area.left(), top, area.width(), height)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)
        top += height + SPACE_XS
