"""Markup: what a person draws over a photo to show a model what is meant.

A *mark* is an arrow, a box, a circle, a freehand line or a word, in upright photo pixels. Its
``points`` define it: an arrow's tail and tip, two opposite corners of a box or of the box around a
circle, every point of a freehand line, the left end of a text's base line. ``width`` is that of the
pen, in photo pixels; letters are `LETTERS` times as high. A *markup* is all marks of a photo, the
first one lowest. Nothing here knows how marks are painted.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from tessera.core.geometry import Rect

RED = "#e5322d"
COLOURS = (RED, "#f5a300", "#ffe14d", "#2fa84f", "#1f7ae0", "#a23bd6", "#ffffff", "#000000")
WIDTHS = (2, 4, 8, 16, 32, 64, 128)
PENS_PER_SIDE = 120  # a pen that can be seen is one part in so many of the photo's long side
LETTERS = 6
MOST_SIGNS = 500  # of one text
FURTHEST = 1_000_000  # pixels from the photo's corner
_LETTER_RATIO = 0.6  # rough width of a letter, of its height: enough to find a text again
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class MarkKind(StrEnum):
    """What a mark is."""

    ARROW = "arrow"
    BOX = "box"
    CIRCLE = "circle"
    FREEHAND = "freehand"
    TEXT = "text"


class Point(NamedTuple):
    """A place in upright photo pixels."""

    x: int
    y: int


_POINTS = {MarkKind.ARROW: 2, MarkKind.BOX: 2, MarkKind.CIRCLE: 2, MarkKind.TEXT: 1}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that was drawn."""

    kind: MarkKind
    points: tuple[Point, ...]
    colour: str = RED
    width: int = 8
    text: str = ""

    def __post_init__(self) -> None:
        wanted = _POINTS.get(self.kind)
        if len(self.points) != wanted if wanted is not None else not self.points:
            raise ValueError(f"A mark of kind {self.kind} cannot have {len(self.points)} points.")
        if any(max(abs(point.x), abs(point.y)) > FURTHEST for point in self.points):
            raise ValueError("A mark lies too far from its photo.")
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"“{self.colour}” is not a colour; write it as #e5322d.")
        if not 1 <= self.width <= FURTHEST:
            raise ValueError(f"A pen of {self.width} pixels cannot draw.")
        if len(self.text) > MOST_SIGNS:
            raise ValueError(f"A text may have at most {MOST_SIGNS} signs.")

    @property
    def letter_height(self) -> int:
        """Return how high the letters of a text are, in photo pixels."""
        return LETTERS * self.width

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing can be seen of it."""
        if self.kind is MarkKind.TEXT:
            return not self.text.strip()
        return self.kind is not MarkKind.FREEHAND and self.points[0] == self.points[1]

    @property
    def bounds(self) -> Rect:
        """Return what it covers, about, with its pen's width."""
        if self.kind is MarkKind.TEXT:
            return _text_bounds(self)
        reach = self.width * (3 if self.kind is MarkKind.ARROW else 1)
        left = min(point.x for point in self.points) - reach
        top = min(point.y for point in self.points) - reach
        right = max(point.x for point in self.points) + reach
        bottom = max(point.y for point in self.points) + reach
        return Rect(left, top, right - left + 1, bottom - top + 1)

    def moved(self, dx: int, dy: int) -> "Mark":
        """Return it elsewhere."""
        return replace(self, points=tuple(Point(x + dx, y + dy) for x, y in self.points))

    def with_point(self, place: int, point: Point) -> "Mark":
        """Return it with one of its points elsewhere."""
        points = (*self.points[:place], point, *self.points[place + 1 :])
        return replace(self, points=points)

    def distance(self, x: float, y: float) -> float:
        """Return how far a place lies from its line, in photo pixels; 0 on a text."""
        if self.kind is MarkKind.TEXT:
            return _outside(self.bounds, x, y)
        corners = self._line()
        if len(corners) == 1:
            return hypot(corners[0][0] - x, corners[0][1] - y)
        return min(_to_segment(one, other, x, y) for one, other in pairwise(corners))

    def encloses(self, x: float, y: float) -> bool:
        """Return whether a place lies within a box or circle."""
        if self.kind not in (MarkKind.BOX, MarkKind.CIRCLE):
            return False
        (x1, y1), (x2, y2) = self.points
        return min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)

    def _line(self) -> list[tuple[float, float]]:
        """Return the corners of its line."""
        if self.kind not in (MarkKind.BOX, MarkKind.CIRCLE):
            return [(point.x, point.y) for point in self.points]
        (x1, y1), (x2, y2) = self.points
        if self.kind is MarkKind.BOX:
            return [(x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1)]
        return _ellipse((x1 + x2) / 2, (y1 + y2) / 2, abs(x2 - x1) / 2, abs(y2 - y1) / 2)


