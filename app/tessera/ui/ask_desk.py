"""Asking in the window: send once, stream into one row, settle, or say what became of it.

The text and the pictures leave the composer only when the question is noted on the disk; when no
answer came, they are put back. What was written or attached meanwhile stays, and asking again or
going on leaves the composer alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tessera.core.errors import (
    KeyMissing,
    KeyRejected,
    ModerationBlocked,
    OverBudget,
    OverMinute,
    Refused,
    TesseraError,
)
from tessera.core.estimates import Estimate
from tessera.core.profiles import Profile
from tessera.core.replies import Accepted, RateLimits, RefusalDelta, Reply, TextDelta, Wait
from tessera.core.requests import Ask
from tessera.core.words import BillStatus
from tessera.store.turn_pictures import TurnPicture
from tessera.store.turns import SavedTurn, TurnState
from tessera.studio.asking import Answered
from tessera.studio.bookkeeping import Booking, Started, pixels_of
from tessera.studio.in_background import (
    IN_BACKGROUND,
    KEPT_THERE,
    WHY_KEPT,
    in_background,
    what_store_means,
)
from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.chat.turns import ChatTurn
from tessera.ui.chat.turns import TurnPicture as MadePicture
from tessera.ui.chat_prices import (
    has_prices,
    question_of,
    retry_price,
    row_of,
    shown_turn,
)
from tessera.ui.chat_queue import ChatQueue
from tessera.ui.chat_turns import chat_turn, price_hint
from tessera.ui.funnel import Funnel
from tessera.ui.meter.reading import Running, Settled
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.notice import Offer
from tessera.ui.parts import Parts
from tessera.ui.questions import Questions
from tessera.ui.state import Attached, Desk, DeskState

log = logging.getLogger(__name__)

ASK = "ask"
CONNECT = Offer("app.connect", "Connect…")
ANYWAY = Offer("ask.anyway", "Send anyway")  # the window hands it to `send_anyway`
SHOW_KEPT = Offer("ask.kept", "Show that answer")  # the window opens `kept`'s session there
RAISE_CAP = Offer("money.limits", "Raise the cap…")
TICK_MS = 1000
NOT_FOUND = "previous_response_not_found"  # the code; some servers leave out the parameter
GOES_WHOLE = "Ask again: the whole conversation is sent then, in case it is no longer kept there."


class AskedBefore(TesseraError):
    """An identical question was answered whole; that is offered before it is bought again."""

    def __init__(self, answer: SavedTurn, price: str) -> None:
        self.answer, self.price = answer, price
        super().__init__(
            "You asked exactly this before.", "Nothing was sent.", "The answer is kept."
        )


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be asked: words, and pictures still to be prepared or those sent before.

    ``earlier`` is sent again before it. What comes from the composer leaves it once it is noted.
    """

    text: str
    earlier: tuple[SavedTurn, ...]
    attached: tuple[Attached, ...] = ()
    sent: tuple[TurnPicture, ...] = ()
    from_composer: bool = False

    @property
    def photo_ids(self) -> tuple[str | None, ...]:
        """Return the photos that its pictures show, in order."""
        attached = (item.photo_id or None for item in self.attached)
        return (*attached, *(item.photo_id for item in self.sent))


@dataclass(frozen=True, slots=True)
class _Refused:
    """What was not sent because of a cap or the minute; ``told`` are the reasons the user read."""

    order: _Order
    ask: Ask
    profile: str
    told: frozenset[type[TesseraError]] = frozenset()


