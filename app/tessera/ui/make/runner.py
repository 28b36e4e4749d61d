"""Running an order: book it, send it, show previews in place, then the pictures.

One call runs at a time. The request that was priced is the request that is sent; however the call
ends, the panel says what became of it, and prompt and choices stay there.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot

from tessera.core.errors import ModerationBlocked, OverBudget, OverMinute, TesseraError
from tessera.core.replies import Accepted, PictureArrived, RateLimits
from tessera.studio.bookkeeping import title_from
from tessera.ui.ask_desk import wait_text
from tessera.ui.dialogs.open_link import host_of
from tessera.ui.make.card import (
    ANYWAY,
    ONCE_MORE,
    PASTE,
    SAFER,
    SEE_CHANGES,
    details_of,
    offers_of,
    verdict_of,
)
from tessera.ui.make.previews import Previews
from tessera.ui.make.words import price_text
from tessera.ui.make.works import Calls
from tessera.ui.meter.reading import Running, Settled, running_text
from tessera.ui.notice import Offer, Tone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from tessera.core.estimates import Estimate
    from tessera.core.profiles import Profile
    from tessera.core.replies import Reply, Wait
    from tessera.store.version_rows import SavedVersion
    from tessera.studio.jobs import JobScope
    from tessera.studio.queue import Held
    from tessera.studio.studio import Studio
    from tessera.ui.make.footer import MakeFooter
    from tessera.ui.make.known import Known
    from tessera.ui.make.works import Failed, Outcome, Work
    from tessera.ui.meter_desk import MeterDesk
    from tessera.ui.parts import Parts
    from tessera.ui.state import Desk

log = logging.getLogger(__name__)

MAKE = "make pictures"
TICK_MS = 500
STOPPED = "What came whole is among the versions. If it had been sent, it may still be charged."
WITHOUT_MASK = "Without a mask more than you meant may have changed; the rest can be put back."
SAFER_WORDS = "Sent through an answer, a picture that is cut off can be fetched again."
NOTHING = "No picture came."
ANOTHER = "The same prompt gives another picture each time."


@dataclass(frozen=True, slots=True)
class Ordered:
    """What was pressed: the work, its price, where it goes, and what the user was told before."""

    work: Work
    estimate: Estimate
    profile: Profile
    told: frozenset[type[TesseraError]] = frozenset()


class Runner(QObject):
    """Runs one order at a time."""

    running_changed = Signal(bool)
    settled = Signal()  # something was booked: totals change
    made = Signal(object)  # the SavedVersions that came, in order

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        meter: MeterDesk,
        footer: MakeFooter,
        known: Known,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk, self._jobs = studio, parts, desk, jobs
        self._meter, self._footer, self._known = meter, footer, known
        self._previews = Previews(self, studio, parts.canvas, jobs)
        self._last: Ordered | None = None
        self._is_running = False
        self._is_first_turn = True
        self._drifted: SavedVersion | None = None
        self._may_fetch_from: dict[str, bool] = {}  # by host, for the order that runs
        self._asking = asyncio.Lock()
        self._begun_s = 0.0
        self._usual_s: float | None = None
        self._step = self._held = ""
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.on_tick)

    @property
    def is_running(self) -> bool:
        """Return whether a call is under way."""
        return self._is_running

    def start(self, ordered: Ordered) -> None:
        """Make it, unless something is being made."""
        if self.is_running:
            return
        self._last, self._is_first_turn = ordered, True
        self._set_running(is_running=True)  # at once: the job itself begins a moment later
        task = self._jobs.start(MAKE, self._run(ordered))
        if task is None:
            self._set_running(is_running=False)
        else:
            task.add_done_callback(self._on_ended)

    def _on_ended(self, _task: asyncio.Task[None]) -> None:
        """Notice a job that was stopped before its first step."""
        if self._is_running:
            self._set_running(is_running=False)

    @Slot()
    def stop(self) -> None:
        """Stop the call; what arrived stays."""
        self._jobs.cancel(MAKE)

    def go_on(self, offer: str) -> bool:
        """Do what a button of the card says about the last order; return whether it was meant."""
        if offer == PASTE and self._drifted is not None:
            self._jobs.start(MAKE, self._paste(self._drifted))
        elif self._last is not None and offer in (ANYWAY, ONCE_MORE):
            self.start(self._last)
        else:
            return False
        return True

    async def _paste(self, version: SavedVersion) -> None:
        """Lay a reply that drifted into the mask as it came: one more version beside the sealed."""
        try:
            done = await self._studio.sealing.seal_again(version, is_fitted=False)
        except TesseraError as error:
            self._footer.card.show_error(error)
            return
        self.made.emit((done.version,))

    @Slot()
    def on_tick(self) -> None:
        """Show how long it has run."""
        if self._held:
            self._footer.show_running(self._held, None)
            return
        elapsed = self._studio.clock.monotonic() - self._begun_s
        running = Running(elapsed, self._usual_s)
        share = None if not self._usual_s else min(1.0, elapsed / self._usual_s)
        self._footer.show_running(f"{self._step}{running_text(running)}", share)

    async def _run(self, ordered: Ordered) -> None:
        versions: Sequence[SavedVersion] = ()
        try:
            outcome = await self._done(ordered)
            versions = outcome.versions
            await self._name_session(ordered)
            if outcome.failed is None:
                self._show_done(outcome, ordered)
            else:
                self._show_all_failed(outcome.failed, ordered)
        except TesseraError as error:
            self._show_failed(error, ordered)
        except asyncio.CancelledError:
            self._footer.card.show_message("Stopped.", STOPPED, Tone.WARNING)
            raise
        finally:
            self._set_running(is_running=False)
            if self._previews.end() and not versions:
                self.made.emit(())  # the canvas shows a preview that is no result
            self.settled.emit()
        if versions:
            self.made.emit(tuple(versions))

    async def _done(self, ordered: Ordered) -> Outcome:
        studio, work, profile = self._studio, ordered.work, ordered.profile
        if OverMinute not in ordered.told:
            studio.spending.check_minute(profile, work.model, ordered.estimate)
        service = await studio.service(profile)
        self._usual_s = await studio.desk.run(
            studio.library.timings.usual_s, work.model, work.pixels, sandbox=profile.is_sandbox
        )
        calls = Calls(
            studio, profile, service, OverBudget in ordered.told,
            self._on_reply, self._on_wait, self._on_step, self._may_fetch, self._turn,
        )  # fmt: skip
        return await work.run(calls)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Take a turn among all paid calls; until then it is said what is waited for.

        What was pressed may try whether a failure is over; a later step of it was not pressed.
        """
        is_trial, self._is_first_turn = self._is_first_turn, False
        async with self._studio.queue.turn(self._on_held, is_trial=is_trial):
            self._held = ""
            self._begun_s = self._studio.clock.monotonic()
            yield

    def _on_held(self, held: Held, before: int) -> None:
        from tessera.ui.make.queue_line import held_words

        self._held = held_words(held, before)
        self.on_tick()

    async def _may_fetch(self, url: str) -> bool:
        """Ask before another host is contacted, once for all pictures of an order that lie there.

        What is not https is never fetched, and without a window nobody can be asked.
        """
        window, address = self._footer.window(), QUrl(url)
        host, is_secure = host_of(address), address.scheme() == "https"
        async with self._asking:  # calls that run side by side wait for the one answer
            if host not in self._may_fetch_from and is_secure and window.isVisible():
                from tessera.ui.dialogs.fetch_picture import FetchPictureDialog

                question = FetchPictureDialog(window, url, self._studio.clock.now())
                self._may_fetch_from[host] = await question.answer()
        return self._may_fetch_from.get(host, False)

    async def _name_session(self, ordered: Ordered) -> None:
        """Name a session after the first thing that was made in it."""
        sessions, session_id = self._studio.library.sessions, ordered.work.session_id
        session = await self._studio.desk.run(sessions.get, session_id)
        title = title_from(ordered.work.prompt)
        if not session.title and title:
            await self._studio.desk.run(sessions.rename, session_id, title)

    def _set_running(self, *, is_running: bool) -> None:
        self._is_running = is_running
        if is_running:
            self._begun_s = self._studio.clock.monotonic()
            self._usual_s, self._step, self._held = None, "", ""
            self._may_fetch_from.clear()
            self._footer.card.dismiss()
            self._tick.start()
            self.on_tick()
        else:
            self._tick.stop()
            self._footer.show_running("", None)
        self.running_changed.emit(is_running)

    def _on_reply(self, reply: Reply) -> None:
        match reply:
            case PictureArrived(partial=int()):
                box = None if self._last is None else self._last.work.box
                self._previews.show(reply, box)
            case Accepted(limits=limits):
                self._parts.status.show_limits(None if limits == RateLimits() else limits)
            case _:
                pass

    def _on_step(self, done: int, of: int) -> None:
        """Show how many calls of several are done."""
        self._step = f"Step {min(done + 1, of)} of {of}. " if of > 1 else ""
        self.on_tick()

    def _on_wait(self, wait: Wait) -> None:
        self._parts.status.showMessage(wait_text(wait), 1500)

    def _show_done(self, outcome: Outcome, ordered: Ordered) -> None:
        self._meter.set_last(Settled(outcome.estimate, outcome.bill))
        count = len(outcome.versions)
        what = "Made." if count == 1 else f"{count} pictures made." if count else NOTHING
        outcome = replace(outcome, notes=tuple(n for n in outcome.notes if n != what))
        notes = (*outcome.notes, *outcome.remarks, *((ANOTHER,) if count else ()))
        offers: list[Offer] = []
        if outcome.drifted is not None:
            self._drifted = outcome.drifted
            offers = [Offer(PASTE, "Paste it as it came"), Offer(ONCE_MORE, "Make it again")]
        if outcome.whole is not None:
            notes = (*outcome.notes, *outcome.remarks, WITHOUT_MASK, ANOTHER)
            offers.append(Offer(SEE_CHANGES, "See what changed…"))
        if outcome.anew is not None:
            ordered = replace(ordered, work=outcome.anew)
            price = price_text(ordered.estimate)
            offers.append(Offer(ONCE_MORE, f"Make them anew · {price}"))
        is_doubtful = bool(outcome.notes) or outcome.drifted is not None
        tone = Tone.WARNING if is_doubtful or not count else Tone.GOOD
        self._last = ordered
        self._footer.card.show_message(what, " ".join(notes), tone, offers)

    def _show_all_failed(self, failed: Failed, ordered: Ordered) -> None:
        """Show why none of several calls gave a picture; what may be charged is not had again."""
        if failed.again is not None:
            ordered = replace(ordered, work=failed.again, estimate=failed.price)
        self._show_failed(failed.error, ordered, failed)

    def _show_failed(
        self, error: TesseraError, ordered: Ordered, several: Failed | None = None
    ) -> None:
        log.info("an order failed: %s", type(error).__name__)
        offers = offers_of(
            error,
            ordered.profile,
            asks_over_cap=self._studio.spending.asks_over_cap,
            price=price_text(ordered.estimate),
            is_second=ModerationBlocked in ordered.told,
            has_safer=several is None
            and ordered.work.through is None
            and bool(self._known.ways(ordered.work.model)),
        )
        safer = SAFER_WORDS if any(offer.id == SAFER for offer in offers) else ""
        self._last = replace(ordered, told=ordered.told | {type(error)})
        what = error.what if several is None else several.what
        about = details_of(error) if several is None else f"{several.details}\n{verdict_of(error)}"
        details = f"{about.strip()} {safer}".strip()
        self._footer.card.show_message(what, details, Tone.PROBLEM, offers)
