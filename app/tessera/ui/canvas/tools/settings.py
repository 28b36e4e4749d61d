"""How the mask tools are set: one frozen value, and who is told when it changes.

Sizes are in pixels of the photo, so that a brush stays as large as it is while the view zooms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

LARGEST_BRUSH = 4000
_RUNG = 1.15  # one notch makes a brush this much larger


class Mode(StrEnum):
    """What a shape does to the mask that is there."""

    ADD = "add"
    TAKE = "take"


class Shown(StrEnum):
    """How the mask is shown."""

    TINT = "tint"
    OUTLINE = "outline"
    PLAIN = "plain"  # black and white
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class MaskSettings:
    """``size`` is the brush's diameter; ``tolerance`` a distance of colour from 0 to 255."""

    size: int = 100
    hardness: int = 100  # per cent
    mode: Mode = Mode.ADD
    tolerance: int = 32
    is_contiguous: bool = True
    is_by_brightness: bool = False
    edge: int = 16  # pixels to grow, shrink or feather by
    shown: Shown = Shown.TINT


class ToolSettings(QObject):
    """Holds the settings of all mask tools; ``changed`` comes only on a change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = MaskSettings()

    def put(self, now: MaskSettings) -> None:
        """Take ``now`` and tell it, if it differs."""
        if now != self.now:
            self.now = now
            self.changed.emit()

    def set_size(self, size: int) -> None:
        """Take another diameter of the brush."""
        self.put(replace(self.now, size=min(max(size, 1), LARGEST_BRUSH)))

    def set_hardness(self, hardness: int) -> None:
        """Take another hardness, in per cent."""
        self.put(replace(self.now, hardness=min(max(hardness, 0), 100)))

    def set_mode(self, mode: Mode) -> None:
        """Let shapes add to the mask or take from it."""
        self.put(replace(self.now, mode=mode))

    def set_tolerance(self, tolerance: int) -> None:
        """Take another tolerance of colour."""
        self.put(replace(self.now, tolerance=min(max(tolerance, 0), 255)))

    def set_contiguous(self, is_contiguous: bool) -> None:
        """Let the wand stay within the patch that was touched, or not."""
        self.put(replace(self.now, is_contiguous=is_contiguous))

    def set_by_brightness(self, is_by_brightness: bool) -> None:
        """Let the wand compare brightness alone, or colours."""
        self.put(replace(self.now, is_by_brightness=is_by_brightness))

    def set_edge(self, edge: int) -> None:
        """Take another width of the edge, in pixels."""
        self.put(replace(self.now, edge=max(edge, 1)))

    def set_shown(self, shown: Shown) -> None:
        """Show the mask in another way."""
        self.put(replace(self.now, shown=shown))

    def show_next(self) -> None:
        """Show the mask in the next way."""
        ways = tuple(Shown)
        self.set_shown(ways[(ways.index(self.now.shown) + 1) % len(ways)])

    def step_size(self, steps: int) -> None:
        """Make the brush larger or smaller by notches."""
        self.set_size(stepped_size(self.now.size, steps))


def stepped_size(size: int, steps: int) -> int:
    """Return the diameter ``steps`` notches larger; always another one within the bounds.

    >>> stepped_size(100, 1), stepped_size(3, 1), stepped_size(3, -1), stepped_size(1, -1)
    (115, 4, 2, 1)
    """
    if steps == 0:
        return size
    grown = size * _RUNG**steps
    rounded = max(size + 1, round(grown)) if steps > 0 else min(size - 1, round(grown))
    return min(max(rounded, 1), LARGEST_BRUSH)
