"""What a mark in the hand becomes when the hand goes on: values in, values out.

Places are in upright photo pixels. With Shift a box becomes a square, a circle round, an arrow
straight or diagonal, and a freehand line straight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from tessera.core.markup import FURTHEST, Mark, MarkKind, Point

if TYPE_CHECKING:
    from tessera.ui.canvas.tools.tool import Touch

THIN = 1.5  # widget units between two points of a freehand line
DRAGGED = (MarkKind.ARROW, MarkKind.BOX, MarkKind.CIRCLE)


@dataclass(frozen=True, slots=True)
class Hold:
    """What the hand holds of a mark that is there: all of it, or one of its points."""

    mark: Mark
    place: int
    at: QPointF
    point: int = -1


def held(hold: Hold, touch: Touch) -> Mark:
    """Return the mark that was taken, as the hand has moved it."""
    way = touch.at - hold.at
    if hold.point < 0:
        return hold.mark.moved(round(way.x()), round(way.y()))
    other = hold.mark.points[1 - hold.point]
    moved = Point(
        *(round(part) for part in (QPointF(*hold.mark.points[hold.point]) + way).toTuple())
    )
    if touch.has_shift:
        moved = _straight(other, moved, hold.mark.kind)
    return hold.mark.with_point(hold.point, moved)


def drawn(mark: Mark, touch: Touch) -> Mark:
    """Return the new mark, drawn on to where the hand is."""
    at = point_of(touch.at)
    if mark.kind in DRAGGED:
        return mark.with_point(
            1, _straight(mark.points[0], at, mark.kind) if touch.has_shift else at
        )
    last = mark.points[-1]
    if touch.has_shift:
        return replace(mark, points=(mark.points[0], at))
    if abs(at.x - last.x) + abs(at.y - last.y) < max(1.0, touch.reach(THIN)):
        return mark
    return replace(mark, points=(*mark.points, at))


def _straight(start: Point, end: Point, kind: MarkKind) -> Point:
    """Return ``end`` so that a box is a square and an arrow points to one of eight sides."""
    dx, dy = end.x - start.x, end.y - start.y
    side = max(abs(dx), abs(dy))
    if kind is MarkKind.ARROW and min(abs(dx), abs(dy)) * 2 < side:
        return Point(end.x, start.y) if abs(dx) > abs(dy) else Point(start.x, end.y)
    return Point(start.x + (side if dx >= 0 else -side), start.y + (side if dy >= 0 else -side))


def point_of(at: QPointF) -> Point:
    """Return the pixel nearest to ``at``, never further than a mark may lie."""
    return Point(*(min(max(round(part), -FURTHEST), FURTHEST) for part in at.toTuple()))
