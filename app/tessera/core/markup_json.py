"""Markup as JSON text, as the library keeps it.

``{"version": 1, "marks": [{"kind", "points": [[x, y], …], "colour", "width", "text"}, …]}``. What
cannot be a mark, as a newer program may write, is left out; text that is no markup raises.
"""

import json

from tessera.core.markup import RED, Mark, MarkKind, Markup, Point

VERSION = 1


def to_json(markup: Markup) -> str:
    """Return ``markup`` as text; nothing for none.

    >>> to_json(Markup())
    ''
    """
    if not markup.marks:
        return ""
    written = {"version": VERSION, "marks": [_written(mark) for mark in markup.marks]}
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Markup:
    """Return what `to_json` wrote; raises `ValueError` for anything that is no markup."""
    if not text:
        return Markup()
    try:
        kept = json.loads(text)
    except RecursionError as error:
        raise ValueError("This is not a markup.") from error
    marks = kept.get("marks") if isinstance(kept, dict) else None
    if not isinstance(marks, list):
        raise ValueError("This is not a markup.")
    read = (_read(mark) for mark in marks)
    return Markup(tuple(mark for mark in read if mark is not None))


def _written(mark: Mark) -> dict[str, object]:
    written: dict[str, object] = {
        "kind": mark.kind.value,
        "points": [[point.x, point.y] for point in mark.points],
        "colour": mark.colour,
        "width": mark.width,
    }
    return written | ({"text": mark.text} if mark.text else {})


def _read(kept: object) -> Mark | None:
    if not isinstance(kept, dict):
        return None
    kind, points = kept.get("kind"), kept.get("points")
    colour, width, text = kept.get("colour", RED), kept.get("width", 8), kept.get("text", "")
    if kind not in tuple(MarkKind) or not isinstance(points, list):
        return None
    if not (isinstance(colour, str) and isinstance(width, int) and isinstance(text, str)):
        return None
    try:
        return Mark(MarkKind(kind), tuple(map(_point, points)), colour, width, text)
    except (ValueError, TypeError):
        return None


def _point(kept: object) -> Point:
    match kept:
        case [int(x), int(y)] if not (isinstance(x, bool) or isinstance(y, bool)):
            return Point(x, y)
    raise ValueError("This is not a point.")
