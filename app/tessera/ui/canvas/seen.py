"""The photo as the model receives it: shrunk, then shown at the photo's place to be compared.

Free functions on a painter; no widget is needed.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from tessera.core.geometry import Size
from tessera.core.grid import Grid
from tessera.ui.canvas.photo_painter import CRISP_ABOVE, photo_rect
from tessera.ui.canvas.view_transform import View
from tessera.ui.theme import scaled_font
from tessera.ui.tokens import RADIUS_S, SPACE_M, SPACE_S, Tokens

TITLE = "As the model receives it"
_SMALLEST_LEVEL = 256
_KEEP = Qt.AspectRatioMode.IgnoreAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation


@dataclass(frozen=True, slots=True, eq=False)  # comparing images would compare their pixels
class SeenPhoto:
    """Upright pixels of a grid's ``resized`` size, and their halvings, largest first."""

    levels: tuple[QImage, ...]

    @property
    def image(self) -> QImage:
        """Return the pixels that the model gets."""
        return self.levels[0]

    @property
    def size(self) -> Size:
        """Return how many pixels the model gets."""
        return Size(self.image.width(), self.image.height())

    def fits(self, grid: Grid | None) -> bool:
        """Return whether these are the pixels that ``grid`` cuts into cells."""
        return grid is not None and grid.resized == self.size

    def level_for(self, width: int) -> QImage:
        """Return the smallest level at least ``width`` device pixels wide, else the largest."""
        wide = [level for level in self.levels if level.width() >= width]
        return wide[-1] if wide else self.levels[0]


def with_levels(image: QImage) -> SeenPhoto:
    """Return ``image`` and its halvings; takes a while, so call it beside the event loop."""
    levels = [image]
    while max(levels[-1].width(), levels[-1].height()) > _SMALLEST_LEVEL:
        half = QSize(max(1, levels[-1].width() // 2), max(1, levels[-1].height() // 2))
        levels.append(levels[-1].scaled(half, _KEEP, _SMOOTH))
    return SeenPhoto(tuple(levels))


def paint_seen(painter: QPainter, seen: SeenPhoto, view: View) -> None:
    """Paint ``seen`` where the photo lies; ``painter`` works in device pixels.

    Only the visible part is drawn: at high zooms the whole would be wider than Qt can scale.
    """
    whole = photo_rect(view)
    part = whole & QRect(0, 0, view.width, view.height)
    if part.isEmpty():
        return
    level = seen.level_for(whole.width())
    across, down = level.width() / whole.width(), level.height() / whole.height()
    source = QRectF(
        (part.left() - whole.left()) * across,
        (part.top() - whole.top()) * down,
        part.width() * across,
        part.height() * down,
    )
    painter.save()
    painter.setClipRect(part)
    is_smooth = 1 / across < CRISP_ABOVE
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
    painter.drawImage(QRectF(part), level, source)
    painter.restore()


def tag_rect(corner: QPoint, font: QFont, note: str) -> QRect:
    """Return what the tag covers that says what is shown, in widget units."""
    strong, plain = QFontMetrics(scaled_font(font, 1.0, strong=True)), QFontMetrics(font)
    width = max(strong.horizontalAdvance(TITLE), plain.horizontalAdvance(note))
    height = strong.height() + plain.height() + 2
    return QRect(corner, QSize(width + 2 * SPACE_M, height + 2 * SPACE_S))


def paint_tag(painter: QPainter, place: QRect, font: QFont, note: str, tokens: Tokens) -> None:
    """Say on a card at ``place`` that this is the model's picture, and ``note``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.accent))
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_S, RADIUS_S)
    inner = place.adjusted(SPACE_M, SPACE_S, -SPACE_M, -SPACE_S)
    painter.setFont(scaled_font(font, 1.0, strong=True))
    painter.setPen(QColor(tokens.text))
    painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, TITLE)
    painter.setFont(font)
    painter.setPen(QColor(tokens.text_quiet))
    painter.drawText(inner, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, note)