class AskDesk(QObject):
    """Runs one question at a time; a second send while one runs does nothing."""

    answered = Signal(object, object)  # Answered, Ask
    refused = Signal()  # going on from an answer that is kept was not taken, at no cost
    settled = Signal()  # something was booked: totals and lists change

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        funnel: Funnel,
        meter: MeterDesk,
        questions: Questions,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._jobs, self._funnel, self._meter = jobs, funnel, meter
        self._questions = questions
        self._refused: _Refused | None = None
        self._approved: _Refused | None = None
        self.kept: SavedTurn | None = None  # the answer that *Show that answer* goes to
        self._made_of: Callable[[str], tuple[MadePicture, ...]] = _nothing_made
        self._behind: Started | None = None  # the call that the provider finishes by itself
        self._has_told_of_store = False
        self.queue = ChatQueue(self, studio, jobs, parts.chat)
        self._begun_s = 0.0
        self._usual_s: float | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.on_tick)
        chat = parts.chat
        chat.send_wanted.connect(self.send)
        chat.stop_wanted.connect(self.stop)
        chat.view.retry_wanted.connect(self.retry)
        chat.view.price_of = self.retry_price
        chat.view.continue_wanted.connect(self.go_on)
        desk.changed.connect(self.on_desk_changed)

    @Slot()
    def send(self) -> None:
        """Ask what is written about what is attached."""
        text = self._parts.chat.composer.text()
        state = self._desk.state
        if text.strip():
            self._start(_Order(text, state.turns, state.attached, from_composer=True))

    @Slot(str)
    def retry(self, turn_id: str) -> None:
        """Ask the question of a turn again; its button said what that may cost."""
        state = self._desk.state
        question = question_of(state, turn_id)
        if question is not None:
            earlier = state.turns[: row_of(state, question.id)]
            self._start(_Order(question.text, earlier, sent=question.pictures))

    @Slot(str)
    def go_on(self, turn_id: str) -> None:
        """Let a cut answer go on; its button said what that may cost."""
        from tessera.studio.composing import CONTINUE

        self._start(_Order(CONTINUE, self._desk.state.turns))

    @Slot()
    def send_anyway(self) -> None:
        """Send what was refused, this once; if it changed meanwhile, it is judged anew."""
        refused, self._refused = self._refused, None
        if refused is None:
            return
        self._approved = refused
        if refused.order.from_composer:
            self.send()
        else:
            self._start(refused.order)

    @Slot()
    def stop(self) -> None:
        """Stop the answer; what arrived stays."""
        self._jobs.cancel(ASK)

    @property
    def can_detach(self) -> bool:
        """Return whether the answer that arrives would go on without this window."""
        return self._behind is not None and self._behind.intent.public_id is not None

    def detach(self) -> None:
        """Stop listening to a background answer; the next start fetches it."""
        if self._behind is not None:
            self._studio.asking.detach(self._behind)
        self.stop()

    def _note_background(self, ask: Ask, started: Started) -> None:
        """Remember that a call goes on by itself, and say once what it means that it is stored."""
        if ask.is_background:
            self._behind = started
        if not ask.store or self._has_told_of_store:
            return
        self._has_told_of_store = True
        if ask.is_background:
            self._funnel.say(IN_BACKGROUND, what_store_means(started.estimate.usd_max))
        else:
            self._funnel.say(KEPT_THERE, WHY_KEPT)

    @Slot()
    def on_tick(self) -> None:
        """Show how long it has run."""
        elapsed = self._studio.clock.monotonic() - self._begun_s
        self._meter.set_running(Running(elapsed, self._usual_s))

    def _start(self, order: _Order) -> None:
        state = self._desk.state
        if state.is_ready and not state.is_asking:
            self._jobs.start(ASK, self._ask(order))

    async def _ask(self, order: _Order) -> None:
        before = replace(self._desk.state, turns=order.earlier, attached=order.attached)
        self._set_asking(is_asking=True)
        started: Started | None = None
        try:
            profile = self._profile()
            pictures = await self._questions.pictures(before)
            again = tuple(item.picture for item in order.sent)
            ask = self._questions.build(before, order.text, (*pictures, *again))
            kept = self._questions.kept_tokens(ask, before)
            estimate = self._studio.meter.estimate(ask, profile, kept_tokens=kept)
            ask = in_background(ask, estimate, profile, self._studio.settings)
            approved = self._approved_for(_Refused(order, ask, profile.id))
            if order.from_composer and AskedBefore not in approved:
                await self._look_for_kept(ask, estimate, profile)
            if OverMinute not in approved:
                self._studio.spending.check_minute(profile, ask.model, estimate)
            service = await self._studio.service(profile)
            booking = Booking(before.session_id, order.photo_ids, order.from_composer)
            self._usual_s = await self._usual(ask, profile)
            async with self.queue.turn():
                self._begin_clock()
                started = await self._studio.asking.start(
                    ask, estimate, profile, booking, over_cap=OverBudget in approved
                )
                self._refused = None
                self._meter.hold(estimate)
                self._show_started(started, order)  # no await: a stop is booked by `run` only
                self._note_background(ask, started)
                answered = await self._studio.asking.run(
                    started, ask, service, self._on_reply, self._on_wait
                )
            self._show_answered(answered)
            self.answered.emit(answered, ask)
        except AskedBefore as before_now:
            more = f"{before_now.kept} {before_now.next_step}"
            self._funnel.say(before_now.what, more, self._offers(before_now))
        except TesseraError as error:
            if _is_kept_no_longer(error) and ask.previous_response_id is not None:
                error.next_step = GOES_WHOLE
                self.refused.emit()
            self._show_failed(error, started)
        finally:
            self._behind = None
            try:  # the next question needs this turn as it was booked
                if started is not None:
                    await self._refresh_turns(started, order)
            finally:
                self._set_asking(is_asking=False)

    def _approved_for(self, wanted: _Refused) -> frozenset[type[TesseraError]]:
        """Return the reasons in spite of which the user wants this very request sent."""
        approved, self._approved = self._approved, None
        self._refused = wanted
        if approved is None or (approved.ask, approved.profile) != (wanted.ask, wanted.profile):
            return frozenset()
        self._refused = replace(wanted, told=approved.told)
        return approved.told

    async def _look_for_kept(self, ask: Ask, estimate: Estimate, profile: Profile) -> None:
        """Raise `AskedBefore` where this very question has a whole answer that was paid for."""
        if profile.is_sandbox:
            return
        answer = await self._studio.asking.kept_answer(ask, profile)
        if answer is not None:
            raise AskedBefore(answer, price_hint(estimate.usd_max, is_sandbox=False))

    def _begin_clock(self) -> None:
        """Count the time from now on: waiting for a turn is not the provider's."""
        self._begun_s = self._studio.clock.monotonic()
        self._tick.start()

    def _set_asking(self, *, is_asking: bool) -> None:
        if not is_asking:
            self._tick.stop()
            self._meter.hold(None)
            self._meter.set_running(None)
        self._parts.chat.set_running(is_asking)
        self._desk.put(replace(self._desk.state, is_asking=is_asking))

    def _show_started(self, started: Started, order: _Order) -> None:
        """Move the question from the composer into the conversation."""
        chat, state = self._parts.chat, self._desk.state
        turns, attached = (*state.turns, started.question, started.answer), state.attached
        if order.from_composer:
            chat.composer.set_text(chat.composer.text().removeprefix(order.text))
            attached = tuple(item for item in attached if item not in order.attached)
        self._desk.put(replace(state, attached=attached, turns=turns))
        now = self._studio.clock.now()
        for turn in (started.question, started.answer):
            chat.model.append(chat_turn(turn, state.photos, now=now))

    async def _usual(self, ask: Ask, profile: Profile) -> float | None:
        """Return how long such a call usually takes, or None."""
        return await self._studio.desk.run(
            self._studio.library.timings.usual_s,
            ask.model,
            pixels_of(ask),
            sandbox=profile.is_sandbox,
        )

    def _on_reply(self, reply: Reply) -> None:
        match reply:
            case TextDelta(text) | RefusalDelta(text):
                self._parts.chat.model.extend_last(text)
            case Accepted(limits=limits):
                self._parts.status.show_limits(None if limits == RateLimits() else limits)
            case _:
                pass

    def _on_wait(self, wait: Wait) -> None:
        self._parts.status.showMessage(wait_text(wait), 1500)

    def _show_answered(self, answered: Answered) -> None:
        self._meter.set_last(Settled(answered.estimate, answered.bill))
        if answered.trouble:
            self._funnel.say("The answer could not be kept.", answered.trouble, is_problem=True)

    def _show_failed(self, error: TesseraError, started: Started | None) -> None:
        self._funnel.show(error, self._offers(error))
        if started is not None:
            log.info("the call %s failed: %s", started.intent.id, type(error).__name__)

    def _offers(self, error: TesseraError) -> list[Offer]:
        match error:
            case KeyMissing() | KeyRejected():
                return [CONNECT]
            case AskedBefore(answer=answer, price=price):
                self.kept = answer
                self._note_told(error)
                return [SHOW_KEPT, Offer(ANYWAY.id, f"Ask again · {price}")]
            case OverBudget() if not self._studio.spending.asks_over_cap:
                return [RAISE_CAP]
            case OverBudget() | OverMinute():
                self._note_told(error)
                return [ANYWAY, RAISE_CAP] if isinstance(error, OverBudget) else [ANYWAY]
            case _:
                return []

    def _note_told(self, error: TesseraError) -> None:
        """Remember which reason the user reads before *Send anyway*."""
        if self._refused is not None:
            told = self._refused.told | {type(error)}
            self._refused = replace(self._refused, told=told)

    async def _refresh_turns(self, started: Started, order: _Order) -> None:
        """Show the turn as it was booked; give text and pictures back where nothing came."""
        answer = await self._studio.desk.run(self._studio.library.turns.get, started.answer.id)
        state = self._desk.state
        if started.question.session_id != state.session_id:
            return
        turns = tuple(answer if turn.id == answer.id else turn for turn in state.turns)
        self._desk.put(replace(state, turns=turns))
        self._parts.chat.model.put(self.shown(answer))
        if answer.state is TurnState.FAILED or (
            answer.state is TurnState.STOPPED and not answer.text
        ):
            self._give_back(order)
        self._show_unknown(answer)
        self.settled.emit()

    def _give_back(self, order: _Order) -> None:
        if not order.from_composer:
            return
        if not self._parts.chat.composer.text().strip():
            self._parts.chat.composer.set_text(order.text)
        if not self._desk.state.attached:
            self._desk.put(replace(self._desk.state, attached=order.attached))

    def _show_unknown(self, answer: SavedTurn) -> None:
        bill, estimate = answer.bill, answer.estimate
        if bill is not None and estimate is not None and bill.status is BillStatus.UNKNOWN:
            self._meter.set_last(Settled(estimate, bill))

    def show_made(self, made_of: Callable[[str], tuple[MadePicture, ...]]) -> None:
        """Show with each answer the pictures that ``made_of`` knows by the turn's id."""
        self._made_of = made_of

    def shown(self, turn: SavedTurn) -> ChatTurn:
        """Return ``turn`` as the chat shows it, with what its buttons may cost."""
        state, profile = self._desk.state, self._profile()
        shown = shown_turn(self._studio, self._questions, state, profile, turn)
        return replace(shown, pictures=(*shown.pictures, *self._made_of(turn.id)))

    def retry_price(self, turn_id: str) -> str:
        """Return what asking the question of a turn again may cost, in words."""
        state = self._desk.state
        at = row_of(state, turn_id)
        if at < 0:
            return ""
        turn, profile = state.turns[at], self._profile()
        return retry_price(self._studio, self._questions, state, profile, turn)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Price the buttons by what is picked now."""
        picked, before = ((s.model, s.detail, s.profile) for s in (state, old))
        if picked != before and state.session_id == old.session_id:
            self.renew_prices()

    def renew_prices(self) -> None:
        """Price the buttons under the answers anew."""
        for turn in self._desk.state.turns:
            if has_prices(turn):
                self._parts.chat.model.put(self.shown(turn))

    def _profile(self) -> Profile:
        profile = self._studio.profile(self._desk.state.profile)
        assert profile is not None, "the picked profile is always one that exists"
        return profile


def wait_text(wait: Wait) -> str:
    """Return the sentence about a wait before another try."""
    left = f"{wait.seconds_left:.0f} s"
    return f"The provider asks to wait; trying again in {left}. Nothing was charged."


def _is_kept_no_longer(error: TesseraError) -> bool:
    """Return whether the earlier answer is what the provider declined, not what was asked."""
    if not isinstance(error, Refused) or isinstance(error, ModerationBlocked):
        return False
    is_named = error.param == "previous_response_id" or error.code == NOT_FOUND
    return is_named or error.status == 404


def _nothing_made(_turn_id: str) -> tuple[MadePicture, ...]:
    """Know no picture, until somebody does."""
    return ()
