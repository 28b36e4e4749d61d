"""The magic wand: what is like the touched pixel joins the mask, or leaves it.

Finding it may take seconds on a large scan, so the tool only says what is wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from tessera.ui.canvas.tools.mask_tool import MaskTool

if TYPE_CHECKING:
    from tessera.ui.canvas.tools.tool import Touch


class WandTool(MaskTool):
    """Tells the pixel that was touched, and whether to take away."""

    title = "Magic wand"
    wanted = Signal(int, int, bool)  # x, y in upright pixels; takes

    def press(self, touch: Touch) -> bool:
        """Ask for what is like the pixel under the hand."""
        work = self._work
        x, y = int(touch.at.x()), int(touch.at.y())
        if work is None or touch.at.x() < 0 or touch.at.y() < 0:
            return work is not None
        if x < work.size.width and y < work.size.height:
            self.wanted.emit(x, y, self.takes(touch))
        return True

    def set_point(self, touch: Touch) -> str:
        """Touch the pixel under the cursor of the keys."""
        self.press(touch)
        return f"{self.title} used"
