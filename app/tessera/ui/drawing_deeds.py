"""What the actions of frame and markup do. Each handler reads like its name.

The desks of frame and markup are made when a photo has one of the two, or when somebody wants one:
until then a window with a photo pays for neither.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.ui.canvas.drawing_actions import DRAWING_ACTIONS, DRAWING_MENUS, DRAWING_TOOLS
from tessera.ui.parts import EXTEND

if TYPE_CHECKING:
    from tessera.core.geometry import Rect
    from tessera.store.photos import SavedPhoto
    from tessera.ui.canvas.tools.tool import Tool
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.frame_desk import FrameDesk
    from tessera.ui.main_window import MainWindow
    from tessera.ui.markup_desk import MarkupDesk
    from tessera.ui.state import Desk

USUAL_QUALITY = "high"  # until the panel says another: it has a grid, and no cheaper surprise
NOTHING_TO_CROP = "The frame keeps the whole photo. Drag an edge inward first."
NOT_INSIDE = "The frame reaches beyond the photo. Pull it inside to crop, or extend the picture."


class DrawingDeeds(QObject):
    """The handlers of `canvas.drawing_actions`."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._canvas = window.parts.canvas
        self._work: PhotoWork | None = None
        window.actions_table.add(DRAWING_ACTIONS, self, DRAWING_MENUS)
        for spec in DRAWING_ACTIONS:
            if spec.id in DRAWING_TOOLS:
                window.actions_table.dress(spec)
        self._canvas.work_changed.connect(self.on_work_changed)
        self._canvas.tool_changed.connect(self.on_tool_changed)

    @cached_property
    def frame(self) -> FrameDesk:
        """Return who knows the frame, made when it is first needed."""
        from tessera.ui.frame_desk import FrameDesk

        window = self._window
        desk = FrameDesk(window, window.studio, window.parts, self._desk, window.jobs, window.meter)
        desk.crop_wanted.connect(self.on_crop_wanted)
        desk.set_goal(*self._goal())
        return desk

    @cached_property
    def markup(self) -> MarkupDesk:
        """Return who knows the markup, made when it is first needed."""
        from tessera.ui.markup_desk import MarkupDesk

        window = self._window
        return MarkupDesk(window, window.studio, window.parts, window.jobs)

    @Slot(object)
    def on_work_changed(self, work: PhotoWork | None) -> None:
        """Show frame and markup of a photo that has them."""
        if self._work is not None:
            self._work.changed.disconnect(self.on_changed)
        self._work = work
        if work is not None:
            work.changed.connect(self.on_changed)
            self.on_changed()

    @Slot()
    def on_changed(self) -> None:
        """Have what there is shown by who knows it; they follow by themselves from then on."""
        if self._work is not None and self._work.frame is not None:
            _ = self.frame
        if self._work is not None and self._work.markup_json:
            _ = self.markup

    @Slot(object)
    def on_tool_changed(self, tool: Tool | None) -> None:
        """Press the buttons that belong to what is in the hand."""
        table = self._window.actions_table
        known = self.__dict__  # neither desk is made to find out
        table["frame.drag"].setChecked("frame" in known and tool is self.frame.tool)
        table["markup.draw"].setChecked("markup" in known and tool is self.markup.tool)

    @Slot()
    def on_order_changed(self) -> None:
        """Let the frame know for which model and quality it would be made now."""
        if "frame" in self.__dict__:
            self.frame.set_goal(*self._goal())

    @Slot(str)
    def on_mode(self, mode: str) -> None:
        """Take the frame in the hand to extend a picture, and put it down for anything else."""
        if mode == EXTEND:
            self.frame.begin()
        elif "frame" in self.__dict__:
            self.frame.end()

    @Slot()
    def on_frame_drag(self) -> None:
        """Take the frame in the hand, or put it down."""
        if self.frame.is_active:
            self.frame.end()
        else:
            self.frame.begin()

    @Slot()
    def on_frame_snap(self) -> None:
        """Take a legal size."""
        self.frame.begin()
        self.frame.tool.snap()

    @Slot()
    def on_frame_whole(self) -> None:
        """Let the frame be the photo."""
        self.frame.tool.reset()

    @Slot()
    def on_frame_crop(self) -> None:
        """Make the part that the frame holds a version, or say why that cannot be."""
        if not self.frame.crop():
            reason = NOTHING_TO_CROP if self.frame.frame is None else NOT_INSIDE
            self._window.funnel.say(reason)
            self.frame.begin()

    @Slot()
    def on_markup_draw(self) -> None:
        """Take the pen in the hand, or put it down."""
        if self.markup.is_active:
            self.markup.end()
        else:
            self.markup.begin()

    @Slot()
    def on_markup_clear(self) -> None:
        """Take all marks away."""
        self.markup.clear()

    @Slot()
    def on_markup_save(self) -> None:
        """Save the markup as a picture."""
        if self.markup.has_markup:
            self.markup.save()
        else:
            self._window.funnel.say("Nothing is drawn yet. Draw over the photo first.")
            self.markup.begin()

    def _goal(self) -> tuple[str, str]:
        """Return model and quality of the panel, or what it would begin with."""
        desks, studio = self._window.desks, self._window.studio
        if "makes" in desks.__dict__ and desks.makes.order.model:
            order = desks.makes.order
            return order.model, order.of_model().settings.quality
        from tessera.ui.make.priced import first_model, offered_models

        today = studio.meter.today
        models = offered_models(studio.catalogue, (), on=today, edits=True)
        return first_model(models, today), USUAL_QUALITY

    @Slot(object)
    def on_crop_wanted(self, area: Rect) -> None:
        """Crop beside the event loop."""
        photo = self._desk.state.current_photo
        if photo is not None:
            self._window.jobs.start("crop", self._crop(photo, area))

    async def _crop(self, photo: SavedPhoto, area: Rect) -> None:
        self._canvas.show_busy("Cropping…")
        try:
            version = await self._window.studio.cropping.crop(photo, area)
        finally:
            self._canvas.show_busy("")
        self._window.photos.show_made(version.photo, instead_of=photo.id)
        said = f"Cropped to {version.photo.upright}; {photo.facts.name} is as it was."
        self._window.parts.status.showMessage(said, 5000)
