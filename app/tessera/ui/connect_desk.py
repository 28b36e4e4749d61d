"""Connecting a provider: profile, key, free test, and servers of the user's own.

A key passes through here from the field to the keyring and is never kept.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tessera.core.errors import KeyMissing, KeyRejected, RequestError, TesseraError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from tessera.client.probe import ProbeResult
    from tessera.core.profiles import Profile
    from tessera.studio.jobs import JobScope
    from tessera.studio.studio import Studio
    from tessera.ui.dialogs.connect import ConnectDialog, Provider
    from tessera.ui.funnel import Funnel
    from tessera.ui.provider_desk import ProviderDesk
    from tessera.ui.questions import Questions
    from tessera.ui.state import Desk

TEST, SHOW = "test connection", "show providers"
SOON_S = 0.5


class ConnectDesk(QObject):
    """Carries out what the *Connect* dialog says."""

    def __init__(
        self,
        window: QMainWindow,
        studio: Studio,
        desk: Desk,
        jobs: JobScope,
        funnel: Funnel,
        providers: ProviderDesk,
        questions: Questions,
    ) -> None:
        super().__init__(window)
        self._window, self._studio, self._desk = window, studio, desk
        self._jobs, self._funnel, self._providers = jobs, funnel, providers
        self._questions = questions
        self._dialog: ConnectDialog | None = None

    def open(self) -> None:
        """Lead from a provider to a key to a free test."""
        self._jobs.start(SHOW, self._open())

    async def _open(self) -> None:
        from tessera.ui.dialogs.connect import ConnectDialog

        current = self._desk.state.profile
        wanted = "openai" if current == "sandbox" else current
        places = self._places()
        await asyncio.wait((places,), timeout=SOON_S)  # a locked keyring takes its time
        dialog = ConnectDialog(self._window, self._told(places), wanted)
        dialog.test_wanted.connect(self.on_test_wanted)
        dialog.forget_wanted.connect(self.on_forget_wanted)
        dialog.used.connect(self._providers.use)
        dialog.link_wanted.connect(self.on_link_wanted)
        dialog.add_wanted.connect(self.on_add_wanted)
        dialog.edit_wanted.connect(self.on_edit_wanted)
        self._dialog = dialog
        dialog.open()
        if not places.done():
            await places
            self._tell_late(dialog, self._told(places))

    def _tell_late(self, dialog: ConnectDialog, providers: list[Provider]) -> None:
        """Say where the keys are once the keyring answered; never over what is being typed."""
        if dialog is not self._dialog or not dialog.isVisible() or dialog.key.text():
            return
        dialog.show_providers(providers, dialog.current().profile.id)
        if self._studio.secrets.trouble is not None:
            dialog.show_note(str(self._studio.secrets.trouble))

    def _places(self) -> asyncio.Future[dict[str, str]]:
        """Begin to find out where the key of each profile, by its id, comes from."""
        from tessera.store.secrets import aside

        profiles, where = self._studio.profiles, self._studio.secrets.where
        return asyncio.wrap_future(aside(lambda: {each.id: where(each).value for each in profiles}))

    def _told(self, places: asyncio.Future[dict[str, str]]) -> list[Provider]:
        """Return the profiles of now with the places of their keys, as far as those are known."""
        from tessera.ui.dialogs.connect import Provider

        own = {profile.id for profile in self._studio.settings.profiles}
        known = places.result() if places.done() else {}
        return [
            Provider(profile, known.get(profile.id, ""), profile.id in own)
            for profile in self._studio.profiles
        ]

    async def _known(self) -> list[Provider]:
        """Return every profile with where its key comes from; may wait for the keyring."""
        places = self._places()
        await places
        return self._told(places)

    @Slot(str, str, bool)
    def on_test_wanted(self, profile_id: str, key: str, keeps: bool) -> None:
        """Keep the key if one was typed, then list the provider's models, which is free."""
        self._jobs.start(TEST, self._test(profile_id, key, keeps=keeps))

    async def _test(self, profile_id: str, key: str, *, keeps: bool) -> None:
        from tessera.client.probe import probe
        from tessera.store.secrets import aside

        profile, dialog = self._studio.profile(profile_id), self._dialog
        if profile is None or dialog is None:
            return
        try:
            if key:
                put = partial(self._studio.secrets.put, profile, key, this_run_only=not keeps)
                await asyncio.wrap_future(aside(put))
                await self._say_place(profile, keeps=keeps)
            service = await self._studio.service(profile)
            result = await probe(service, model=self._wanted_model(profile))
        except TesseraError as error:
            self._show_trouble(profile, error)
            return
        self._show(profile, result)

    async def _say_place(self, profile: Profile, *, keeps: bool) -> None:
        dialog, trouble = self._dialog, self._studio.secrets.trouble
        if dialog is None:
            return
        dialog.show_providers(await self._known(), profile.id)
        if keeps and trouble is not None:
            dialog.show_note(str(trouble))

    def _wanted_model(self, profile: Profile) -> str | None:
        """Return the picked model where the provider should have it."""
        return self._desk.state.model if profile.id == "openai" else None

    def _show_trouble(self, profile: Profile, error: TesseraError) -> None:
        from tessera.ui.dialogs.connect_words import verdict_of

        outcome, link = _trouble(error)
        if self._dialog is not None:
            self._dialog.show_verdict(verdict_of(outcome, error.what, link, profile))

    def _show(self, profile: Profile, result: ProbeResult) -> None:
        from tessera.ui.dialogs.connect_words import verdict_of

        if self._dialog is not None:
            verdict = verdict_of(result.outcome.value, result.sentence, result.link, profile)
            self._dialog.show_verdict(verdict)
        if result.models:
            self._questions.set_listed(profile.id, result.models)
        if result.auth is not None:
            self._jobs.start("keep auth form", self._keep_auth(profile, result))

    async def _keep_auth(self, profile: Profile, result: ProbeResult) -> None:
        """Remember the form in which the provider takes the key, once the test has shown it."""
        assert result.auth is not None
        settings = self._studio.settings
        if profile.id == "gptproto":
            settings = replace(settings, gpt_proto_auth=result.auth)
        own = tuple(
            replace(each, auth=result.auth) if each.id == profile.id else each
            for each in settings.profiles
        )
        await self._studio.change_settings(replace(settings, profiles=own))

    @Slot(str)
    def on_forget_wanted(self, profile_id: str) -> None:
        """Forget a key."""
        self._jobs.start(TEST, self._forget(profile_id))

    async def _forget(self, profile_id: str) -> None:
        from tessera.store.secrets import aside

        profile = self._studio.profile(profile_id)
        if profile is None or self._dialog is None:
            return
        try:
            await asyncio.wrap_future(aside(partial(self._studio.secrets.forget, profile)))
        except TesseraError as error:
            self._dialog.show_note(str(error))
            return
        self._dialog.show_providers(await self._known(), profile_id)

    @Slot(str)
    def on_link_wanted(self, url: str) -> None:
        """Open a page of the provider, whose address is the program's own."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        known = {link for profile in self._studio.profiles for link in profile.links.values()}
        if url in known:
            QDesktopServices.openUrl(QUrl(url))

    @Slot()
    def on_add_wanted(self) -> None:
        """Describe a server of one's own."""
        self._edit(None)

    @Slot(str)
    def on_edit_wanted(self, profile_id: str) -> None:
        """Change the description of a server of one's own."""
        self._edit(self._studio.profile(profile_id))

    def _edit(self, profile: Profile | None) -> None:
        from tessera.ui.dialogs.profile_editor import ProfileEditor

        editor = ProfileEditor(self._dialog or self._window, profile)
        editor.saved.connect(self.on_profile_saved)
        editor.removed.connect(self.on_profile_removed)
        editor.open()

    @Slot(object)
    def on_profile_saved(self, profile: Profile) -> None:
        """Keep a server of one's own, in place of one with the same id."""
        kept = [each for each in self._studio.settings.profiles if each.id != profile.id]
        self._jobs.start("keep profiles", self._keep((*kept, profile), profile.id))

    @Slot(str)
    def on_profile_removed(self, profile_id: str) -> None:
        """Forget a server of one's own; its key stays in the keyring until forgotten."""
        kept = [each for each in self._studio.settings.profiles if each.id != profile_id]
        if self._desk.state.profile == profile_id:
            self._providers.use("sandbox")
        self._jobs.start("keep profiles", self._keep(tuple(kept), "sandbox"))

    async def _keep(self, profiles: tuple[Profile, ...], current: str) -> None:
        try:
            await self._studio.change_settings(replace(self._studio.settings, profiles=profiles))
        finally:
            self._providers.show_profiles()
            if self._dialog is not None:
                self._dialog.show_providers(await self._known(), current)


def _trouble(error: TesseraError) -> tuple[str, str | None]:
    """Return which outcome a failure before any call is, and which page helps."""
    match error:
        case KeyMissing():
            return "key_missing", "keys"
        case KeyRejected():
            return "wrong_key", "keys"
        case RequestError():
            return "not_this_protocol", None
        case _:
            return "provider_failed", None
