"""Sizes, points, rectangles and orientations, in whole pixels.

Words: a *size* is ``width`` by ``height``; a *rect* is half-open (``right`` and ``bottom`` lie
outside); *stored* pixels are as the file keeps them, *upright* pixels are as a person sees them.
The y axis points down.
"""

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels; both at least 1."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise ValueError(f"A picture of {self.width}×{self.height} pixels cannot exist.")

    @classmethod
    def parse(cls, text: str) -> "Size":
        """Return the size written as ``1800x2400``; ``×`` and capital ``X`` are understood.

        >>> Size.parse("1800x2400")
        Size(width=1800, height=2400)
        """
        width, mark, height = text.lower().replace("×", "x").partition("x")
        if not (mark and width.strip().isdecimal() and height.strip().isdecimal()):
            raise ValueError(f"“{text}” is not a size; write it as 1800x2400.")
        return cls(int(width), int(height))

    @property
    def pixels(self) -> int:
        """Return the number of pixels."""
        return self.width * self.height

    @property
    def long_side(self) -> int:
        """Return the longer side in pixels."""
        return max(self.width, self.height)

    @property
    def short_side(self) -> int:
        """Return the shorter side in pixels."""
        return min(self.width, self.height)

    def turned(self) -> "Size":
        """Return the size after a quarter turn."""
        return Size(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


@dataclass(frozen=True, slots=True)
class Rect:
    """A half-open rectangle: ``left`` and ``top`` are inside, ``right`` and ``bottom`` are not."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the first column outside."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Return the first row outside."""
        return self.top + self.height

    @property
    def is_empty(self) -> bool:
        """Return whether no pixel lies inside."""
        return self.width <= 0 or self.height <= 0

    def clipped(self, size: Size) -> "Rect":
        """Return the part that lies inside a picture of ``size``; may be empty."""
        left, top = max(0, self.left), max(0, self.top)
        right, bottom = min(size.width, self.right), min(size.height, self.bottom)
        return Rect(left, top, max(0, right - left), max(0, bottom - top))


class Orientation(IntEnum):
    """How stored pixels are turned to be upright; the values are EXIF's tag 0x0112."""

    UPRIGHT = 1
    MIRRORED = 2
    HALF_TURN = 3
    FLIPPED = 4
    TRANSPOSED = 5
    QUARTER_RIGHT = 6
    TRANSVERSED = 7
    QUARTER_LEFT = 8

    @property
    def swaps_sides(self) -> bool:
        """Return whether width and height change places."""
        return self >= Orientation.TRANSPOSED

    def upright(self, stored: Size) -> Size:
        """Return the upright size of ``stored`` pixels."""
        return stored.turned() if self.swaps_sides else stored
