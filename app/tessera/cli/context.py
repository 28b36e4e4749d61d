"""What commands share: the catalogue of the day, where calls go, and an open studio.

Commands that only count never open the library and never ask the keyring unless the profile used
last needs it.
"""

import os
from argparse import Namespace
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date
from typing import Any

from tessera.core.models import Catalogue
from tessera.core.profiles import Profile
from tessera.store.home import Home, locate_home
from tessera.store.secrets import KeyPlace, Secrets
from tessera.store.settings import load_settings
from tessera.studio.catalogues import load_catalogue
from tessera.studio.clock import SystemClock
from tessera.studio.providers import Choice, all_profiles, choose
from tessera.studio.studio import Studio


@dataclass(frozen=True, slots=True)
class Reference:
    """What a counting command works with."""

    catalogue: Catalogue
    profile: Profile
    today: date
    notices: tuple[str, ...] = ()

    @property
    def origin(self) -> dict[str, str | bool]:
        """Return the keys that every object carries."""
        return origin_of(self.profile)


def origin_of(profile: Profile) -> dict[str, str | bool]:
    """Return the keys that say where an object comes from."""
    return {"profile": profile.id, "sandbox": profile.is_sandbox}


def open_reference(asked: Namespace) -> Reference:
    """Return the catalogue and the profile without opening the library."""
    home = Home(locate_home(os.environ))
    settings = load_settings(home.settings).settings
    secrets = Secrets(os.environ)

    def has_key(profile: Profile) -> bool:
        return secrets.where(profile) is not KeyPlace.NONE

    profiles = all_profiles(os.environ, settings)
    choice = choose(asked.profile, settings.profile, profiles, os.environ, has_key)
    loaded = load_catalogue(home.catalogue_overlay)
    return Reference(
        loaded.catalogue, choice.profile, SystemClock().today(), _said(choice, loaded.problem)
    )


def _said(choice: Choice, problem: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in (choice.notice, problem) if sentence)


def open_studio() -> Studio:
    """Open the library for a command; whoever opens it closes it."""
    return Studio.open(os.environ, SystemClock())


def with_studio(work: Callable[[Studio], Coroutine[Any, Any, int]]) -> int:
    """Run ``work`` with an open studio, close it, and return the exit code."""
    import asyncio

    async def run() -> int:
        studio = open_studio()
        try:
            return await work(studio)
        finally:
            await studio.close()

    return asyncio.run(run())
