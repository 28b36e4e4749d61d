"""The mask in the window: its tools, its strip, and long changes beside the event loop.

The tools are loaded when the first photo lies on the desk: they bring numpy.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from tessera.ui.accessible import announce
from tessera.ui.canvas.action_table import CANVAS_ACTIONS, CANVAS_MENUS, HAND, TOOLS
from tessera.ui.canvas.drawing_actions import DRAWING_TOOLS
from tessera.ui.canvas.mask.words import NO_MASK, mask_figures, mask_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from tessera.imaging.mask_plane import MaskPlane, TilePatch
    from tessera.ui.canvas.mask.model import MaskModel
    from tessera.ui.canvas.mask.strip import MaskStrip
    from tessera.ui.canvas.tools.kit import ToolKit
    from tessera.ui.canvas.tools.rail import ToolRail
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.main_window import MainWindow
    from tessera.ui.state import Desk, DeskState

    Change = Callable[[MaskPlane], TilePatch | None]

LOW = 850  # units of the window's height below which photo and options need the room
LOAD_TOOLS, CHANGE = "mask tools", "change the mask"
ONCE = Qt.ConnectionType.UniqueConnection
NEEDED = (
    "tessera.imaging.mask_changes",
    "tessera.imaging.mask_stamp",
    "tessera.ui.canvas.tools.kit",
    "tessera.ui.canvas.tools.rail",
    "tessera.ui.canvas.mask.strip",
)


class MaskDesk(QObject):
    """Owns the tools of the canvas and what they do to the mask."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = window.parts.canvas
        self._kit: ToolKit | None = None
        self._rail: ToolRail | None = None
        self._strip: MaskStrip | None = None
        self._reading = ""
        window.actions_table.add(CANVAS_ACTIONS, self, CANVAS_MENUS)
        self._canvas.work_changed.connect(self.on_work_changed)
        self._canvas.maskChanged.connect(self.on_mask_changed)
        self._canvas.tool_changed.connect(self.on_tool_changed)
        desk.changed.connect(self.on_desk_changed)

    @property
    def kit(self) -> ToolKit | None:
        """Return the tools, None until a photo came."""
        return self._kit

    def begin(self) -> None:
        """Load the tools beside the event loop, once there is a photo to use them on."""
        if self._kit is None and not self._window.jobs.is_running(LOAD_TOOLS):
            self._window.jobs.start(LOAD_TOOLS, self._load())

    async def _load(self) -> None:
        for name in NEEDED:
            await asyncio.to_thread(import_module, name)
        from tessera.ui.canvas.tools.kit import ToolKit
        from tessera.ui.canvas.tools.rail import ToolRail

        self._kit = kit = ToolKit(self._canvas, self)
        kit.chosen.connect(self.on_tool_chosen)
        kit.wand.wanted.connect(self.on_wand_wanted)
        self._rail = rail = ToolRail()
        table = self._window.actions_table
        for spec in CANVAS_ACTIONS:
            if spec.id in TOOLS:
                table.dress(spec)
        rail.add_group([table[tool] for tool in TOOLS])
        rail.add_group([table[tool] for tool in DRAWING_TOOLS])
        self._window.parts.put_beside_canvas(rail)
        rail.setVisible(bool(self._window.desk.state.current))
        self.on_tool_chosen(kit.current)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Show the tools while there is a photo."""
        if state.current:
            self.begin()
        if self._rail is not None:
            self._rail.setVisible(bool(state.current))
        if not state.current:
            self._canvas.set_tool(None)
        if state.photos != old.photos:
            self._make_room()

    @Slot(object)
    def on_work_changed(self, work: PhotoWork | None) -> None:
        """Follow what the hand can take back on this photo."""
        if work is not None:
            work.stack.changed.connect(self._window.show_facts, ONCE)
            work.mask_made.connect(self.on_mask_made, ONCE)
            if work.mask is not None:
                work.mask.runner = self.run
        self._window.show_facts()

    @Slot(object)
    def on_mask_made(self, mask: MaskModel) -> None:
        """Let long changes of this mask run beside the event loop."""
        mask.runner = self.run

    @Slot()
    def on_mask_changed(self) -> None:
        """Say what is masked now."""
        plane = self._canvas.mask_plane()
        said = NO_MASK if plane is None else mask_sentence(plane.bounds(), plane.share())
        if said == self._reading:
            return
        self._reading = said
        if self._strip is not None:
            self._strip.reading.say(said, self._figures())
            announce(self._canvas, said)
        self._window.show_facts()

    @Slot()
    def on_done(self) -> None:
        """Put the tool down; the mask stays."""
        self._canvas.set_tool(None)
        self._canvas.setFocus()

    def on_wand_wanted(self, x: int, y: int, takes: bool) -> None:
        """Find what is like a pixel."""
        raise NotImplementedError

    @Slot(str)
    def on_tool_chosen(self, tool_id: str) -> None:
        """Press the right button of the rail, and show the options of the tool."""
        table = self._window.actions_table
        for tool in TOOLS:
            table[tool].setChecked(tool == tool_id)
        table["mask.quick"].setChecked(self._kit is not None and self._kit.is_quick)
        is_ours = tool_id in TOOLS and tool_id != HAND
        if is_ours:
            self._shown_strip().show_tool(tool_id)
            announce(self._canvas, self._window.actions_table[tool_id].toolTip())
        if self._strip is not None:
            self._strip.setVisible(is_ours)

    @Slot()
    def on_tool_changed(self) -> None:
        """Give the options of any tool, frame and pen too, the room they need."""
        self._make_room()

    def run(self, work: Callable[[], object], done: Callable[[], None], mask: MaskModel) -> None:
        """Do ``work`` beside the event loop while nobody else may change ``mask``."""
        mask.hold(True)
        self._window.jobs.start(CHANGE, self._run(work, done, mask))

    async def _run(
        self, work: Callable[[], object], done: Callable[[], None], mask: MaskModel
    ) -> None:
        self._canvas.show_busy("Working on the mask…")
        try:
            # Shielded: a thread cannot be stopped, and the plane must not be free before it ends.
            await asyncio.shield(asyncio.to_thread(work))
        finally:
            mask.hold(False)
            self._canvas.show_busy("")
        done()

    def change(self, title: str, change: Change) -> None:
        """Make one change of the whole mask, as a step called ``title``."""
        work = self._canvas.work
        if work is None:
            return
        mask = work.need_mask()
        if mask.is_busy or mask.plane.is_in_step:
            return
        self._canvas.setFocus()  # so that undo means this change, and not typed words
        found: list[TilePatch | None] = []

        def compute() -> None:
            patch = change(mask.plane)
            mask.settle(patch)
            found.append(patch)

        def take() -> None:
            if not mask.take(title, found[0]):
                self._window.parts.status.showMessage(f"{title}: nothing changed.", 3000)

        self.run(compute, take, mask)

    def _make_room(self) -> None:
        """Let the strip of photos give way to the options of a tool in a low window."""
        has_several = len(self._window.desk.state.photos) > 1
        is_low = self._window.height() < LOW
        if has_several:
            self._window.parts.strip.setVisible(self._canvas.tool is None or not is_low)

    def _figures(self) -> str:
        plane = self._canvas.mask_plane()
        return (
            mask_figures(None, 0) if plane is None else mask_figures(plane.bounds(), plane.share())
        )

    def _shown_strip(self) -> MaskStrip:
        from tessera.ui.canvas.mask.strip import MaskStrip

        if self._strip is None and self._kit is not None:
            self._strip = strip = MaskStrip(self._kit.settings)
            strip.done.connect(self.on_done)
            for signal, name in (
                (strip.grow_wanted, "mask.grow"),
                (strip.shrink_wanted, "mask.shrink"),
                (strip.feather_wanted, "mask.feather"),
            ):
                signal.connect(self._window.actions_table[name].trigger)
            strip.reading.say(self._reading or NO_MASK, self._figures())
            self._window.parts.put_below_canvas(strip)
        assert self._strip is not None
        return self._strip
