"""The user's own providers in the settings file.

A key has no place here: headers, query parameters and addresses that would carry one are refused.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from tessera.core.profiles import AuthForm, Capabilities, Profile, Route

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

BUILT_IN = frozenset({"sandbox", "openai", "gptproto", "environment"})
_ID = r"[a-z0-9][a-z0-9._-]{0,39}"  # compiled on first use: most people have no own provider
_HEADER = r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}"
_CARRIES_KEY = r"(?i)auth|cookie|token|secret|password|(^|[-_])(api|access|subscription)?[-_]?key$"
_LOOKS_LIKE_KEY = r"(?i)\b(sk|sess|gsk|xai)-[A-Za-z0-9_-]{8,}|\bBearer\s"
_FLAGS = (  # in the order of `Capabilities`
    *("files", "links", "input_tokens", "images"),
    *("max_completion_tokens", "image_streams"),
)


def profiles_from(value: Json) -> tuple[Profile, ...]:
    """Return the profiles in the file's value; `ValueError` says what is wrong with one."""
    if not isinstance(value, list):
        raise ValueError("a list of profiles is expected")
    profiles = tuple(_profile(each) for each in value)
    ids = [profile.id for profile in profiles]
    if len(set(ids)) != len(ids):
        raise ValueError("two profiles have the same id")
    return profiles


def profiles_to(profiles: Sequence[Profile]) -> Json:
    """Return the profiles as the file keeps them."""
    return [
        {
            "id": profile.id,
            "title": profile.title,
            "base_url": profile.base_url,
            "auth": profile.auth.value,
            "needs_key": profile.needs_key,
            "price_factor": str(profile.price_factor),
            "route": profile.capabilities.route.value,
            **{flag: bool(getattr(profile.capabilities, flag)) for flag in _FLAGS},
            "headers": dict(profile.headers),
            "query": dict(profile.query),
        }
        for profile in profiles
    ]


def _profile(value: Json) -> Profile:
    if not isinstance(value, dict):
        raise ValueError("a profile is written in braces")
    title = _text(value, "title")
    return Profile(
        id=_id(value),
        title=title,
        base_url=_base_url(_text(value, "base_url")),
        auth=AuthForm(_text(value, "auth", AuthForm.BEARER.value)),
        needs_key=_flag(value, "needs_key"),
        price_factor=_price_factor(value),
        capabilities=Capabilities(
            Route(_text(value, "route", Route.RESPONSES.value)),
            *(_flag(value, flag) for flag in _FLAGS),
        ),
        headers=_pairs(value, "headers"),
        query=_pairs(value, "query"),
    )


def _id(value: dict[str, Json]) -> str:
    found = _text(value, "id")
    if not re.fullmatch(_ID, found):
        raise ValueError(f"“{found}” is no profile id: use a-z, 0-9, dot, dash and underscore")
    if found in BUILT_IN:
        raise ValueError(f"the id “{found}” belongs to a built-in profile")
    return found


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"“{text}” is no address; write it as https://host/v1")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("an address has no user, query or fragment; keys go into the keyring")
    _ = parts.port  # raises ValueError where it is none
    return text.rstrip("/")


def _price_factor(value: dict[str, Json]) -> Decimal:
    try:
        factor = Decimal(_text(value, "price_factor", "1"))
    except InvalidOperation:
        raise ValueError('price_factor is a number in quotes, such as "0.7"') from None
    if not factor.is_finite() or not 0 <= factor <= 1000:
        raise ValueError("price_factor lies between 0 and 1000")
    return factor


def _pairs(value: dict[str, Json], key: str) -> tuple[tuple[str, str], ...]:
    found = value.get(key, {})
    if not isinstance(found, dict):
        raise ValueError(f"{key} is written in braces")
    return tuple((_name(name), _plain(text, name)) for name, text in found.items())


def _name(name: str) -> str:
    if not re.fullmatch(_HEADER, name):
        raise ValueError(f"“{name}” is no name of a header or parameter")
    if re.search(_CARRIES_KEY, name):
        raise ValueError(f"“{name}” would keep a key in this file; keys go into the keyring")
    return name


def _plain(text: Json, name: str) -> str:
    if not isinstance(text, str) or any(ord(sign) < 32 for sign in text):
        raise ValueError(f"the value of “{name}” is a line of text")
    if re.search(_LOOKS_LIKE_KEY, text):
        raise ValueError(f"the value of “{name}” looks like a key; keys go into the keyring")
    return text


def _text(value: dict[str, Json], key: str, default: str | None = None) -> str:
    found = value.get(key, default)
    if not isinstance(found, str):
        raise ValueError(f"{key} is missing" if found is None else f"{key} is a text in quotes")
    return _plain(found, key)


def _flag(value: dict[str, Json], key: str) -> bool:
    found = value.get(key, True)
    if not isinstance(found, bool):
        raise ValueError(f"{key} is true or false")
    return found
