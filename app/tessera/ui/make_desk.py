"""Making pictures in the window: what is chosen, what it will cost, and what may be sent.

The panel shows, this desk decides: on every change the order is checked and priced anew, and what
was priced is what is done. How each mode turns an order into work is its `make.plan.Source`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal, Slot

from tessera.core.image_requests import Generate
from tessera.core.prompt_parts import prompt_text
from tessera.ui.make.filler import Filler
from tessera.ui.make.fitter import Fitter
from tessera.ui.make.known import Known
from tessera.ui.make.modes import Modes
from tessera.ui.make.order import ModelChoice, Order
from tessera.ui.make.order_keeper import OrderKeeper
from tessera.ui.make.orders import MakeOrders
from tessera.ui.make.panel import MakePanel
from tessera.ui.make.plan import Plan, planned
from tessera.ui.make.prompts import Prompts
from tessera.ui.make.reading import read_make
from tessera.ui.make.runner import Ordered
from tessera.ui.make.used import order_of
from tessera.ui.make.words import at_most_text, button_text
from tessera.ui.parts import ASK, EDIT, EXTEND, GENERATE, MODES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from tessera.core.prompt_starters import Starter
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.drawing_deeds import DrawingDeeds
    from tessera.ui.meter.meter_reading import MeterReading
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.photo_desk import PhotoDesk
    from tessera.ui.questions import Questions
    from tessera.ui.state import Desk, DeskState

LISTS_AFTER_MS = 80
AGAIN_AFTER_S = 0.6  # the second half of a double click is no second order
LOAD, KEPT = "load the make panel", "look for a kept answer"
NO_MODEL = "No model that makes pictures is known here."
NO_PICTURES = "This provider makes no pictures."


class MakeDesk(QObject):
    """Owns the make panel. ``plan_changed`` comes whenever what would be sent may have changed."""

    plan_changed = Signal()
    mode_changed = Signal(str)
    settled = Signal()  # something was booked: totals change
    canvas_stale = Signal()  # what is on the canvas is not the current photo
    link_wanted = Signal(str)
    action_wanted = Signal(str)
    version_wanted = Signal(str)  # to be shown on the canvas

    def __init__(
        self,
        parent: QWidget,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        meter: MeterDesk,
        questions: Questions,
        drawing: DrawingDeeds,
        photos: PhotoDesk,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._window, self._meter, self._drawing = parent, meter, drawing
        self._photos = photos
        self.known = Known(studio, desk, questions)
        self._order = Order()
        self._used: Order | None = None
        self._plan: Plan | None = None
        self._is_loaded = False
        self._fitter = Fitter()
        self._pressed: Order | None = None
        # No clock: clicks that waited while the window was busy come before a timer runs out.
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(round(AGAIN_AFTER_S * 1000))
        self._keeper = OrderKeeper(self, studio)
        self._lists = QTimer(self)
        self._lists.setSingleShot(True)
        self._lists.setInterval(LISTS_AFTER_MS)
        self._lists.timeout.connect(self.fill_lists)
        desk.changed.connect(self.on_desk_changed)

    @property
    def mode(self) -> str:
        """Return what the side pane is for now."""
        return self._parts.side.tabs.open_id()

    @property
    def plan(self) -> Plan | None:
        """Return what pressing the button would do; None while nothing can be."""
        return self._plan

    @property
    def order(self) -> Order:
        """Return what the panel holds."""
        return self._order

    @property
    def is_open(self) -> bool:
        """Return whether the panel is in sight."""
        return self.mode != ASK

    @property
    def is_running(self) -> bool:
        """Return whether pictures are being made."""
        return "orders" in self.__dict__ and self.orders.is_running

    @property
    def waiting(self) -> int:
        """Return how many orders wait unsent."""
        return self.orders.waiting if "orders" in self.__dict__ else 0

    def stop(self) -> None:
        """Stop what is being made."""
        self.orders.runner.stop()

    @cached_property
    def panel(self) -> MakePanel:
        """Return the panel, made when it is first opened."""
        panel = MakePanel()
        panel.prompt.show_starters(self.known.starters)
        panel.changed.connect(self.on_changed)
        panel.prompt.starter_chosen.connect(self.on_starter)
        panel.options.size_field.cheapest_wanted.connect(self.on_cheapest)
        panel.footer.make_wanted.connect(self.make)
        panel.footer.kept_wanted.connect(self.version_wanted)
        for mode, _ in MODES[1:]:
            self._parts.side.put(mode, panel)
        return panel

    @cached_property
    def filler(self) -> Filler:
        """Return who fills the form."""
        return Filler(self.panel, self.known)

    @cached_property
    def modes(self) -> Modes:
        """Return what each mode adds to the panel."""
        modes = Modes(
            self, self._window, self._studio, self._parts, self._desk, self.panel, self.known,
            self._drawing, self._jobs, self._photos,
        )  # fmt: skip
        modes.version_wanted.connect(self.version_wanted)
        modes.changed.connect(self.refresh)
        modes.work_wanted.connect(self.orders.order)
        self.orders.running_changed.connect(modes.on_running_changed)
        modes.action_wanted.connect(self.action_wanted)
        return modes

    @cached_property
    def prompts(self) -> Prompts:
        """Return who builds prompts and keeps templates, made with the panel."""
        return Prompts(self._window, self._studio, self._jobs, self.panel.prompt)

    @cached_property
    def orders(self) -> MakeOrders:
        """Return who runs orders, made with the panel."""
        orders = MakeOrders(
            self, self._studio, self._parts, self._desk, self._jobs, self._meter,
            self.panel.footer, self.known,
        )  # fmt: skip
        orders.running_changed.connect(self.refresh)
        orders.settled.connect(self.settled)
        orders.canvas_stale.connect(self.canvas_stale)
        orders.link_wanted.connect(self.link_wanted)
        orders.safer_wanted.connect(self.take_safer)
        orders.action_wanted.connect(self.action_wanted)
        return orders

    @Slot()
    def make(self) -> None:
        """Do what was priced."""
        plan, profile = self._plan, self.known.profile
        if plan is None or plan.estimate is None or profile is None or not plan.can_make:
            return
        if self._desk.state.is_ready and not self._is_second_half(plan.order):
            work = self.modes.source(self.mode).work(plan.order, plan.estimate)
            self.orders.order(Ordered(work, plan.estimate, profile))
            self.refresh()
            self._again.start()

    def _is_second_half(self, order: Order) -> bool:
        """Return whether this press belongs to a double click: the same order a moment later."""
        if order == self._pressed and self._again.isActive():
            return True
        self._pressed = order
        return False

    @Slot(str)
    def on_mode(self, mode: str) -> None:
        """Show the panel for ``mode``; the meter counts what it would make."""
        if mode == ASK:
            self._meter.lend(None)
            self.mode_changed.emit(mode)
            return
        self._order = replace(self._order, is_edit=mode in (EDIT, EXTEND))
        self.panel.set_mode(mode)
        self.modes.enter(mode)
        self._meter.lend(self.reading)
        self.refresh()  # what is typed in this very moment belongs to this mode
        self._jobs.start(LOAD, self._load())
        self.mode_changed.emit(mode)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Plan anew for another provider or photo."""
        watched = (state.profile, state.current, state.photos)
        if self._is_loaded and watched != (old.profile, old.current, old.photos):
            self.refresh()

    @Slot()
    def on_changed(self) -> None:
        """Take what the panel says now."""
        if not self._is_loaded:
            return
        panel, picked = self.panel, self.panel.model.current_id()
        order = replace(self._order, prompt=panel.prompt.text(), way=panel.way.way())
        if picked and picked != order.model:
            self._take(replace(order, model=picked))
        else:
            options = panel.options
            made = ModelChoice(options.settings(), options.input_fidelity())
            self._take(order.with_choice(made))

    @Slot(object)
    def on_starter(self, starter: Starter) -> None:
        """Begin from a starter: its words, its size, its ground, its frames."""
        self.panel.prompt.set_text(prompt_text(starter.parts))
        settings = self._order.settings
        settings = replace(settings, size=starter.size or settings.size)
        if starter.background:
            settings = replace(settings, background=starter.background)
        if starter.frames:
            settings = replace(settings, output_format="gif")
        self._take(self._order.with_settings(settings))

    @Slot(object)
    def use(self, version: SavedVersion) -> None:
        """Take prompt, model and settings of a version; what cannot be read stays as it is."""
        self._used = order_of(version, self._order)
        if self.is_open:
            self._jobs.start(LOAD, self._load())
        else:
            self._parts.side.tabs.choose(GENERATE)

    @Slot()
    def take_safer(self) -> None:
        """Choose the way on which a cut costs nothing; its price stands on the button then."""
        ways = self.known.ways(self._order.model)
        if ways:
            self._take(replace(self._order, way=ways[0].model))

    @Slot()
    def on_cheapest(self) -> None:
        """Take the cheapest legal size that covers the chosen one."""
        found = self.known.cheapest(self._order.model, self._order.settings)
        if found is not None:
            self.panel.options.size_field.set_size(found.size)

    @Slot()
    def refresh(self) -> None:
        """Fit, check and price what is chosen, and show it."""
        model = self.known.model(self._order.model)
        if not self.is_open or not self._is_loaded:
            return
        if model is None or model.image is None:
            self._plan = None
            self._show_nothing()
            return
        photo = self._desk.state.current_photo if self._order.is_edit else None
        self._order = self._fitter.fitted(self._order, model.image, photo)
        source = self.modes.source(self.mode)
        self.modes.show(self.mode, self._order, model.image)  # first: a matrix is filled by it
        self._plan = planned(source, self._order, model.image)
        self.filler.show_form(
            self._order, model.image, source, self._fitter.photo_size, is_priced=False
        )
        self.filler.show_ways(self._order, source)
        self._show_plan(self._plan)
        self._lists.start()
        self.plan_changed.emit()

    @Slot()
    def fill_lists(self) -> None:
        """Price every entry of the lists; it follows a moment later."""
        model = self.known.model(self._order.model)
        if model is None or model.image is None or self._plan is None or not self.is_open:
            return
        if self.filler.is_looked_at:
            self._lists.start()
            return
        source = self.modes.source(self.mode)
        self.filler.show_models(self._order, source)
        self.filler.show_form(
            self._order, model.image, source, self._fitter.photo_size, is_priced=True
        )
        self.filler.show_cheapest(self._plan, source)
        self._jobs.start(KEPT, self._look_for_kept(self._plan))

    def keep(self) -> None:
        """Keep what is chosen, and the words of what waits, as when the window closes."""
        self._keeper.flush()
        if self.waiting:
            self.prompts.keep(self.orders.queue.let_go())

    def reading(self) -> MeterReading:
        """Return what the meter says while the panel is open."""
        return read_make(
            None if self._plan is None else self._plan.estimate,
            last=self._meter.last,
            running=self._meter.running,
            spent=self._meter.spent,
            is_sandbox=self.known.is_sandbox,
        )

    async def _load(self) -> None:
        """Bring back what was chosen last time, once, then show it."""
        if not self._is_loaded:
            order = await self._keeper.load()
            typed = self.panel.prompt.text()
            self.panel.prompt.set_text(typed or order.prompt)
            prompt = self.panel.prompt.text()
            self._order = replace(order, prompt=prompt, is_edit=self._order.is_edit)
            self._is_loaded = True
            await self.prompts.load()
        if self._used is not None:
            self._take_used(self._used)
        known = {model.id for model in self.known.models(edits=self._order.is_edit)}
        if self._order.model not in known:
            first = self.known.first_model(edits=self._order.is_edit)
            self._order = replace(self._order, model=first)
        self.panel.model.set_choices((), self._order.model)
        self.refresh()
        self.panel.prompt.edit.setFocus()

    async def _look_for_kept(self, plan: Plan) -> None:
        """Offer what these very words and choices made before, at no cost."""
        profile, order = self.known.profile, plan.order
        version_id = words = ""
        if self.mode == GENERATE and plan.can_make and profile is not None:
            request = Generate(order.model, order.prompt, order.settings)
            kept = await self._studio.making.kept_answer(request, profile)
            if kept:
                version_id = kept[0].id
                words = "Made before: show that one at no cost"
        self.panel.footer.show_kept(version_id, words)

    def _take_used(self, used: Order) -> None:
        self._used = None
        self._order = replace(used, is_edit=self._order.is_edit)
        blocker = QSignalBlocker(self.panel)  # the choices of the form are still the old ones
        self.panel.prompt.set_text(used.prompt)
        blocker.unblock()

    def _take(self, order: Order) -> None:
        if order != self._order:
            self._order = order
            self.refresh()
            self._keeper.keep(order)

    def _show_plan(self, plan: Plan) -> None:
        self._meter.refresh_reading()
        can_make = plan.can_make and self.known.makes_pictures
        why_not = plan.why_not if self.known.makes_pictures else NO_PICTURES
        is_blank = len(plan.problems) == 1 and not self._order.prompt.strip()
        is_quiet = is_blank and self.known.makes_pictures and plan.estimate is not None
        self.panel.footer.show_order(
            button_text(self.mode, plan.count, plan.estimate, is_queued=self.is_running),
            at_most_text(plan.estimate) if can_make and plan.estimate is not None else "",
            "" if is_quiet else why_not,
            can_make=can_make,
        )

    def _show_nothing(self) -> None:
        self._meter.refresh_reading()
        self.panel.footer.show_order(button_text(self.mode, 1, None), "", NO_MODEL, can_make=False)
