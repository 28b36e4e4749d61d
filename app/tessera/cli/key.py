"""`tessera key`: keep or forget a profile's key; it is read without echo, never from argv."""

import getpass
import os
import sys
from argparse import Namespace

from tessera.cli.output import print_lines
from tessera.core.errors import KeyringUnavailable, RequestError
from tessera.core.profiles import OPENAI, Profile
from tessera.store.home import Home, locate_home
from tessera.store.secrets import KeyPlace, Secrets
from tessera.store.settings import load_settings
from tessera.studio.providers import all_profiles


def key(asked: Namespace) -> int:
    """Store or forget the key of ``--profile`` (OpenAI unless named)."""
    secrets = Secrets(os.environ)
    profile = _profile(asked.profile or OPENAI.id)
    if asked.deed == "forget":
        secrets.forget(profile)
        print_lines(f"The key of {profile.title} is no longer in the keyring.")
    else:
        _keep(secrets, profile, _read_key(profile))
        print_lines(f"The key of {profile.title} is kept in the system's keyring.")
    return 0


def _keep(secrets: Secrets, profile: Profile, typed: str) -> None:
    """Put the key into the keyring; in memory it would be gone with this command."""
    if secrets.put(profile, typed) is not KeyPlace.KEYRING:
        why = secrets.trouble.what if secrets.trouble else "There is no keyring to keep it in."
        raise KeyringUnavailable(
            "The key was not kept.",
            why,
            "Unlock the keyring and enter the key again, or set OPENAI_API_KEY for commands.",
        )


def _profile(name: str) -> Profile:
    settings = load_settings(Home(locate_home(os.environ)).settings).settings
    known = {profile.id: profile for profile in all_profiles(os.environ, settings)}
    profile = known.get(name)
    if profile is None:
        raise RequestError(
            f"There is no profile called “{name}”.",
            next_step=f"The profiles are: {', '.join(known)}.",
        )
    if profile.is_sandbox or not profile.needs_key:
        raise RequestError(f"{profile.title} needs no stored key.")
    return profile


def _read_key(profile: Profile) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    try:
        return getpass.getpass(f"Key for {profile.title} (it is not shown): ")
    except EOFError:
        return ""
