"""Paint marks, on the screen and into the picture that is sent: the same paths in both.

Free functions on a painter whose unit is one upright photo pixel. Letters are painted as outlines,
so that they have the same shape at every zoom.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import atan2, cos, hypot, sin, tau

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from tessera.core.markup import Mark, MarkKind, Markup

HEAD = 4.5  # length of an arrow's head, in widths of its pen …
HEAD_ANGLE = tau / 15  # … and the angle between its shaft and each side
LONGEST_HEAD = 0.6  # of the arrow
LINE_HEIGHT = 1.25  # of the letters' height


def paint_markup(painter: QPainter, markup: Markup) -> None:
    """Paint all marks, the first one lowest."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in markup.marks:
        paint_mark(painter, mark)


def paint_mark(painter: QPainter, mark: Mark) -> None:
    """Paint one mark."""
    colour = QColor(mark.colour)
    if mark.kind is MarkKind.TEXT:
        painter.fillPath(letters_path(mark), colour)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(mark_pen(mark))
    painter.drawPath(line_path(mark))
    if mark.kind is MarkKind.ARROW and not mark.is_nothing:
        painter.setBrush(colour)
        painter.drawPath(_head_path(mark))


def mark_pen(mark: Mark) -> QPen:
    """Return the pen of a mark."""
    pen = QPen(QColor(mark.colour), mark.width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


@lru_cache(maxsize=256)  # a line of a thousand points is not led anew by each paint
def line_path(mark: Mark) -> QPainterPath:
    """Return the line of a mark that is no text; nobody changes what is returned."""
    path = QPainterPath()
    start, end = QPointF(*mark.points[0]), QPointF(*mark.points[-1])
    match mark.kind:
        case MarkKind.BOX:
            path.addRect(QRectF(start, end).normalized())
        case MarkKind.CIRCLE:
            path.addEllipse(QRectF(start, end).normalized())
        case MarkKind.ARROW:
            path.moveTo(start)
            path.lineTo(end)
        case _:
            _smooth(path, mark)
    return path


@lru_cache(maxsize=256)
def letters_path(mark: Mark) -> QPainterPath:
    """Return the letters of a text; its first point is the start of the first base line."""
    font = QFont()
    font.setPixelSize(mark.letter_height)
    font.setWeight(QFont.Weight.DemiBold)
    font.setStyleStrategy(QFont.StyleStrategy.PreferOutline)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    at = QPointF(*mark.points[0])
    for line in mark.text.split("\n"):
        path.addText(at, font, line)
        at += QPointF(0, mark.letter_height * LINE_HEIGHT)
    return path


@lru_cache(maxsize=256)
def mark_area(mark: Mark) -> QRectF:
    """Return what a mark covers, in photo pixels."""
    if mark.kind is MarkKind.TEXT:
        return letters_path(mark).boundingRect().adjusted(-2, -2, 2, 2)
    bounds = mark.bounds
    reach = HEAD * mark.width if mark.kind is MarkKind.ARROW else mark.width
    area = QRectF(bounds.left, bounds.top, bounds.width, bounds.height)
    return area.adjusted(-reach, -reach, reach, reach)


def _smooth(path: QPainterPath, mark: Mark) -> None:
    """Lead the line through the middles between points, so that it has no corners."""
    points = [QPointF(*point) for point in mark.points]
    path.moveTo(points[0])
    for point, following in pairwise(points[1:]):
        path.quadTo(point, (point + following) / 2)
    # A dot needs a line of some length: a round cap at both ends makes it a disc.
    path.lineTo(points[-1] if len(points) > 1 else points[0] + QPointF(0.01, 0))


def _head_path(mark: Mark) -> QPainterPath:
    (x1, y1), (x2, y2) = mark.points
    turn = atan2(y2 - y1, x2 - x1)
    side = min(HEAD * mark.width, LONGEST_HEAD * hypot(x2 - x1, y2 - y1))
    path = QPainterPath(QPointF(x2, y2))
    for angle in (turn - HEAD_ANGLE, turn + HEAD_ANGLE):
        path.lineTo(QPointF(x2 - side * cos(angle), y2 - side * sin(angle)))
    path.closeSubpath()
    return path
