"""What a command that only counts works with: the catalogue, and where calls would go.

It never opens the library, and asks the keyring only where the profile used last needs it.
"""

import os
from argparse import Namespace
from dataclasses import dataclass
from datetime import date

from tessera.core.models import Catalogue
from tessera.core.profiles import Profile
from tessera.store.home import Home, locate_home
from tessera.store.secrets import KeyPlace, Secrets
from tessera.store.settings import load_settings
from tessera.studio.catalogues import load_catalogue
from tessera.studio.clock import SystemClock
from tessera.studio.providers import all_profiles, choose


@dataclass(frozen=True, slots=True)
class Reference:
    """What a counting command works with. ``notices`` are for a command that ends well."""

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
    """Return catalogue and profile; raises `RequestError` for a profile that does not exist."""
    home = Home(locate_home(os.environ))
    loaded = load_settings(home.settings)
    secrets = Secrets(os.environ)

    def has_key(profile: Profile) -> bool:
        return secrets.where(profile) is not KeyPlace.NONE

    profiles = all_profiles(os.environ, loaded.settings)
    choice = choose(asked.profile, loaded.settings.profile, profiles, os.environ, has_key)
    found = load_catalogue(home.catalogue_overlay)
    said = (loaded.problem, choice.notice, found.problem)
    notices = tuple(sentence for sentence in said if sentence)
    return Reference(found.catalogue, choice.profile, SystemClock().today(), notices)
