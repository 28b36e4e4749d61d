"""The live meter: on every change the request is built anew, counted, priced and shown.

The overlay on the canvas and the number in the meter come from the same measurement. What only
fills a list that is closed (the pickers) follows a moment later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Slot

from tessera.core.advisers_sizes import grid_of_crop
from tessera.core.estimates import Estimate
from tessera.core.geometry import Size
from tessera.core.measurement import Measurement, Step
from tessera.core.models import Model
from tessera.core.pricing import measurement_usd
from tessera.core.profiles import Profile
from tessera.core.requests import Ask
from tessera.store.server_counts import ServerCount
from tessera.studio.studio import Studio
from tessera.ui.meter.derivation import grouped
from tessera.ui.meter.meter_reading import MeterReading
from tessera.ui.meter.reading import Running, Settled, Spent, read_meter
from tessera.ui.model_choices import detail_choices, model_choices
from tessera.ui.offers_desk import OffersDesk
from tessera.ui.parts import Parts
from tessera.ui.questions import Questions
from tessera.ui.state import Desk, DeskState

PICKERS_AFTER_MS = 60


class MeterDesk(QObject):
    """Counts what lies on the desk and keeps meter, grid, chips and pickers at it."""

    def __init__(
        self, parent: QObject, studio: Studio, parts: Parts, desk: Desk, questions: Questions
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._questions = questions
        self._last: Settled | None = None
        self._running: Running | None = None
        self._spent: Spent | None = None
        self._estimate: Estimate | None = None
        self._held: Estimate | None = None
        self._known_count: Callable[[Ask, Profile], ServerCount | None] = _no_count
        self._counted = ""
        self._offers = OffersDesk(self, studio, parts, desk, questions)
        self._grid_shown = True
        self._borrower: Callable[[], MeterReading] | None = None
        self._pickers_timer = QTimer(self)
        self._pickers_timer.setSingleShot(True)
        self._pickers_timer.setInterval(PICKERS_AFTER_MS)
        self._pickers_timer.timeout.connect(self.fill_pickers)
        desk.changed.connect(self.on_desk_changed)
        parts.chat.composer.textChanged.connect(self.on_text_changed)

    @property
    def estimate(self) -> Estimate | None:
        """Return what sending now would cost, or None while there is nothing to send."""
        return self._estimate

    @property
    def last(self) -> Settled | None:
        """Return what the last call was billed."""
        return self._last

    @property
    def running(self) -> Running | None:
        """Return how long the call under way has run."""
        return self._running

    @property
    def spent(self) -> Spent | None:
        """Return what the session and the month have cost."""
        return self._spent

    def lend(self, borrower: Callable[[], MeterReading] | None) -> None:
        """Let the meter show what ``borrower`` reads, without a grid; None takes it back."""
        self._borrower = borrower
        self.refresh()

    @property
    def grid_shown(self) -> bool:
        """Return whether the overlay is on."""
        return self._grid_shown

    def show_grid(self, is_shown: bool) -> None:
        """Lay the grid over the photo, or take it away."""
        self._grid_shown = is_shown
        self.refresh()

    def set_last(self, last: Settled | None) -> None:
        """Show what the last call was billed beside what was estimated."""
        self._last = last
        self.refresh()

    def set_running(self, running: Running | None) -> None:
        """Show how long a call has run."""
        self._running = running
        self.refresh_reading()

    def hold(self, estimate: Estimate | None) -> None:
        """Show what the call under way was asked for, whatever changes; None ends it."""
        self._held = estimate
        self.refresh_reading()

    def set_spent(self, spent: Spent) -> None:
        """Show what the session and the month have cost."""
        self._spent = spent
        self.refresh_reading()

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Count again."""
        if not state.is_ready:
            return
        if state.session_id != old.session_id:
            self._last = None
        self.refresh()

    @Slot()
    def on_text_changed(self) -> None:
        """Count the words too."""
        if self._desk.state.is_ready:
            self.refresh_reading()

    def refresh(self) -> None:
        """Count, price and paint what lies on the desk."""
        self.lay_grid()
        self.refresh_reading()
        self._show_chips()
        self._pickers_timer.start()

    def refresh_reading(self) -> None:
        """Count and price; the grid stays."""
        if self._borrower is not None:
            self._show(self._borrower())
            return
        profile = self._profile()
        self._estimate = self._estimated(profile)
        shown = self.shown_measurement()
        model = self._model()
        self._show(
            read_meter(
                self._held or self._estimate,
                shown=shown,
                shown_usd=self._usd(shown, model, profile),
                shown_price=self._price(shown, model, profile),
                offers=() if profile is None else self._offers.offers(model, profile),
                last=self._last,
                running=self._running,
                spent=self._spent,
                counted="" if self._held else self._counted,
                notes=self._minute_notes(profile),
                is_sandbox=profile is not None and profile.is_sandbox,
            )
        )
        self._show_can_send()

    def _show(self, reading: MeterReading) -> None:
        if reading.headline:
            self._parts.let_meter_scroll()
        self._parts.meter.show_reading(reading)

    def shown_measurement(self) -> Measurement | None:
        """Return the count of the photo on the canvas as it would be sent to the picked model."""
        state = self._desk.state
        photo = state.current_photo
        if photo is None:
            return None
        item = state.item_of(photo.id)
        sent = self._questions.sent_size(photo, item, state)
        seen = self._studio.meter.measure(state.model, sent, item.detail or state.detail)
        shrunk = self._questions.cut_from(photo, item, state)
        if shrunk is None or seen.grid is None:
            return seen
        return replace(seen, grid=grid_of_crop(seen.grid, shrunk))

    def question(self) -> Ask | None:
        """Return the request that sending now would make; None while there is nothing."""
        return self._questions.preview(self._desk.state, self._parts.chat.composer.text())

    def know_counts(self, known: Callable[[Ask, Profile], ServerCount | None]) -> None:
        """Show beside the estimate what the provider counted, where ``known`` knows it."""
        self._known_count = known

    @Slot()
    def fill_pickers(self) -> None:
        """List models and details with what they cost for the photo on the canvas."""
        state, studio, chat = self._desk.state, self._studio, self._parts.chat
        photo, profile = state.current_photo, self._profile()
        if profile is None or not state.is_ready:  # the session says which model is picked
            return
        if chat.model_picker.is_open or chat.detail_picker.is_open:
            self._pickers_timer.start()
            return
        size: Size | None = photo.upright if photo is not None else None
        send_as = self._questions.send_as(state.item_of(state.current))
        models = model_choices(
            studio.catalogue,
            self._questions.listed(profile.id),
            size=size,
            detail=state.detail,
            on=self._today(),
            price_factor=profile.price_factor,
            send_as=send_as,
        )
        chat.model_picker.set_choices(models, state.model)
        details = detail_choices(self._model(), size, on=self._today(), send_as=send_as)
        chat.detail_picker.set_choices(details, state.detail.value)

    def _estimated(self, profile: Profile | None) -> Estimate | None:
        ask = self.question()
        self._counted = ""
        if ask is None or profile is None:
            return None
        kept = self._questions.kept_tokens(ask, self._desk.state)
        estimate = self._studio.meter.estimate(ask, profile, kept_tokens=kept)
        if (count := self._known_count(ask, profile)) is not None:
            from tessera.ui.meter.counted import counted_text

            self._counted = counted_text(count, estimate, today=self._today())
        return estimate

    def _minute_notes(self, profile: Profile | None) -> tuple[str, ...]:
        """Return what to know about the provider's minute before sending."""
        if profile is None or self._estimate is None:
            return ()
        rates = self._studio.spending.rates
        note = rates.minute_note(profile, self._desk.state.model, self._estimate)
        return () if note is None else (note.text,)

    @Slot()
    def lay_grid(self) -> None:
        """Lay the grid of the picked model and detail over the photo on the canvas."""
        measured = self.shown_measurement()
        if measured is None or self._borrower is not None:
            self._parts.canvas.show_grid(None)
            return
        grid = measured.grid if self._grid_shown else None
        reason = grouped(measured.reason or "")
        self._parts.canvas.show_grid(grid, rejected=measured.rejected, reason=reason)

    def _show_chips(self) -> None:
        state = self._desk.state
        if state.attached or self._parts.chat.attachments.isVisible():
            from tessera.ui.chips import chips

            found = chips(state, self._studio.meter, self._model(), self._questions.sent_size)
            self._parts.chat.attachments.show_all(found)

    def _show_can_send(self) -> None:
        state, estimate = self._desk.state, self._estimate
        has_text = bool(self._parts.chat.composer.text().strip())
        why_not = ""
        if not has_text:
            why_not = "Type a question first."
        elif estimate is not None and estimate.rejected:
            why_not = estimate.rejected
        self._parts.chat.set_can_send(
            has_text
            and state.is_ready
            and not state.is_asking
            and not (estimate is not None and estimate.rejected),
            why_not=why_not,
        )

    def _usd(
        self, measured: Measurement | None, model: Model | None, profile: Profile | None
    ) -> Decimal | None:
        if measured is None or profile is None:
            return None
        usd = measurement_usd(model, measured, on=self._today())
        return None if usd is None else usd * profile.price_factor

    def _price(
        self, measured: Measurement | None, model: Model | None, profile: Profile | None
    ) -> Step | None:
        if measured is None or profile is None:
            return None
        from tessera.core.explain import price_step

        factor = profile.price_factor
        return price_step(measured, model, on=self._today(), price_factor=factor)

    def _model(self) -> Model | None:
        return self._studio.catalogue.get(self._desk.state.model)

    def _profile(self) -> Profile | None:
        return self._studio.profile(self._desk.state.profile)

    def _today(self) -> date:
        return self._studio.meter.today


def _no_count(_ask: Ask, _profile: Profile) -> ServerCount | None:
    """Know nothing, until somebody does."""
    return None
