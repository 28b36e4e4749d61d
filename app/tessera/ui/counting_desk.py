"""Check with the server: says first what that sends, has the question counted, shows the count."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from tessera.core.errors import KeyMissing, KeyRejected, TesseraError
from tessera.core.profiles import Profile
from tessera.studio.jobs import JobScope
from tessera.studio.server_check import ServerCheck
from tessera.studio.studio import Studio
from tessera.ui.ask_desk import CONNECT
from tessera.ui.funnel import Funnel
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.notice import Offer, Tone
from tessera.ui.parts import Parts
from tessera.ui.questions import Questions
from tessera.ui.state import Attached, Desk, DeskState

log = logging.getLogger(__name__)

COUNT, LOAD = "count", "load counts"
COUNT_NOW = "meter.count_now"  # the offer of the notice that says what is sent
NO_COUNTS = "{} does not count tokens before a question is asked."
TIP = "Send this question to {} to be counted, not answered"


class CountingDesk(QObject):
    """Has questions counted; each provider is explained once before the first is sent."""

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
        self._check = ServerCheck(studio.library, studio.desk, studio.clock)
        self._explained: set[str] = set()
        meter.know_counts(self._check.known)
        desk.changed.connect(self.on_desk_changed)

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Offer the check where the provider knows it."""
        if not state.is_ready or (state.profile == old.profile and old.is_ready):
            return
        profile = self._studio.profile(state.profile)
        if profile is not None:
            can = profile.capabilities.input_tokens
            self._parts.meter.set_can_check(
                can=can, tip=(TIP if can else NO_COUNTS).format(profile.title)
            )
            self._jobs.start(LOAD, self._load(profile))

    def ask_first(self) -> None:
        """Say what a check sends, unless that was said; then count."""
        profile, state = self._profile(), self._asked_state()
        if profile is None or state is None or self._jobs.is_running(COUNT):
            return
        if profile.id in self._explained:
            self.count()
            return
        self._parts.notice.show_message(
            f"Checking sends {_what(state)} to {profile.title}.",
            _terms(profile),
            Tone.PLAIN,
            [Offer(COUNT_NOW, "Send and count")],
        )

    def count(self) -> None:
        """Have the question counted now."""
        profile, state = self._profile(), self._asked_state()
        if profile is not None and state is not None:
            self._explained.add(profile.id)
            text = self._parts.chat.composer.text()
            self._jobs.start(COUNT, self._count(state, text, profile))

    def _asked_state(self) -> DeskState | None:
        """Return the desk as the meter counts it; None where there is nothing to send."""
        state = self._desk.state
        text = self._parts.chat.composer.text()
        if text.strip() or state.attached:
            return state
        if state.turns or not state.current:
            self._parts.status.showMessage("Type a question or attach a photo first.", 4000)
            return None
        return replace(state, attached=(Attached(photo_id=state.current),))

    async def _count(self, state: DeskState, text: str, profile: Profile) -> None:
        self._parts.meter.show_checking(is_checking=True)
        try:
            pictures = await self._questions.pictures(state)
            ask = self._questions.build(state, text, pictures)
            estimate = self._studio.meter.estimate(ask, profile)
            service = await self._studio.service(profile)
            await self._check.count(ask, estimate, profile, service)
        except TesseraError as error:
            offers = [CONNECT] if isinstance(error, KeyMissing | KeyRejected) else []
            self._funnel.show(error, offers)
        finally:
            self._parts.meter.show_checking(is_checking=False)
        self._meter.refresh_reading()

    async def _load(self, profile: Profile) -> None:
        try:
            await self._check.load(profile)
        except TesseraError as error:  # the estimate stands without them
            log.warning("no earlier counts of %s: %s", profile.id, error.what)
            return
        self._meter.refresh_reading()

    def _profile(self) -> Profile | None:
        return self._studio.profile(self._desk.state.profile)


def _what(state: DeskState) -> str:
    """Return what is sent: the question, its pictures, and what came before."""
    earlier = sum(len(turn.pictures) for turn in state.turns)
    pictures = len(state.attached) + earlier
    if not pictures:
        return "this question"
    return (
        "this question and its photo" if pictures == 1 else f"this question and {pictures} photos"
    )


def _terms(profile: Profile) -> str:
    if profile.is_sandbox:
        return "It counts the tokens without an answer; nothing leaves this machine."
    return (
        "It counts the tokens without an answer. No price is stated for that: "
        "it is likely free, but nobody promises it."
    )
