"""Which provider a call goes to: environment, a named profile, or the sandbox on this machine.

The environment comes first: ``OPENAI_BASE_URL`` makes the profile *environment*, and only
``OPENAI_API_KEY`` makes it OpenAI. Otherwise the profile that was named or last used, and
without a key the sandbox, where nothing is charged.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tessera.core import environment
from tessera.core.errors import RequestError
from tessera.core.profiles import GPT_PROTO, OPENAI, SANDBOX_ID, Capabilities, Profile, Route
from tessera.store.settings_table import Settings

ENVIRONMENT_ID = "environment"
_PLACE = re.compile(
    r"https?://([\w.-]{1,60}(?::\d{1,5})?|\[[\da-f:]+\](?::\d{1,5})?)(?:/|$)",
    re.IGNORECASE | re.ASCII,
)
RESERVED = frozenset({ENVIRONMENT_ID, SANDBOX_ID, OPENAI.id, GPT_PROTO.id})

SANDBOX = Profile(
    id=SANDBOX_ID,
    title="Sandbox on this machine",
    base_url="http://127.0.0.1/v1",  # the port is known once it runs
    needs_key=False,  # its token is made where it is started
    is_sandbox=True,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile that calls go to. ``notice`` says what was passed over, if anything."""

    profile: Profile
    notice: str = ""


def environment_profile(environ: Mapping[str, str]) -> Profile | None:
    """Return the profile that ``OPENAI_BASE_URL`` describes, or None."""
    base_url = environ.get(environment.BASE_URL, "").strip()
    if not base_url:
        return None
    return Profile(
        id=ENVIRONMENT_ID,
        title=_place(base_url),
        base_url=base_url.rstrip("/"),
        needs_key=False,
        links=OPENAI.links,
    )


def _place(base_url: str) -> str:
    """Return the host, and its port where it is named: so sentences call the provider."""
    place = _PLACE.match(base_url)
    return place[1].lower() if place else "Environment"


def all_profiles(environ: Mapping[str, str], settings: Settings) -> tuple[Profile, ...]:
    """Return every profile a user can pick, in the order shown."""
    first = environment_profile(environ)
    gpt_proto = replace(GPT_PROTO, auth=settings.gpt_proto_auth)
    own = tuple(profile for profile in settings.profiles if profile.id not in RESERVED)
    return ((first,) if first else ()) + (SANDBOX, _openai(settings), gpt_proto, *own)


def _openai(settings: Settings) -> Profile:
    """Return OpenAI with the organisation and project that the user named."""
    named = (
        ("OpenAI-Organization", settings.openai_organization),
        ("OpenAI-Project", settings.openai_project),
    )
    return replace(OPENAI, headers=tuple((name, value) for name, value in named if value))


def choose(
    named: str | None,
    last_used: str | None,
    profiles: Sequence[Profile],
    environ: Mapping[str, str],
    has_key: Callable[[Profile], bool],
) -> Choice:
    """Return where calls go; raises `RequestError` for a name that is no profile."""
    known = {profile.id: profile for profile in profiles}
    if named is not None and named not in known:
        raise RequestError(
            f"There is no profile called “{named}”.",
            next_step=f"The profiles are: {', '.join(known)}.",
        )
    if ENVIRONMENT_ID in known:
        return Choice(known[ENVIRONMENT_ID], _passed_over(named))
    if named is not None:
        return Choice(known[named])
    if environ.get(environment.KEY, "").strip():
        return Choice(known[OPENAI.id])
    last = known.get(last_used or "")
    if last is not None and (not last.needs_key or has_key(last)):
        return Choice(last)
    return Choice(SANDBOX)


def _passed_over(named: str | None) -> str:
    if named in (None, ENVIRONMENT_ID):
        return ""
    return f"OPENAI_BASE_URL is set, so calls go there and the profile {named} is not used."


def local_capabilities() -> Capabilities:
    """Return what a local server usually understands: chat with pictures as data."""
    return Capabilities(route=Route.CHAT, files=False, links=False, input_tokens=False)
