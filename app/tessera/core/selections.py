"""A part of a photo that became a photo of its own: of which photo it was cut, and where.

That is kept as the source of the part, as one line of text.
"""

import re
from dataclasses import dataclass

from tessera.core.geometry import Rect

_SOURCE = re.compile(r"selection of ([0-9A-Za-z_-]{1,80}) at (\d+),(\d+) (\d+)x(\d+)")


@dataclass(frozen=True, slots=True)
class Selection:
    """``area`` is in upright pixels of the photo with this id."""

    photo_id: str
    area: Rect


def selection_source(selection: Selection) -> str:
    """Return the line that is kept.

    >>> selection_source(Selection("a1", Rect(10, 20, 300, 200)))
    'selection of a1 at 10,20 300x200'
    """
    area = selection.area
    place = f"{area.left},{area.top} {area.width}x{area.height}"
    return f"selection of {selection.photo_id} at {place}"


def selection_of(source: str) -> Selection | None:
    """Return what a source says; None for any other source.

    >>> selection_of("selection of a1 at 10,20 300x200").area
    Rect(left=10, top=20, width=300, height=200)
    >>> selection_of("/photos/selection.jpg") is None
    True
    """
    found = _SOURCE.fullmatch(source)
    if found is None:
        return None
    left, top, width, height = (int(found[at]) for at in (2, 3, 4, 5))
    return Selection(found[1], Rect(left, top, width, height)) if width and height else None
