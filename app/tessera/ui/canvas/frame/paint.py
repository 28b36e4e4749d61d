"""Paint the frame over the photo: what is cut, what will be invented, its grid and its handles.

What is invented is a soft guess made of the photo's own edges under a hatch, so that nobody takes
it for a picture. What is cut lies under a dark wash. All painting is in device pixels, but for the
handles and the tag, which are in widget units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QImage, QPainter, QPen

from tessera.core.frame import cut, invented, kept
from tessera.core.geometry import Rect, Size
from tessera.ui.canvas.frame.places import KNOB, device_rect, frame_view, knobs, widget_area
from tessera.ui.canvas.frame.reading import Pane
from tessera.ui.canvas.overlay import Ink, ink_of, paint_grid
from tessera.ui.canvas.photo_image import ShownPhoto
from tessera.ui.canvas.photo_painter import paint_photo
from tessera.ui.canvas.view_transform import View
from tessera.ui.tokens import RADIUS_S, SPACE_S, Tokens

SOFT_SIDE = 40  # pixels along the longer side of the guess at what is invented
CUT_STRENGTH = 0.62
HATCH_STEP = 9  # widget units between the lines of the hatch


@dataclass(frozen=True, slots=True)
class FrameLook:
    """What is painted of a frame: the grids of what fills it, the guess, and what the tag says."""

    frame: Rect
    panes: tuple[Pane, ...] = ()
    soft: QImage | None = None
    tag: str = ""
    is_active: bool = True  # a frame that is not in the hand is an outline and no more


def paint_frame(
    painter: QPainter, look: FrameLook, view: View, tokens: Tokens, exposed: QRect
) -> None:
    """Paint everything of the frame that lies in ``exposed``, in device pixels."""
    frame, photo, ink = look.frame, view.photo, ink_of(tokens)
    _paint_inside(painter, look, view, tokens, exposed)
    _paint_outline(painter, device_rect(view, kept(frame, photo)), view, ink, is_dashed=True)
    _paint_outline(painter, device_rect(view, frame), view, ink, is_dashed=False)


def _paint_inside(
    painter: QPainter, look: FrameLook, view: View, tokens: Tokens, exposed: QRect
) -> None:
    """Paint what is invented, what is cut and the grids, while the frame is in the hand."""
    if not look.is_active:
        return
    frame, photo = look.frame, view.photo
    for part in invented(frame, photo):
        _paint_invented(painter, look, device_rect(view, part) & exposed, view, tokens)
    wash = QColor(tokens.surface_sunken)
    wash.setAlphaF(CUT_STRENGTH)
    for part in cut(frame, photo):
        painter.fillRect(device_rect(view, part) & exposed, wash)
    for pane in look.panes:
        painter.save()
        painter.setClipRect(device_rect(view, frame) & exposed)
        placed = frame_view(view, _placed(pane.box, frame))
        paint_grid(painter, pane.grid, placed, ink_of(tokens))
        painter.restore()


def _placed(box: Rect, frame: Rect) -> Rect:
    """Return a part of the frame in pixels of the photo."""
    return Rect(frame.left + box.left, frame.top + box.top, box.width, box.height)


def paint_handles(
    painter: QPainter, look: FrameLook, view: View, font: QFont, tokens: Tokens, bounds: QRect
) -> None:
    """Paint the handles and the tag with the frame's size, in widget units."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.accent_text), 1))
    painter.setBrush(QColor(tokens.accent))
    box = QRectF(0, 0, KNOB, KNOB)
    for middle in knobs(view, look.frame).values():
        box.moveCenter(middle)
        painter.drawRoundedRect(box, 2, 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if look.tag:
        _paint_tag(painter, look.tag, tag_place(view, look, font, bounds), font, tokens)


def tag_place(view: View, look: FrameLook, font: QFont, bounds: QRect) -> QRectF:
    """Return where the tag lies: inside the frame's top left corner, within ``bounds``."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(look.tag) + 2 * SPACE_S
    height = metrics.height() + SPACE_S
    area = widget_area(view, look.frame)
    left = min(max(area.left() + SPACE_S, bounds.left() + SPACE_S), bounds.right() - width)
    top = min(max(area.top() + SPACE_S, bounds.top() + SPACE_S), bounds.bottom() - height)
    return QRectF(left, top, width, height)


def soft_guess(photo: ShownPhoto, frame: Rect) -> QImage:
    """Return a small picture of the whole frame whose invented parts repeat the photo's edges.

    Scaled up smoothly it is a blur: enough to see where there will be sky and where ground.
    """
    scale = SOFT_SIDE / max(frame.width, frame.height)
    width, height = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    soft = QImage(width, height, QImage.Format.Format_RGB32)
    soft.fill(Qt.GlobalColor.gray)
    area = kept(frame, photo.upright)
    left = min(round((area.left - frame.left) * scale), width - 1)
    top = min(round((area.top - frame.top) * scale), height - 1)
    box = QRect(
        left, top, max(1, round(area.width * scale)), max(1, round(area.height * scale))
    ) & soft.rect()  # fmt: skip
    small = _reduced(photo, area, box.width(), box.height())
    painter = QPainter(soft)
    painter.drawImage(box.topLeft(), small)
    _repeat_edges(painter, small, box, soft.rect())
    painter.end()
    return soft


def _repeat_edges(painter: QPainter, small: QImage, box: QRect, room: QRect) -> None:
    """Stretch the outermost rows, columns and corners of ``small`` over the rest of ``room``."""
    xs = ((0, 0, box.left()), (0, box.left(), box.width()), (-1, box.right() + 1, 0))
    ys = ((0, 0, box.top()), (0, box.top(), box.height()), (-1, box.bottom() + 1, 0))
    for column, (_x, left, width) in enumerate(xs):
        for row, (_y, top, height) in enumerate(ys):
            if column == row == 1:
                continue
            wide = width or room.right() + 1 - left
            tall = height or room.bottom() + 1 - top
            source = QRect(
                *(0 if column < 2 else small.width() - 1, 0 if row < 2 else small.height() - 1),
                *(small.width() if column == 1 else 1, small.height() if row == 1 else 1),
            )
            if wide > 0 and tall > 0 and (width or column == 2) and (height or row == 2):
                painter.drawImage(QRect(left, top, wide, tall), small, source)


def _reduced(photo: ShownPhoto, area: Rect, width: int, height: int) -> QImage:
    """Return ``area`` of the photo, upright, at a few pixels."""
    zoom = max(width / area.width, height / area.height)
    view = View(photo.upright, width, height, 1.0, zoom, -area.left * zoom, -area.top * zoom, False)
    small = QImage(width, height, QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.gray)
    painter = QPainter(small)
    paint_photo(painter, photo, view)
    painter.end()
    return small


def _paint_invented(
    painter: QPainter, look: FrameLook, part: QRect, view: View, tokens: Tokens
) -> None:
    if part.isEmpty():
        return
    painter.save()
    painter.setClipRect(part)
    painter.fillRect(part, QColor(tokens.surface_raised))
    if look.soft is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.7)
        whole = device_rect(view, look.frame)
        painter.drawImage(QRectF(part), look.soft, _share(look.soft, whole, part))
        painter.setOpacity(1.0)
    step = max(3, round(HATCH_STEP * view.ratio))
    painter.setBrushOrigin(*view.origin)
    painter.fillRect(part, QBrush(_hatch(QColor(tokens.accent).rgb(), step)))
    painter.restore()


def _share(soft: QImage, whole: QRect, part: QRect) -> QRectF:
    """Return the pixels of ``soft`` for a part of the frame: all of it may be too wide for Qt."""
    across, down = soft.width() / whole.width(), soft.height() / whole.height()
    corner = part.topLeft() - whole.topLeft()
    return QRectF(
        corner.x() * across, corner.y() * down, part.width() * across, part.height() * down
    )


@lru_cache(maxsize=8)
def _hatch(colour: int, step: int) -> QImage:
    """Return one field of a hatch: a line from corner to corner, on nothing."""
    field = QImage(step, step, QImage.Format.Format_ARGB32_Premultiplied)
    field.fill(Qt.GlobalColor.transparent)
    painter = QPainter(field)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgb(colour), max(1.0, step / 8)))
    for shift in (-step, 0, step):
        painter.drawLine(QPointF(shift, step), QPointF(shift + step, 0))
    painter.end()
    return field


def _paint_outline(
    painter: QPainter, area: QRect, view: View, ink: Ink, *, is_dashed: bool
) -> None:
    unit = max(1, round(view.ratio))
    widths = ((1, ink.light),) if is_dashed else ((3, ink.dark), (1, ink.light))
    for width, colour in widths:
        pen = QPen(colour, width * unit)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if is_dashed:
            pen.setDashPattern((4, 4))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(area))


def _paint_tag(painter: QPainter, words: str, place: QRectF, font: QFont, tokens: Tokens) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.border_strong))
    painter.setBrush(QColor(tokens.surface_raised))
    painter.drawRoundedRect(place, RADIUS_S, RADIUS_S)
    painter.setPen(QColor(tokens.text))
    painter.setFont(font)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def frame_tag(frame: Rect) -> str:
    """Return the size as the tag shows it."""
    return str(Size(frame.width, frame.height))
