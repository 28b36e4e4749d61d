"""Making pictures in the window: what is chosen, what it will cost, and what may be sent.

The panel shows, this desk decides: on every change the request is built anew, checked and priced,
and the very request that was priced is the one that is sent. Running it is `make.runner`'s.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal, Slot

from tessera.core.image_choices import fitted
from tessera.core.image_requests import Edit, Generate
from tessera.core.prompt_parts import prompt_text
from tessera.core.prompt_starters import sizes_for
from tessera.studio.arrivals import SVG
from tessera.studio.make_orders import MakeBooking
from tessera.ui.make.card import VERIFY
from tessera.ui.make.known import Known
from tessera.ui.make.order import KEY, ModelChoice, Order, order_from_json
from tessera.ui.make.panel import MakePanel
from tessera.ui.make.plan import Plan, planned
from tessera.ui.make.priced import model_choices, offered, quality_choices, size_choices
from tessera.ui.make.prompts import Prompts
from tessera.ui.make.reading import read_make
from tessera.ui.make.runner import Ordered, Runner
from tessera.ui.make.words import at_most_text, button_text, cheapest_text
from tessera.ui.parts import ASK, EDIT, EXTEND, GENERATE, MODES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from tessera.core.image_options import ImageOptions
    from tessera.core.image_requests import Make
    from tessera.core.prompt_starters import Starter
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.meter.meter_reading import MeterReading
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.questions import Questions
    from tessera.ui.state import Desk, DeskState

LISTS_AFTER_MS, KEEP_AFTER_MS = 80, 400
LOAD = "load the make panel"
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

    def __init__(
        self,
        parent: QWidget,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        meter: MeterDesk,
        questions: Questions,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._meter = meter
        self._window = parent
        self.known = Known(studio, desk, questions)
        self._order = Order()
        self._used: Order | None = None
        self._plan: Plan | None = None
        self._is_loaded = False
        self._runner: Runner | None = None
        self._lists = _timer(self, LISTS_AFTER_MS, self.fill_lists)
        self._keeping = _timer(self, KEEP_AFTER_MS, self.keep)
        desk.changed.connect(self.on_desk_changed)

    @property
    def mode(self) -> str:
        """Return what the side pane is for now."""
        return self._parts.side.tabs.open_id()

    @property
    def plan(self) -> Plan | None:
        """Return what pressing the button would send; None while nothing can be."""
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
    def is_edit(self) -> bool:
        """Return whether a picture is changed in this mode."""
        return self.mode in (EDIT, EXTEND)

    @cached_property
    def panel(self) -> MakePanel:
        """Return the panel, made when it is first opened."""
        panel = MakePanel()
        panel.prompt.show_starters(self.known.starters)
        panel.changed.connect(self.on_changed)
        panel.prompt.starter_chosen.connect(self.on_starter)
        panel.options.size_field.cheapest_wanted.connect(self.on_cheapest)
        panel.footer.make_wanted.connect(self.make)
        panel.footer.card.chosen.connect(self.on_card)
        for mode, _ in MODES[1:]:
            self._parts.side.put(mode, panel)
        return panel

    @cached_property
    def prompts(self) -> Prompts:
        """Return who builds prompts and keeps templates, made with the panel."""
        return Prompts(self._window, self._studio, self._jobs, self.panel.prompt)

    @property
    def is_running(self) -> bool:
        """Return whether pictures are being made."""
        return self._runner is not None and self._runner.is_running

    @cached_property
    def runner(self) -> Runner:
        """Return who runs orders, made with the panel."""
        runner = Runner(
            self, self._studio, self._parts, self._desk, self._jobs, self._meter, self.panel.footer
        )
        self.panel.footer.stop_wanted.connect(runner.stop)
        runner.running_changed.connect(self.on_running_changed)
        runner.made.connect(self.on_made)
        runner.settled.connect(self.settled)
        self._runner = runner
        return runner

    @Slot()
    def make(self) -> None:
        """Send what was priced."""
        plan, profile = self._plan, self.known.profile
        if plan is None or plan.estimate is None or profile is None or not plan.can_make:
            return
        if self._desk.state.is_ready and not self.is_running:
            booking = MakeBooking(self._desk.state.session_id)
            self.runner.start(Ordered(plan.make, plan.estimate, profile, booking))

    @Slot(str)
    def on_card(self, offer: str) -> None:
        """Do what a button of the card says; what is not the panel's is the window's."""
        if offer == VERIFY and self.known.profile is not None:
            self.link_wanted.emit(self.known.profile.links["verify"])
        elif not self.runner.go_on(offer):
            self.action_wanted.emit(offer)

    @Slot(bool)
    def on_running_changed(self, is_running: bool) -> None:
        """One call at a time."""
        self.refresh()

    @Slot(object)
    def on_made(self, versions: Sequence[SavedVersion]) -> None:
        """Show the first picture that came; nothing that came shows the photo again."""
        state = self._desk.state
        here = [each.photo for each in versions if each.photo.session_id == state.session_id]
        shown = [photo for photo in here if photo.facts.format != SVG]
        if here:
            current = shown[0].id if shown else state.current
            self._desk.put(replace(state, photos=(*state.photos, *here), current=current))
        if not shown:
            self.canvas_stale.emit()

    @Slot(str)
    def on_mode(self, mode: str) -> None:
        """Show the panel for ``mode``; the meter counts what it would make."""
        if mode == ASK:
            self._meter.lend(None)
        else:
            self.panel.set_mode(mode)
            self._meter.lend(self.reading)
            self._jobs.start(LOAD, self._load())
        self.mode_changed.emit(mode)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Plan anew for another provider or photo."""
        if self._is_loaded and (state.profile, state.current) != (old.profile, old.current):
            self.refresh()

    @Slot()
    def on_changed(self) -> None:
        """Take what the panel says now."""
        if not self._is_loaded:
            return
        panel, picked = self.panel, self.panel.model.current_id()
        order = replace(self._order, prompt=panel.prompt.text())
        if picked and picked != order.model:
            self._take(replace(order, model=picked))
        elif self._is_loaded:
            options = panel.options
            self._take(order.with_choice(ModelChoice(options.settings(), options.input_fidelity())))

    @Slot(object)
    def on_starter(self, starter: Starter) -> None:
        """Begin from a starter: its words, its size, its ground, its frames."""
        self.panel.prompt.set_text(prompt_text(starter.parts))
        choice = self._order.of_model()
        settings = replace(choice.settings, size=starter.size or choice.settings.size)
        if starter.background:
            settings = replace(settings, background=starter.background)
        if starter.frames:
            settings = replace(settings, output_format="gif")
        self._take(self._order.with_choice(replace(choice, settings=settings)))

    @Slot(object)
    def use(self, version: SavedVersion) -> None:
        """Take prompt, model and settings of a version; what cannot be read stays as it is."""
        from tessera.store.makes import make_from_json

        try:
            make = make_from_json(version.origin.request)
        except (ValueError, TypeError, KeyError):
            make = Generate(self._order.model, version.origin.prompt)
        fidelity = make.input_fidelity if isinstance(make, Edit) else None
        order = replace(self._order, prompt=make.prompt, model=make.model)
        self._used = order.with_choice(ModelChoice(make.settings, fidelity))
        if self.is_open:
            self._jobs.start(LOAD, self._load())
        else:
            self._parts.side.tabs.choose(GENERATE)

    @Slot()
    def on_cheapest(self) -> None:
        """Take the cheapest legal size that covers the chosen one."""
        found = self.known.cheapest(self._order.model, self._order.of_model().settings)
        if found is not None:
            self.panel.options.size_field.set_size(found.size)

    @Slot()
    def refresh(self) -> None:
        """Fit, check and price what is chosen, and show it."""
        model = self.known.model(self._order.model)
        if not self.is_open:
            return
        if model is None or model.image is None:
            self._plan = None
            self._show_nothing()
            return
        self._fit(model.image)
        self._plan = planned(self._make(), model.image, self.known.price)
        self._show_form(model.image, is_priced=False)
        self._show_plan(self._plan)
        self._lists.start()
        self.plan_changed.emit()

    @Slot()
    def fill_lists(self) -> None:
        """Price every entry of the lists; it follows a moment later."""
        model = self.known.model(self._order.model)
        if model is None or model.image is None or not self.is_open:
            return
        options = self.panel.options
        pickers = (self.panel.model, options.quality, options.size_field.picker)
        if any(picker.is_open for picker in pickers):
            self._lists.start()
            return
        self._show_models()
        self._show_form(model.image, is_priced=True)
        self._show_cheapest()

    @Slot()
    def keep(self) -> None:
        """Keep what is chosen in the library."""
        if not self._is_loaded:
            return
        self._keeping.stop()
        text, window = self._order.to_json(), self._studio.library.window
        self._studio.desk.post(lambda: window.put(KEY, text))

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
            kept = await self._studio.desk.run(self._studio.library.window.get, KEY)
            order, typed = order_from_json(kept or ""), self.panel.prompt.text()
            self.panel.prompt.set_text(typed or order.prompt)
            self._order = replace(order, prompt=self.panel.prompt.text())
            self._is_loaded = True
            await self.prompts.load()
        if self._used is not None:
            used, self._used = self._used, None
            self._order = replace(used, chosen={**self._order.chosen, **used.chosen})
            blocker = QSignalBlocker(self.panel)  # the choices of the form are still the old ones
            self.panel.prompt.set_text(used.prompt)
            blocker.unblock()
        if self._order.model not in {model.id for model in self.known.models(edits=self.is_edit)}:
            first = self.known.first_model(edits=self.is_edit)
            self._order = replace(self._order, model=first)
        self.panel.model.set_choices((), self._order.model)
        self.refresh()
        self.panel.prompt.edit.setFocus()

    def _take(self, order: Order) -> None:
        if order != self._order:
            self._order = order
            self.refresh()
            self._keeping.start()

    def _fit(self, options: ImageOptions) -> None:
        """Let go of what the model does not take; a size that is typed stays until it is legal."""
        choice = self._order.of_model()
        settings = fitted(choice.settings, options, is_edit=self.is_edit)
        if options.size_rule is not None:
            settings = replace(settings, size=choice.settings.size)
        elif settings.size is None and not options.auto_size:
            settings = replace(settings, size=options.sizes[0])
        self._order = self._order.with_choice(replace(choice, settings=settings))

    def _make(self) -> Make:
        """Return the request as it stands."""
        return Generate(self._order.model, self._order.prompt, self._order.of_model().settings)

    def _show_form(self, options: ImageOptions, *, is_priced: bool) -> None:
        choice = self._order.of_model()
        offer = offered(options, choice.settings, is_edit=self.is_edit)
        price = self.known.price if is_priced else _no_price
        presets = sizes_for(self.known.starters.sizes, options)
        self.panel.options.show_settings(
            offer,
            choice.settings,
            choice.fidelity,
            sizes=size_choices(offer, presets, self._make(), price),
            qualities=quality_choices(offer, self._make(), price),
        )

    def _show_models(self) -> None:
        known = self.known
        found = model_choices(
            known.models(edits=self.is_edit), known.listed, self._make(), known.price,
            on=known.today, is_edit=self.is_edit,
        )  # fmt: skip
        self.panel.model.set_choices(found, self._order.model)

    def _show_plan(self, plan: Plan) -> None:
        self._meter.refresh_reading()
        can_make = plan.can_make and self.known.makes_pictures
        why_not = plan.why_not if self.known.makes_pictures else NO_PICTURES
        is_blank = not self._order.prompt.strip()
        self.panel.footer.show_order(
            button_text(self.mode, plan.count, plan.estimate),
            at_most_text(plan.estimate) if can_make and plan.estimate is not None else "",
            "" if is_blank and self.known.makes_pictures else why_not,
            can_make=can_make and not self.is_running,
        )

    def _show_nothing(self) -> None:
        self._meter.refresh_reading()
        self.panel.footer.show_order(button_text(self.mode, 1, None), "", NO_MODEL, can_make=False)

    def _show_cheapest(self) -> None:
        settings, plan = self._order.of_model().settings, self._plan
        found = self.known.cheapest(self._order.model, settings)
        text = ""
        if found is not None and plan is not None and found.size != settings.size:
            cheaper = replace(self._make(), settings=replace(settings, size=found.size))
            text = cheapest_text(found.size, plan.estimate, self.known.price(cheaper))
        self.panel.options.size_field.show_cheapest(text)


def _no_price(_make: Make) -> None:
    return None


def _timer(parent: QObject, ms: int, slot: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(ms)
    timer.timeout.connect(slot)
    return timer
