"""`tessera key`: keep or forget a profile's key; it is read without echo, never from argv."""

import getpass
import os
import sys
from argparse import Namespace

from tessera.cli.output import say
from tessera.core.errors import RequestError
from tessera.core.profiles import OPENAI, Profile
from tessera.store.home import Home, data_home
from tessera.store.secrets import KeyPlace, Secrets
from tessera.store.settings import load_settings
from tessera.studio.providers import all_profiles


def key(asked: Namespace) -> int:
    """Store or forget the key of ``--profile`` (OpenAI unless named)."""
    secrets = Secrets(os.environ)
    profile = _profile(asked.profile or OPENAI.id)
    if asked.deed == "forget":
        secrets.forget(profile)
        print(f"The key of {profile.title} is no longer in the keyring.")
        return 0
    typed = _read_key(profile)
    place = secrets.put(profile, typed)
    if place is KeyPlace.KEYRING:
        print(f"The key of {profile.title} is kept in the system's keyring.")
        return 0
    reason = str(secrets.trouble) if secrets.trouble else "There is no keyring to keep it in."
    say(f"The key was not kept. {reason} Set OPENAI_API_KEY for commands instead.")
    return 1


def _profile(name: str) -> Profile:
    settings = load_settings(Home(data_home(os.environ)).settings).settings
    known = {profile.id: profile for profile in all_profiles(os.environ, settings)}
    profile = known.get(name)
    if profile is None:
        raise RequestError(
            f"There is no profile called “{name}”.",
            next_step=f"The profiles are: {', '.join(known)}.",
        )
    if not profile.needs_key:
        raise RequestError(f"{profile.title} needs no stored key.")
    return profile


def _read_key(profile: Profile) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"Key for {profile.title} (it is not shown): ")
    return sys.stdin.readline()
