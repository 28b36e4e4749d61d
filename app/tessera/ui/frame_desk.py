"""The frame in the window: taken in the hand, shown with numbers, grid and price, cropped by.

Made when the frame is first wanted. What is kept lies in the `PhotoWork`; who makes pictures
asks `frame` and says by `set_goal` for which model it will be.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tessera.core.frame import (
    crops,
    extends,
    grown_to,
    narrowed,
    touching,
    widened,
)
from tessera.core.frame_sizes import is_snapped
from tessera.core.geometry import Rect
from tessera.core.outpaint import plan_outpaint
from tessera.ui.accessible import announce
from tessera.ui.canvas.frame.layer import FrameLayer
from tessera.ui.canvas.frame.model import FrameModel, Goal
from tessera.ui.canvas.frame.places import room_for
from tessera.ui.canvas.frame.reading import FrameReading, Purchase, read_frame
from tessera.ui.canvas.frame.tool import FrameTool
from tessera.ui.tool_desk import ToolDesk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tessera.core.geometry import Size
    from tessera.core.image_options import ImageOptions
    from tessera.core.outpaint import OutpaintStep
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.canvas.frame.strip import FrameStrip
    from tessera.ui.canvas.work import PhotoWork
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk

NUMBER, RATIO = "Frame number", "Frame ratio"
PLAN_AFTER_MS, SAY_AFTER_MS = 40, 400


@dataclass(frozen=True, slots=True)
class _Planned:
    """What the windows of a frame depend on."""

    frame: Rect
    photo: Size
    options: ImageOptions


class FrameDesk(ToolDesk):
    """Owns the frame's tool, layer and strip. ``changed`` comes with every other frame."""

    crop_wanted = Signal(object)  # Rect in upright photo pixels, inside the photo

    def __init__(
        self, parent: QObject, studio: Studio, parts: Parts, desk: Desk, jobs: JobScope,
        meter: MeterDesk,
    ) -> None:  # fmt: skip
        self.layer = FrameLayer(parts.canvas)
        self.tool = FrameTool(self.layer)
        self._model: FrameModel | None = None
        self._goal = Goal()
        super().__init__(parent, parts, self.tool, self.layer)
        self._studio, self._desk, self._jobs, self._meter = studio, desk, jobs, meter
        self._plan: tuple[_Planned, tuple[OutpaintStep, ...]] | None = None
        self._told: tuple[str, Rect | None] | None = None
        self._unsaid = ""
        self._planning = _timer(self, PLAN_AFTER_MS, self.on_plan_due)
        self._saying = _timer(self, SAY_AFTER_MS, self.say)
        parts.canvas.photo_shown.connect(self.on_photo_shown)
        self.tool.said.connect(self.on_said)
        self.tool.cursor_changed.connect(parts.canvas.show_cursor)
        desk.changed.connect(self.refresh)
        self.on_photo_shown()
        self.on_work_changed(parts.canvas.work)

    @property
    def frame(self) -> Rect | None:
        """Return the frame in upright pixels, as it was when a hand let go; None for the photo."""
        return None if self._model is None else self._model.work.frame

    def set_goal(self, model_id: str, quality: str) -> None:
        """Say for which model and quality the frame will be made."""
        model = self._studio.catalogue.get(model_id)
        goal = Goal(model_id, quality, None if model is None else model.image)
        if goal != self._goal:
            self._goal = self.tool.goal = goal
            self.refresh()

    @cached_property
    def strip(self) -> FrameStrip:
        """Return the strip of numbers, made when it is first needed."""
        from tessera.ui.canvas.frame.strip import FrameStrip

        strip = FrameStrip()
        strip.number_changed.connect(self.on_number)
        strip.ratio_chosen.connect(self.on_ratio)
        strip.own_ratio_chosen.connect(self.on_own_ratio)
        strip.snap_wanted.connect(self.tool.snap)
        strip.snapping_changed.connect(self.on_snapping)
        strip.reset_wanted.connect(self.tool.reset)
        strip.crop_wanted.connect(self.crop)
        strip.done.connect(self.end)
        self._parts.put_below_canvas(strip)
        return strip

    @Slot(object)
    def on_work_changed(self, work: PhotoWork | None) -> None:
        """Work on another photo's frame."""
        if self._model is not None:
            self._model.changed.disconnect(self.refresh)
            self._model.deleteLater()
        self._model = None if work is None else FrameModel(work)
        if self._model is not None:
            self._model.changed.connect(self.refresh)
        self.layer.show_model(self._model)
        self.tool.set_model(self._model)
        self.refresh()

    @Slot()
    def on_photo_shown(self) -> None:
        """Guess what is invented from the pixels that are shown now."""
        self.layer.show_photo(self._parts.canvas.photo)
        self._make_room()

    def taken(self, is_taken: bool) -> None:
        """Show the grid of what is made in place of the one that a model sees."""
        self.layer.set_active(is_taken)
        self._parts.canvas.set_grid_visible(not is_taken)

    @Slot(str)
    def on_said(self, sentence: str) -> None:
        """Say what was done, and what it costs now, once that is known."""
        self.refresh()  # the hand may have let go: the view makes room again
        self._unsaid = sentence
        self._saying.start()  # a held key is not read out step by step

    @Slot(str, int)
    def on_number(self, name: str, value: int) -> None:
        """Take an exact number; with a ratio the other side follows."""
        model = self._model
        if model is None:
            return
        frame, ratio = model.frame, model.ratio
        if name == "width":
            tall = frame.height if ratio is None else round(value / ratio)
            frame = grown_to(frame, value, tall, model.photo)
        elif name == "height":
            wide = frame.width if ratio is None else round(value * ratio)
            frame = grown_to(frame, wide, value, model.photo)
        else:
            left, top = (value, frame.top) if name == "left" else (frame.left, value)
            frame = touching(Rect(left, top, frame.width, frame.height), model.photo)
        model.put(frame, NUMBER)

    @Slot(object)
    def on_ratio(self, ratio: object) -> None:
        """Keep a ratio from now on, and reach it by extending or by cutting."""
        model = self._model
        if model is None:
            return
        model.ratio = ratio if isinstance(ratio, Fraction) else None
        if model.ratio is not None:
            reach = narrowed if self.strip.is_cutting else widened
            model.put(reach(model.frame, model.ratio, model.photo), RATIO)
        self.refresh()

    @Slot()
    def on_own_ratio(self) -> None:
        """Keep the photo's own ratio."""
        if self._model is not None:
            self.on_ratio(Fraction(self._model.photo.width, self._model.photo.height))

    @Slot(bool)
    def on_snapping(self, is_on: bool) -> None:
        """End every drag at a legal size, or where the hand let go."""
        self.tool.snaps = is_on

    @Slot()
    def crop(self) -> bool:
        """Have what the frame holds made a version; False where there is nothing to crop."""
        if self._can_crop():
            assert self._model is not None
            self.crop_wanted.emit(self._model.frame)
        return self._can_crop()

    @Slot()
    def refresh(self) -> None:
        """Show the frame as it is: numbers, words, price, grid."""
        model = self._model
        self._make_room()
        self._parts.canvas.update()
        if model is not None and self.is_active:
            reading, goal = self._reading(), self._goal
            self.layer.show_panes(reading.panes if self._meter.grid_shown else ())
            self.strip.show_frame(model.frame, model.photo, model.ratio)
            self.strip.show_words(reading.words, reading.price, reading.maker)
            is_legal = goal.options is None or is_snapped(model.frame, model.photo, goal.options)
            can_crop = self._can_crop()
            self.strip.show_can(snap=not is_legal, crop=can_crop, reset=not model.is_whole)
        self._tell()

    def _tell(self) -> None:
        """Tell another frame once: when a hand let go, and after its windows are planned.

        Who prices it then finds the plan done.
        """
        model = self._model
        if self.tool.is_under_way or not self._is_planned():
            return
        told = None if model is None else (model.work.photo_id, model.work.frame)
        if told != self._told:
            self._told = told
            self.changed.emit()

    def _is_planned(self) -> bool:
        """Return whether the windows are known; begins to plan them if they are not."""
        wanted = self._to_plan()
        if wanted is None or (self._plan is not None and self._plan[0] == wanted):
            return True
        if not self._planning.isActive():
            self._planning.start()
        return False

    def _can_crop(self) -> bool:
        """Return whether the frame lies inside the photo and leaves some of it out."""
        model = self._model
        if model is None or extends(model.frame, model.photo):
            return False
        return crops(model.frame, model.photo)

    @Slot()
    def on_plan_due(self) -> None:
        """Plan the windows of the frame beside the event loop."""
        wanted = self._to_plan()
        if wanted is not None:
            self._jobs.start("plan the frame", self._make_plan(wanted))

    async def _make_plan(self, wanted: _Planned) -> None:
        steps = await asyncio.to_thread(plan_outpaint, wanted.photo, wanted.frame, wanted.options)
        self._plan = wanted, steps
        self.refresh()
        if not self._saying.isActive():
            self.say()

    def _to_plan(self) -> _Planned | None:
        """Return what the windows depend on; None where there is nothing to make."""
        model, options = self._model, self._goal.options
        if model is None or options is None or not extends(model.frame, model.photo):
            return None
        return _Planned(model.frame, model.photo, options)

    def _reading(self) -> FrameReading:
        """Return what is known of the frame by now."""
        model = self._model
        if model is None:
            return FrameReading("")
        is_planned = self._is_planned()
        steps = self._plan[1] if is_planned and self._plan is not None else None
        return read_frame(model.frame, model.photo, self._purchase(), steps)

    @Slot()
    def say(self) -> None:
        """Say the last change with its price, as soon as its windows are planned."""
        if self._unsaid and self._is_planned():
            sentence, self._unsaid = self._unsaid, ""
            announce(self._parts.canvas, f"{sentence} {self._reading().spoken_price}".strip())

    def _purchase(self) -> Purchase | None:
        model = self._studio.catalogue.get(self._goal.model_id)
        profile = self._studio.profile(self._desk.state.profile)
        if model is None or profile is None:
            return None
        today = self._studio.meter.today
        return Purchase(model, self._goal.quality, today, profile.price_factor)

    def _make_room(self) -> None:
        """Let the view show all of the frame, and space to drag it further."""
        canvas, model = self._parts.canvas, self._model
        view = canvas.view
        if view is None or self.tool.is_under_way:
            return
        room = room_for(model.frame, model.photo) if model is not None and self.is_active else None
        if room != view.room:
            canvas.look(view.with_room(room))


def _timer(parent: QObject, ms: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(ms)
    timer.timeout.connect(slot)
    return timer
