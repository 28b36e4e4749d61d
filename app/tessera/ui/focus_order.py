"""Where Tab leads in the window: through its regions from left to right, in each from the top down.

Much of the window is made only when it is first needed, so the order in which widgets were made
says nothing. What is seen says it: *regions* come one after the other, inside one region what
stands in one row goes from left to right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

Place = tuple[int, int, int]  # left, top, bottom, in units of the window


def neighbour(window: QWidget, regions: Sequence[QWidget], *, is_next: bool) -> QWidget | None:
    """Return who gets the focus after, or before, the one who has it; None where nobody can."""
    order = [part for region in regions for part in _in_rows(window, _takers(region))]
    if not order:
        return None
    current = window.focusWidget()
    at = next((i for i, part in enumerate(order) if part is current), None)
    if at is None:
        return order[0 if is_next else -1]
    return order[(at + (1 if is_next else -1)) % len(order)]


def bring_into_sight(part: QWidget) -> None:
    """Scroll everything that scrolls so that ``part`` is seen."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        above = above.parentWidget()


def _takers(region: QWidget) -> list[QWidget]:
    return [part for part in (region, *region.findChildren(QWidget)) if _takes_tab(part)]


def _takes_tab(part: QWidget) -> bool:
    takes = part.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(takes) and part.isVisible() and part.isEnabled() and part.focusProxy() is None


def _in_rows(window: QWidget, parts: list[QWidget]) -> list[QWidget]:
    """Return ``parts`` row by row; two share a row where the middle of one is beside the other."""
    placed = [(_place(window, part), part) for part in parts]
    placed.sort(key=lambda each: each[0][1])
    order: list[QWidget] = []
    while placed:
        (_, _, bottom), first = placed[0]
        row = [each for each in placed if (each[0][1] + each[0][2]) // 2 < bottom]
        if not row or any(part is not first and first.isAncestorOf(part) for _, part in row):
            row = placed[:1]  # what holds others comes before them
        placed = [each for each in placed if each not in row]
        order += [part for _, part in sorted(row, key=lambda each: each[0][0])]
    return order


def _place(window: QWidget, part: QWidget) -> Place:
    corner = part.mapTo(window, QPoint(0, 0))
    return corner.x(), corner.y(), corner.y() + part.height()