@dataclass(frozen=True, slots=True)
class Markup:
    """All marks of a photo, the first one lowest."""

    marks: tuple[Mark, ...] = ()

    def __len__(self) -> int:
        return len(self.marks)

    def added(self, mark: Mark) -> "Markup":
        """Return it with one more mark on top."""
        return Markup((*self.marks, mark))

    def put(self, place: int, mark: Mark) -> "Markup":
        """Return it with another mark at ``place``."""
        return Markup((*self.marks[:place], mark, *self.marks[place + 1 :]))

    def removed(self, place: int) -> "Markup":
        """Return it without the mark at ``place``."""
        return Markup((*self.marks[:place], *self.marks[place + 1 :]))

    def found(self, x: float, y: float, slack: float) -> int:
        """Return the place of the topmost mark there, or -1.

        A line within ``slack`` pixels goes before a box that only encloses the place.
        """
        from_top = list(enumerate(self.marks))[::-1]
        for place, mark in from_top:
            if mark.distance(x, y) <= mark.width / 2 + slack:
                return place
        return next((place for place, mark in from_top if mark.encloses(x, y)), -1)


def usual_width(long_side: int) -> int:
    """Return the pen that suits a photo of this long side.

    >>> usual_width(1024), usual_width(6000), usual_width(60)
    (8, 64, 2)
    """
    wanted = long_side / PENS_PER_SIDE
    return min(WIDTHS, key=lambda width: abs(width - wanted))


def describe(mark: Mark) -> str:
    """Return a mark in words, for those who do not see it.

    >>> describe(Mark(MarkKind.BOX, (Point(10, 20), Point(110, 70))))
    'Box at 10, 20, 100×50 pixels'
    """
    start, end = mark.points[0], mark.points[-1]
    match mark.kind:
        case MarkKind.TEXT:
            return f"Text “{mark.text}” at {start.x}, {start.y}"
        case MarkKind.ARROW:
            return f"Arrow from {start.x}, {start.y} to {end.x}, {end.y}"
        case MarkKind.FREEHAND:
            return f"Freehand line from {start.x}, {start.y} to {end.x}, {end.y}"
    left, top = min(start.x, end.x), min(start.y, end.y)
    size = f"{abs(end.x - start.x)}×{abs(end.y - start.y)}"
    return f"{mark.kind.value.capitalize()} at {left}, {top}, {size} pixels"


def _text_bounds(mark: Mark) -> Rect:
    height = mark.letter_height
    lines = mark.text.split("\n")
    across = int(max(map(len, lines)) * height * _LETTER_RATIO)
    start = mark.points[0]
    return Rect(start.x, start.y - height, max(1, across), int(height * 1.25 * len(lines)))


def _outside(area: Rect, x: float, y: float) -> float:
    dx = max(area.left - x, 0, x - area.right)
    dy = max(area.top - y, 0, y - area.bottom)
    return hypot(dx, dy)


def _to_segment(one: tuple[float, float], other: tuple[float, float], x: float, y: float) -> float:
    (x1, y1), (x2, y2) = one, other
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if not length else ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length
    along = min(1.0, max(0.0, along))
    return hypot(x1 + along * (x2 - x1) - x, y1 + along * (y2 - y1) - y)


def _ellipse(x: float, y: float, across: float, down: float) -> list[tuple[float, float]]:
    """Return an ellipse as a polygon of 48 corners: at most 0.2 % of its size off."""
    from math import cos, sin, tau

    turns = [tau * step / 48 for step in range(49)]
    return [(x + across * cos(turn), y + down * sin(turn)) for turn in turns]
