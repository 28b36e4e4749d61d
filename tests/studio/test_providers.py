"""Which provider a call goes to."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import pytest

from tessera.core.errors import RequestError
from tessera.core.profiles import OPENAI, Capabilities, Profile, Route
from tessera.store.settings_table import Settings
from tessera.studio.providers import (
    ENVIRONMENT_ID,
    Choice,
    all_profiles,
    choose,
    environment_profile,
    local_capabilities,
)

BASE = {"OPENAI_BASE_URL": "http://127.0.0.1:8000/v1/"}
KEY = {"OPENAI_API_KEY": "sk-test"}
LOCAL = Profile("local", "Local", "http://127.0.0.1:1234/v1", needs_key=False)


def chosen(
    named: str | None = None,
    *,
    last: str | None = None,
    keys: tuple[str, ...] = (),
    own: tuple[Profile, ...] = (),
    environ: Mapping[str, str] = MappingProxyType({}),
) -> Choice:
    """Return where calls go; ``keys`` names the profiles that have one."""
    profiles = all_profiles(environ, Settings(profiles=own))
    return choose(named, last, profiles, environ, lambda profile: profile.id in keys)


def test_a_base_url_comes_first_with_the_full_price_and_the_responses_api() -> None:
    profile = chosen(environ=BASE | KEY).profile
    assert (profile.id, profile.base_url) == (ENVIRONMENT_ID, "http://127.0.0.1:8000/v1")
    assert profile.price_factor == Decimal(1)
    assert profile.capabilities.route is Route.RESPONSES
    assert not profile.needs_key
    assert not profile.is_sandbox


def test_a_profile_that_is_passed_over_is_named() -> None:
    assert "openai" in chosen("openai", environ=BASE).notice
    assert chosen(ENVIRONMENT_ID, environ=BASE).notice == ""
    assert chosen(environ=BASE).notice == ""


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_base_url_is_none(empty: str) -> None:
    assert environment_profile({"OPENAI_BASE_URL": empty}) is None


def test_the_key_alone_is_openai_unless_a_profile_is_named() -> None:
    assert chosen(environ=KEY).profile == OPENAI
    assert chosen(last="gptproto", keys=("gptproto",), environ=KEY).profile == OPENAI
    assert chosen("sandbox", environ=KEY).profile.is_sandbox


def test_the_last_profile_is_used_if_calls_to_it_can_be_made() -> None:
    assert chosen(last="gptproto").profile.is_sandbox
    assert chosen(last="gptproto", keys=("gptproto",)).profile.id == "gptproto"
    assert chosen(last="local", own=(LOCAL,)).profile == LOCAL
    assert chosen(last="gone").profile.is_sandbox


def test_nobody_asks_for_a_key_of_the_sandbox() -> None:
    def never(profile: Profile) -> bool:
        raise AssertionError(profile)

    assert choose(None, "sandbox", all_profiles({}, Settings()), {}, never).profile.is_sandbox


def test_a_name_that_is_no_profile_lists_those_that_are() -> None:
    with pytest.raises(RequestError, match="sandbox, openai, gptproto, local"):
        chosen("nowhere", own=(LOCAL,))


def test_a_profile_of_ones_own_cannot_take_a_built_in_name() -> None:
    evil = Profile("openai", "OpenAI", "https://evil.example/v1")
    found = [p for p in all_profiles({}, Settings(profiles=(evil,))) if p.id == "openai"]
    assert found == [OPENAI]


def test_openai_carries_the_organisation_that_was_set() -> None:
    settings = Settings(openai_organization="org-1")
    (openai,) = [p for p in all_profiles({}, settings) if p.id == "openai"]
    assert openai.headers == (("OpenAI-Organization", "org-1"),)


def test_a_local_server_is_taken_to_know_chat_with_pictures_as_data_only() -> None:
    assert local_capabilities() == Capabilities(
        route=Route.CHAT, files=False, links=False, input_tokens=False
    )
