"""Paint a mask over the photo: as a tint, or in black and white in the photo's place.

The mask's own memory is painted, as an indexed picture whose colours say what each value looks
like (measured: 0.06 ms for the rectangle of a brush); the halving is chosen by the zoom.
"""

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter

from tessera.imaging.mask_levels import Level, MaskLevels
from tessera.ui.canvas.photo_painter import photo_rect
from tessera.ui.canvas.view_transform import View
from tessera.ui.tokens import Tokens

TINT = "#f0304c"
STRENGTH, STRENGTH_IN_CONTRAST = 0.5, 0.7

Colours = tuple[int, ...]


def tint_colours(tokens: Tokens) -> Colours:
    """Return what each value of the mask looks like as a tint."""
    ink = QColor(TINT)
    is_contrast = tokens.name.startswith("contrast")
    strength = STRENGTH_IN_CONTRAST if is_contrast else STRENGTH
    red, green, blue = ink.red(), ink.green(), ink.blue()
    return tuple(
        round(value * strength) << 24 | red << 16 | green << 8 | blue for value in range(256)
    )


def plain_colours() -> Colours:
    """Return what each value looks like in black and white."""
    return tuple(0xFF000000 | value << 16 | value << 8 | value for value in range(256))


class MaskPainter:
    """Paints one mask in one set of colours; keeps the pictures over its memory."""

    def __init__(self, levels: MaskLevels, colours: Colours) -> None:
        self._levels = levels
        self._colours = colours
        self._images: dict[int, QImage] = {}

    def paint(self, painter: QPainter, view: View, exposed: QRect, area: QRect) -> None:
        """Paint what lies in ``exposed`` of ``area``, which is in photo pixels."""
        part = device_area(area, view) & photo_rect(view) & exposed
        if part.isEmpty():
            return
        number = self._levels.number_for(view.zoom)
        image = self._image(number, self._levels.fresh(number))
        scale = view.zoom * (1 << number)
        left, top = view.origin
        if scale == 1.0 and number == 0:
            # Pixel for pixel: a plain copy of the part, without clip and transform.
            painter.drawImage(part, image, part.translated(-left, -top))
            return
        painter.save()
        painter.setClipRect(part)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.translate(left, top)
        if scale != 1.0:
            painter.scale(scale, scale)
        painter.drawImage(QPointF(0, 0), image)
        painter.restore()

    def _image(self, number: int, level: Level) -> QImage:
        image = self._images.get(number)
        if image is None:
            size, form = level.size, QImage.Format.Format_Indexed8
            image = QImage(level.buffer, size.width, size.height, level.stride, form)
            image.setColorTable(list(self._colours))
            self._images[number] = image
        return image


def device_area(area: QRect, view: View) -> QRect:
    """Return the device pixels that ``area``, in photo pixels, touches."""
    left, top = view.to_device(area.left(), area.top())
    right, bottom = view.to_device(area.left() + area.width(), area.top() + area.height())
    corner = QPoint(int(left) - 1, int(top) - 1)
    return QRect(corner, QPoint(int(right) + 1, int(bottom) + 1))
