"""How a call says who it is: the key, extra headers and query parameters of a profile.

The key lives in the `Identity` of one client and goes into one header of calls to the profile's
own origin; its text form never shows it.
"""

import re

from tessera.core.errors import KeyMissing, KeyRejected, RequestError
from tessera.core.profiles import AuthForm, Profile

_KEY = re.compile(r"[!-~]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[ -~]*")
_OURS = {  # headers that this program sets itself, or that change how a message is read
    "accept-encoding",
    "api-key",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}


class Identity:
    """The headers and query parameters that a profile adds to every call."""

    __slots__ = ("_headers", "query")

    def __init__(self, profile: Profile, key: str | None, *, auth: AuthForm | None = None) -> None:
        """Check key and headers; raises `KeyMissing`, `KeyRejected` or `RequestError`."""
        self.query = profile.query
        self._headers = _extra_headers(profile)
        key = (key or "").strip()
        if key:
            self._headers.append(_key_header(profile, key, auth or profile.auth))
        elif profile.needs_key:
            raise KeyMissing(
                f"{profile.title} needs a key, and none is known.",
                "The question and its pictures are kept.",
                "Enter a key under Connect, or use the sandbox, which needs none.",
            )

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers for one call to the profile's own origin."""
        return list(self._headers)

    def __repr__(self) -> str:
        return "Identity(…)"


def _key_header(profile: Profile, key: str, form: AuthForm) -> tuple[str, str]:
    if not _KEY.fullmatch(key):
        raise KeyRejected(
            f"The key for {profile.title} holds a space or a sign that no key has.",
            "Nothing was sent.",
            "Copy the key again and enter it under Connect.",
        )
    match form:
        case AuthForm.BEARER:
            return "Authorization", f"Bearer {key}"
        case AuthForm.RAW:
            return "Authorization", key
        case AuthForm.API_KEY:
            return "api-key", key


def _extra_headers(profile: Profile) -> list[tuple[str, str]]:
    for name, value in profile.headers:
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise RequestError(
                f"The header “{name}” of {profile.title} cannot be sent.",
                next_step="Correct it in the settings, under Providers.",
            )
        if name.lower() in _OURS:
            raise RequestError(
                f"The header “{name}” of {profile.title} is set by the program itself.",
                next_step="Remove it in the settings, under Providers.",
            )
    return list(profile.headers)
