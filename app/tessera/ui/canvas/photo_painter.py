"""Paint the visible part of a photo, and the ground around and beneath it.

Free functions on a painter in device pixels; no widget is needed. Measured: source composition and
whole-pixel offsets make a power-of-two zoom a plain copy.
"""

from functools import lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QTransform

from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.turning import turn
from tessera.ui.canvas.view_transform import View

CHECKER_SIDE = 10  # widget units
LONGEST_SCALED = 32_000  # the plain scaler counts source pixels in 16.16 bits
CRISP_ABOVE = 2.0  # from here on single pixels are shown as squares


def photo_rect(view: View) -> QRect:
    """Return the device pixels that the photo covers."""
    left, top = view.origin
    right, bottom = view.to_device(view.photo.width, view.photo.height)
    return QRect(left, top, max(1, round(right) - left), max(1, round(bottom) - top))


def paint_surround(painter: QPainter, view: View, colour: QColor, exposed: QRect) -> None:
    """Fill what the photo leaves free; not below it, since every pixel painted twice costs."""
    photo = photo_rect(view)
    for side in (
        QRect(exposed.topLeft(), QPoint(exposed.right(), photo.top() - 1)),
        QRect(QPoint(exposed.left(), photo.bottom() + 1), exposed.bottomRight()),
        QRect(QPoint(exposed.left(), photo.top()), QPoint(photo.left() - 1, photo.bottom())),
        QRect(QPoint(photo.right() + 1, photo.top()), QPoint(exposed.right(), photo.bottom())),
    ):
        part = side & exposed
        if not part.isEmpty():
            painter.fillRect(part, colour)


def paint_checkerboard(
    painter: QPainter, view: View, light: QColor, dark: QColor, exposed: QRect
) -> None:
    """Paint the board that shines through transparent parts; it moves with the photo."""
    side = max(1, round(CHECKER_SIDE * view.ratio))
    painter.setBrushOrigin(*view.origin)
    painter.fillRect(photo_rect(view) & exposed, QBrush(_board(light.rgb(), dark.rgb(), side)))
    painter.setBrushOrigin(0, 0)


def paint_photo(painter: QPainter, photo: ShownPhoto, view: View) -> None:
    """Paint ``photo`` upright, from the level that suits the zoom."""
    level, factor = photo.level_for(view.zoom)
    scale = factor * view.zoom
    painter.save()
    painter.setClipRect(photo_rect(view), Qt.ClipOperation.IntersectClip)  # a part may be wanted
    if not photo.has_alpha:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    upright = _turned(photo, view)
    painter.setTransform(upright, True)
    if abs(scale - 1) < 1e-9:
        painter.drawImage(QPointF(0, 0), level)
    elif view.zoom >= CRISP_ABOVE and photo.stored.long_side < LONGEST_SCALED:
        # Large single pixels: a part drawn into a rectangle takes Qt's plain scaler, which is a
        # quarter faster. The whole would not: it reaches beyond 32,767 device pixels.
        part = _seen(level, scale, upright, view)
        painter.drawImage(_scaled(part, scale), level, QRectF(part))
    else:
        # Smoothing blends neighbours: right when pixels shrink or grow a little, mud when they
        # are large enough to be seen.
        is_smooth = view.zoom < CRISP_ABOVE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.scale(scale, scale)
        painter.drawImage(QPointF(0, 0), level)
    painter.restore()


def _turned(photo: ShownPhoto, view: View) -> QTransform:
    """Return the transform that lays stored pixels, already scaled, upright at their place."""
    whole, (left, top) = turn(photo.orientation, photo.stored), view.origin
    dx, dy = left + whole.dx * view.zoom, top + whole.dy * view.zoom
    return QTransform(whole.xx, whole.xy, whole.yx, whole.yy, dx, dy)


def _seen(level: QImage, scale: float, upright: QTransform, view: View) -> QRect:
    """Return the pixels of ``level`` that can be seen, and a few more."""
    back, _ = upright.inverted()
    window = back.mapRect(QRectF(0, 0, view.width, view.height))
    part = QRectF(window.topLeft() / scale, window.size() / scale).toAlignedRect()
    return part.adjusted(-1, -1, 1, 1) & level.rect()


def _scaled(part: QRect, scale: float) -> QRectF:
    return QRectF(part.x() * scale, part.y() * scale, part.width() * scale, part.height() * scale)


@lru_cache(maxsize=8)
def _board(light: int, dark: int, side: int) -> QImage:
    board = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
    board.fill(light)
    for x, y in ((side, 0), (0, side)):
        for row in range(y, y + side):
            for column in range(x, x + side):
                board.setPixel(column, row, dark)
    return board
