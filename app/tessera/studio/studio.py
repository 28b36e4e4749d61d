"""The studio: one home, one library, one decoder, one clock; every use case of window and command.

Parts load on first use, so that a window paints before anything heavy is imported. Whoever opens
a studio closes it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tessera.core import environment
from tessera.core.errors import TesseraError
from tessera.store.desk import Desk
from tessera.store.home import Home, data_home
from tessera.store.library import Library

if TYPE_CHECKING:  # these load on first use
    from concurrent.futures import Future

    from tessera.client.deadlines import Deadlines
    from tessera.client.service import Service
    from tessera.core.image_options import ImageOptions
    from tessera.core.models import Catalogue
    from tessera.core.ports import Clock
    from tessera.core.profiles import Profile
    from tessera.imaging.decoder import Decoder
    from tessera.store.secrets import Secrets
    from tessera.store.settings import LoadedSettings
    from tessera.store.settings_table import Settings
    from tessera.store.window_lock import WindowLock
    from tessera.studio.asking import Asking
    from tessera.studio.catalogues import LoadedCatalogue
    from tessera.studio.course import OnLeft
    from tessera.studio.cropping import Cropping
    from tessera.studio.editing import Editing
    from tessera.studio.estimating import Meter
    from tessera.studio.exporting import Exporting
    from tessera.studio.extending import Extending
    from tessera.studio.logbook import Logbook
    from tessera.studio.making import Making
    from tessera.studio.photos import PhotoDesk
    from tessera.studio.providers import Choice
    from tessera.studio.queue import CallQueue
    from tessera.studio.sandbox_host import SandboxHost
    from tessera.studio.sealing import Sealing
    from tessera.studio.spending import Spending
    from tessera.studio.varying import Varying
    from tessera.studio.ways_through import Ways

log = logging.getLogger(__name__)


class Studio:
    """Everything that window and commands work with."""

    def __init__(
        self,
        environ: Mapping[str, str],
        clock: Clock,
        root: Path,
        library: Library,
        desk: Desk,
        *,
        lock: WindowLock | None = None,
    ) -> None:
        self.environ = environ
        self.clock = clock
        self.home = Home(root)
        self.library = library
        self.desk = desk
        self._lock = lock
        self._settings: LoadedSettings | None = None
        self._catalogue: LoadedCatalogue | None = None
        self._services: dict[str, Service] = {}
        self._choice: Choice | None = None
        self._is_private = False
        self.on_left: OnLeft | None = None  # who fetches a call that goes on at its provider
        self.is_to_be_erased = False  # everything the program keeps, once this studio is closed

    @classmethod
    def open(cls, environ: Mapping[str, str], clock: Clock) -> Studio:
        """Open the library for a command. Raises `StoreError`."""
        root, desk = data_home(environ), Desk()
        return cls(environ, clock, root, Library.open(root, clock, post=desk.post), desk)

    @classmethod
    def open_for_window(cls, environ: Mapping[str, str], clock: Clock) -> Studio:
        """Open the library for the one window. Raises `LibraryInUse` or `StoreError`."""
        from tessera.store.window_lock import WindowLock

        root = data_home(environ)
        lock = WindowLock.take(Home(root).window_lock, clock)
        try:
            desk = Desk()
            library = Library.open(root, clock, check=False, post=desk.post)
        except TesseraError:
            lock.release()
            raise
        return cls(environ, clock, root, library, desk, lock=lock)

    @cached_property
    def secrets(self) -> Secrets:
        """Return the keys of this run."""
        from tessera.store.secrets import Secrets

        return Secrets(self.environ)

    @cached_property
    def logbook(self) -> Logbook:
        """Return the log of this run, not begun yet; it knows the environment's key."""
        from tessera.studio.logbook import Logbook, Secretless

        redact = Secretless()
        redact.learn(self.environ.get(environment.KEY, "").strip())
        return Logbook(self.home, self.clock, redact)

    @property
    def look(self) -> tuple[str, int]:
        """Return theme and text size as the settings have them, read without the rest.

        That is enough for a first paint.
        """
        from tessera.store.settings_glance import theme_and_font

        return theme_and_font(self.home.settings)

    @property
    def settings(self) -> Settings:
        """Return what the user chose."""
        return self._loaded.settings

    @property
    def _loaded(self) -> LoadedSettings:
        if self._settings is None:
            from tessera.store.settings import load_settings

            self._settings = load_settings(self.home.settings)
        return self._settings

    @property
    def settings_problem(self) -> str:
        """Return the sentence about a broken settings file, or nothing."""
        return self._loaded.problem

    async def change_settings(self, settings: Settings) -> None:
        """Take and save new settings; raises `StoreError` if the disk refuses (they hold)."""
        from tessera.store.settings import LoadedSettings, save_settings

        self._settings = LoadedSettings(settings)
        await self.desk.run(save_settings, self.home.settings, settings)

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue, loading it where needed."""
        if self._catalogue is None:
            self._catalogue = self._read_catalogue()
        return self._catalogue.catalogue

    @property
    def catalogue_problem(self) -> str:
        """Return the sentence about an overlay that was left out, or nothing."""
        return "" if self._catalogue is None else self._catalogue.problem

    async def load_catalogue(self) -> Catalogue:
        """Return the catalogue, loading it beside the event loop."""
        import asyncio

        if self._catalogue is None:
            self._catalogue = await asyncio.to_thread(self._read_catalogue)
        return self._catalogue.catalogue

    async def reload_catalogue(self) -> Catalogue:
        """Return the catalogue, read again because the user's own part of it changed."""
        import asyncio

        self._catalogue = await asyncio.to_thread(self._read_catalogue)
        return self._catalogue.catalogue

    def _read_catalogue(self) -> LoadedCatalogue:
        from tessera.studio.catalogues import load_catalogue

        return load_catalogue(self.home.catalogue_overlay)

    @cached_property
    def decoder(self) -> Decoder:
        """Return the warm child that turns files into pixels."""
        from tessera.imaging.decoder import Decoder

        return Decoder()

    @cached_property
    def photos(self) -> PhotoDesk:
        """Return the use cases of opening photos."""
        from tessera.studio.photos import PhotoDesk

        return PhotoDesk(self.library, self.desk, self.decoder)

    @cached_property
    def cropping(self) -> Cropping:
        """Return the use case of making a part of a picture a version of its own."""
        from tessera.studio.cropping import Cropping

        return Cropping(self.library, self.desk, self.decoder)

    @cached_property
    def exporting(self) -> Exporting:
        """Return the use case of saving pictures as files."""
        from tessera.studio.exporting import Exporting

        return Exporting(self.library, self.desk, self.decoder)

    @cached_property
    def asking(self) -> Asking:
        """Return the use case of asking."""
        from tessera.studio.asking import Asking

        return Asking(
            self.library,
            self.desk,
            self._known_catalogue,
            self.clock,
            self.spending,
            self._warm_decoder,
            self._current_settings,
            self._note_left,
        )

    @cached_property
    def making(self) -> Making:
        """Return the use case of making pictures."""
        from tessera.studio.making import Making

        return Making(
            self.library,
            self.desk,
            self._warm_decoder,
            self._known_catalogue,
            self.clock,
            self.spending,
            self._current_settings,
            self._note_left,
        )

    @cached_property
    def sealing(self) -> Sealing:
        """Return what puts replies back into their photos."""
        from tessera.studio.sealing import Sealing

        return Sealing(self.library, self.desk, self._warm_decoder, self.clock)

    @cached_property
    def editing(self) -> Editing:
        """Return the use case of editing."""
        from tessera.studio.editing import Editing

        return Editing(
            self.library,
            self.desk,
            self._warm_decoder,
            self.photos,
            self._known_catalogue,
            self.making,
            self.sealing,
        )

    @cached_property
    def extending(self) -> Extending:
        """Return the use case of extending."""
        from tessera.studio.extending import Extending

        return Extending(
            self.library,
            self.desk,
            self._warm_decoder,
            self.photos,
            self._known_catalogue,
            self.meter,
            self.making,
            self.sealing,
            self._current_settings,
        )

    @cached_property
    def varying(self) -> Varying:
        """Return the use case of varying."""
        from tessera.studio.varying import Varying

        return Varying(self)

    @cached_property
    def ways(self) -> Ways:
        """Return what knows the ways that an order for pictures may go."""
        from tessera.studio.ways_through import Ways

        return Ways(self._known_catalogue, self._current_settings, self.clock.today)

    @cached_property
    def queue(self) -> CallQueue:
        """Return the queue of orders; belongs to the event loop that first asks for it."""
        from tessera.studio.queue import CallQueue

        return CallQueue(self._current_settings, self.clock)

    @cached_property
    def spending(self) -> Spending:
        """Return what is asked about money: caps, totals, balances, limits."""
        from tessera.studio.spending import Spending

        return Spending(self.library, self.desk, self._current_settings, self.clock)

    @cached_property
    def meter(self) -> Meter:
        """Return what counts and prices."""
        from tessera.studio.estimating import Meter

        return Meter(self._known_catalogue, self.clock)

    @cached_property
    def sandbox(self) -> SandboxHost:
        """Return the embedded sandbox, not started yet."""
        from tessera.studio.sandbox_host import SandboxHost

        return SandboxHost()

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Return every profile a user can pick."""
        from tessera.studio.providers import all_profiles

        return all_profiles(self.environ, self.settings)

    def profile(self, profile_id: str) -> Profile | None:
        """Return the profile with this id, or None."""
        return next((p for p in self.profiles if p.id == profile_id), None)

    def choose_profile(self, named: str | None) -> Choice:
        """Return where calls go; may ask the keyring. Raises `RequestError` for no profile."""
        from tessera.studio.providers import choose

        return choose(named, self.settings.profile, self.profiles, self.environ, self._has_key)

    async def key(self, profile: Profile) -> str | None:
        """Return the profile's key without ever waiting for a locked keyring on the loop."""
        import asyncio

        from tessera.store.memory_guard import keep_memory_private

        found: Future[str | None] = self.secrets.find(profile)
        key = await asyncio.wrap_future(found)
        if key is not None and not self._is_private:
            self._is_private = True
            await asyncio.to_thread(keep_memory_private)
        self.logbook.redact.learn(key)
        return key

    async def service(self, profile: Profile, deadlines: Deadlines | None = None) -> Service:
        """Return the way to ``profile``: one service per profile, with its key of now."""
        import asyncio

        await asyncio.to_thread(_load_client)  # takes longer than a frame, the first time
        from tessera.client.deadlines import DEFAULT_DEADLINES
        from tessera.client.service import Service
        from tessera.core.profiles import SANDBOX_ID

        where, key = profile, None
        if profile.id == SANDBOX_ID:
            running = await self.sandbox.running()
            where, key = running.profile, running.token
        else:
            key = await self.key(profile)
        kept = self._services.get(profile.id)
        if kept is not None and kept.profile == where and kept.has_key(key) and deadlines is None:
            return kept
        if kept is not None:
            await kept.aclose()
        service = Service(
            where,
            key,
            clock=self.clock,
            deadlines=deadlines or DEFAULT_DEADLINES,
            image_options=self._image_options,
        )
        self._services[profile.id] = service
        return service

    async def close(self) -> None:
        """Close calls, children and the library; everything is on the disk."""
        import asyncio

        for service in self._services.values():
            await service.aclose()
        self._services.clear()
        for part in ("sandbox", "decoder"):
            if part in self.__dict__:
                await asyncio.to_thread(self.__dict__[part].close)
        await self.desk.close()
        with suppress(TesseraError):
            self.library.close()
        if "logbook" in self.__dict__:
            self.logbook.end()
        if self._lock is not None:
            self._lock.release()
        if self.is_to_be_erased:
            from tessera.studio.whole import erase_now

            await asyncio.to_thread(erase_now, self.home)

    def _note_left(self, intent_id: str) -> None:
        if self.on_left is not None:
            self.on_left(intent_id)

    def _current_settings(self) -> Settings:
        return self.settings

    def _warm_decoder(self) -> Decoder:
        return self.decoder

    def _known_catalogue(self) -> Catalogue:
        return self.catalogue

    def _image_options(self, model_id: str) -> ImageOptions | None:
        model = self.catalogue.get(model_id)
        return None if model is None else model.image

    def _has_key(self, profile: Profile) -> bool:
        from tessera.store.secrets import KeyPlace

        return self.secrets.where(profile) is not KeyPlace.NONE


def _load_client() -> None:
    from tessera.client.ahead import load_ahead

    load_ahead()


def with_profiles(settings: Settings, profiles: Sequence[Profile]) -> Settings:
    """Return the settings with other profiles of the user's own."""
    from dataclasses import replace

    return replace(settings, profiles=tuple(profiles))
