"""Providers in the window: which one is picked, what it lists, and whether its key is known."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from tessera.core.errors import TesseraError
from tessera.core.profiles import Profile
from tessera.core.words import Detail
from tessera.studio.jobs import JobScope
from tessera.studio.studio import Studio
from tessera.ui.choices import Choice
from tessera.ui.meter_desk import MeterDesk
from tessera.ui.parts import Parts
from tessera.ui.questions import Questions
from tessera.ui.state import Desk, DeskState

log = logging.getLogger(__name__)

LIST = "list models"
SANDBOX_WELCOME = (
    "No key yet: questions are answered by a sandbox on this machine. It measures your photo, "
    "nothing leaves this machine, and nothing is charged."
)


class ProviderDesk(QObject):
    """Owns the three pickers' choices."""

    def __init__(
        self,
        parent: QObject,
        studio: Studio,
        parts: Parts,
        desk: Desk,
        jobs: JobScope,
        meter: MeterDesk,
        questions: Questions,
    ) -> None:
        super().__init__(parent)
        self._studio, self._parts, self._desk = studio, parts, desk
        self._jobs, self._meter, self._questions = jobs, meter, questions
        chat = parts.chat
        chat.profile_picker.chosen.connect(self.on_profile_chosen)
        chat.model_picker.chosen.connect(self.on_model_chosen)
        chat.detail_picker.chosen.connect(self.on_detail_chosen)
        chat.attachments.removed.connect(desk.detach)
        chat.attachments.detail_chosen.connect(self.on_own_detail_chosen)
        desk.changed.connect(self.on_desk_changed)

    def start_with(self, profile: Profile) -> None:
        """Begin with ``profile`` and the model to start with."""
        settings, today = self._studio.settings, self._studio.meter.today
        model = settings.model or self._studio.catalogue.first_choice(today).id
        state = self._desk.state
        self._desk.put(
            replace(state, profile=profile.id, model=state.model or model, detail=settings.detail)
        )
        self.show_profiles()
        self.ask_for_models()

    def show_profiles(self) -> None:
        """List the providers a user can pick."""
        choices = [Choice(profile.id, profile.title) for profile in self._studio.profiles]
        self._parts.chat.profile_picker.set_choices(choices, self._desk.state.profile)

    @Slot(str)
    def use(self, profile_id: str) -> None:
        """Send questions to a provider that was just connected."""
        self.show_profiles()
        self.on_profile_chosen(profile_id)
        self._parts.chat.profile_picker.pick(profile_id)

    @Slot(str)
    def on_profile_chosen(self, profile_id: str) -> None:
        """Send questions elsewhere from now on."""
        self._desk.put(replace(self._desk.state, profile=profile_id))
        self._jobs.start("keep profile", self._keep_profile(profile_id))
        self.ask_for_models()

    @Slot(str)
    def on_model_chosen(self, model_id: str) -> None:
        """Count for another model at once; a detail that it lacks becomes auto."""
        state = self._desk.state
        model = self._studio.catalogue.get(model_id)
        levels = model.details_on(self._studio.meter.today) if model is not None else tuple(Detail)
        detail = state.detail if state.detail in (Detail.AUTO, *levels) else Detail.AUTO
        self._desk.put(replace(state, model=model_id, detail=detail))

    @Slot(str)
    def on_detail_chosen(self, detail: str) -> None:
        """Count for another detail at once."""
        self._desk.put(replace(self._desk.state, detail=Detail(detail)))

    @Slot(str, str)
    def on_own_detail_chosen(self, key: str, detail: str) -> None:
        """Look at one attached picture at a detail of its own."""
        self._desk.set_own_detail(key, Detail(detail))

    @Slot(object, object)
    def on_desk_changed(self, state: DeskState, old: DeskState) -> None:
        """Say where questions go."""
        if state.profile == old.profile:
            return
        profile = self._studio.profile(state.profile)
        if profile is None:
            return
        self._parts.status.show_provider(profile)
        self._parts.status.show_limits(None)
        sentence = SANDBOX_WELCOME if profile.is_sandbox else f"Questions go to {profile.title}."
        self._parts.canvas.set_welcome(sentence, offers_connect=profile.is_sandbox)

    def ask_for_models(self) -> None:
        """Ask the provider which models it has; silence where it does not answer."""
        profile = self._studio.profile(self._desk.state.profile)
        if profile is not None and not self._questions.listed(profile.id):
            self._jobs.start(LIST, self._ask_for_models(profile))

    async def _ask_for_models(self, profile: Profile) -> None:
        if profile.needs_key and not profile.is_sandbox and await self._studio.key(profile) is None:
            return
        try:
            service = await self._studio.service(profile)
            listed = await service.models()
        except TesseraError as error:
            log.info("no list of models from %s: %s", profile.id, error.what)
            return
        self._questions.set_listed(profile.id, listed)
        self._meter.fill_pickers()

    async def _keep_profile(self, profile_id: str) -> None:
        settings = replace(self._studio.settings, profile=profile_id)
        await self._studio.change_settings(settings)
