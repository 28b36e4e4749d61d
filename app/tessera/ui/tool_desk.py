"""What the desks of frame and markup have in common: one tool, one layer, one strip below.

The tool is taken in the hand and put down; meanwhile the strip is shown, made when it is first
needed. What belongs to a photo follows the canvas' `PhotoWork`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.ui.canvas.tools.tool import Layer, Tool
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.parts import Parts


class ToolDesk(QObject):
    """Owns one tool of the canvas. ``changed`` comes when what it makes may be another."""

    changed = Signal()

    def __init__(self, parent: QObject, parts: Parts, tool: Tool, layer: Layer) -> None:
        super().__init__(parent)
        self._parts = parts
        self._tool = tool
        self._is_active = False
        tool.setParent(self)
        canvas = parts.canvas
        canvas.add_layer(layer)
        canvas.work_changed.connect(self.on_work_changed)
        canvas.tool_changed.connect(self.on_tool_changed)

    @property
    def is_active(self) -> bool:
        """Return whether the tool is in the hand."""
        return self._is_active

    @property
    def strip(self) -> QWidget:
        """Return what is shown below the canvas meanwhile."""
        raise NotImplementedError

    @Slot()
    def begin(self) -> None:
        """Take the tool in the hand."""
        self._parts.canvas.set_tool(self._tool)
        self._parts.canvas.setFocus()

    @Slot()
    def end(self) -> None:
        """Put it down; what was made stays."""
        if self._is_active:
            self._parts.canvas.set_tool(None)

    @Slot(object)
    def on_tool_changed(self, tool: Tool | None) -> None:
        """Show the strip while the tool is in the hand."""
        is_ours = tool is self._tool
        if is_ours == self._is_active:
            return
        self._is_active = is_ours
        if is_ours or "strip" in self.__dict__:  # nobody makes a strip to hide it
            self.strip.setVisible(is_ours)
        self.taken(is_ours)
        self.refresh()

    @Slot(object)
    def on_work_changed(self, work: PhotoWork | None) -> None:
        """Work on another photo."""
        raise NotImplementedError

    def taken(self, is_taken: bool) -> None:
        """Do what else belongs to taking the tool up or putting it down."""

    def refresh(self) -> None:
        """Show what there is now."""
