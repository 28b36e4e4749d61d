"""The mask tools of one canvas, by the ids of their actions, and which of them is in the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from tessera.ui.canvas.action_table import HAND, TOOLS
from tessera.ui.canvas.loupe import Loupe
from tessera.ui.canvas.mask.layer import MaskLayer
from tessera.ui.canvas.tools.brush import Brush, Eraser
from tessera.ui.canvas.tools.lasso import LassoTool, PolygonTool
from tessera.ui.canvas.tools.mask_tool import MaskTool
from tessera.ui.canvas.tools.settings import Shown, ToolSettings
from tessera.ui.canvas.tools.shapes import EllipseTool, RectangleTool
from tessera.ui.canvas.tools.wand import WandTool

if TYPE_CHECKING:
    from tessera.ui.canvas.canvas import Canvas
    from tessera.ui.canvas.tools.tool import Tool

BRUSH = "mask.brush"


class ToolKit(QObject):
    """Takes tools up and puts them down; ``chosen`` tells the id, empty for a foreign tool."""

    chosen = Signal(str)

    def __init__(self, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.settings = ToolSettings(self)
        self.layer = MaskLayer(canvas, self.settings)
        self.loupe = Loupe(canvas, self.layer)
        self.wand = WandTool(canvas, self.settings, self)
        kinds = (Brush, Eraser, RectangleTool, EllipseTool, LassoTool, PolygonTool)
        tools: list[MaskTool] = [kind(canvas, self.settings, self) for kind in kinds]
        self.tools: dict[str, MaskTool] = dict(zip(TOOLS[1:], [*tools, self.wand], strict=True))
        self._before_quick: tuple[str, Shown] | None = None
        canvas.tool_changed.connect(self.on_tool_changed)

    @property
    def current(self) -> str:
        """Return the id of what is in the hand; empty for a tool of somebody else."""
        return self._id_of(self._canvas.tool)

    @property
    def is_quick(self) -> bool:
        """Return whether the quick mask is on."""
        return self._before_quick is not None

    def choose(self, tool_id: str) -> None:
        """Take a tool in the hand; the one that is there already gives way to the hand."""
        self._before_quick = None
        self._take("" if tool_id == self.current else tool_id)

    def quick(self) -> None:
        """Take the brush and show a tint at once; or give back what was there before."""
        before, self._before_quick = self._before_quick, None
        if before is not None:
            tool, shown = before
            self._take(tool)
            self.settings.set_shown(shown)
            return
        now, shown = self.current or HAND, self.settings.now.shown
        self._take(BRUSH)
        self.settings.set_shown(Shown.TINT)
        self._before_quick = (now if now != BRUSH else HAND, shown)
        self.chosen.emit(self.current)

    @Slot(object)
    def on_tool_changed(self, tool: Tool | None) -> None:
        """Tell what is in the hand now."""
        self.chosen.emit(self._id_of(tool))

    def _take(self, tool_id: str) -> None:
        self._canvas.set_tool(self.tools.get(tool_id))

    def _id_of(self, tool: Tool | None) -> str:
        if tool is None:
            return HAND
        return next((name for name, mine in self.tools.items() if mine is tool), "")
