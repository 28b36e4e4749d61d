"""The studio: one way to each provider, children that end with it, settings that hold."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tessera.client.deadlines import Deadlines
from tessera.core.errors import LibraryInUse, RequestError, ServiceError
from tessera.core.profiles import OPENAI, Profile
from tessera.store.settings import load_settings
from tessera.studio import sandbox_host
from tessera.studio.sandbox_host import SandboxHost
from tessera.studio.studio import Studio, with_profiles
from tests.fakes import FixedClock

LOCAL = Profile("local", "Local", "http://127.0.0.1:9/v1", needs_key=False)


@pytest_asyncio.fixture
async def studio(data_home: Path) -> AsyncIterator[Studio]:
    """Give an open studio."""
    studio = Studio.open({"TESSERA_HOME": str(data_home)}, FixedClock())
    yield studio
    await studio.close()


async def test_there_is_one_way_to_a_provider_until_its_key_or_address_changes(
    studio: Studio,
) -> None:
    first = await studio.service(OPENAI)
    assert await studio.service(OPENAI) is first
    moved = replace(OPENAI, base_url="https://eu.api.openai.com/v1")
    assert await studio.service(moved) is not first
    again = await studio.service(OPENAI)
    studio.secrets.put(OPENAI, "sk-test-0123456789", this_run_only=True)
    assert await studio.service(OPENAI) is not again


async def test_deadlines_of_ones_own_make_a_way_of_its_own(studio: Studio) -> None:
    first = await studio.service(LOCAL)
    assert await studio.service(LOCAL, Deadlines(total_s=1.0)) is not first


async def test_settings_hold_at_once_and_after_the_next_start(studio: Studio) -> None:
    await studio.change_settings(with_profiles(studio.settings, [LOCAL]))
    assert studio.profile("local") == LOCAL
    assert studio.choose_profile("local").profile == LOCAL
    assert load_settings(studio.home.settings).settings == studio.settings


def test_a_name_that_is_no_profile_is_none_or_an_error(studio: Studio) -> None:
    assert studio.profile("nowhere") is None
    with pytest.raises(RequestError):
        studio.choose_profile("nowhere")


async def test_a_second_window_is_refused_and_a_command_is_not(data_home: Path) -> None:
    environ = {"TESSERA_HOME": str(data_home)}
    window = Studio.open_for_window(environ, FixedClock())
    with pytest.raises(LibraryInUse):
        Studio.open_for_window(environ, FixedClock())
    await Studio.open(environ, FixedClock()).close()
    await window.close()
    await Studio.open_for_window(environ, FixedClock()).close()


def answers(base_url: str, token: str) -> bool:
    """Return whether a sandbox listens there."""
    try:
        headers = {"authorization": f"Bearer {token}"}
        reply = httpx.get(f"{base_url}/models", headers=headers, trust_env=False)
    except httpx.HTTPError:
        return False
    return reply.status_code == 200


async def test_the_sandbox_starts_once_and_ends_with_the_studio() -> None:
    host = SandboxHost(pace_s=0)
    first = await host.running()
    assert answers(first.profile.base_url, first.token)
    assert not answers(first.profile.base_url, "guessed")
    assert await host.running() == first
    host.close()
    assert not answers(first.profile.base_url, first.token)
    host.close()
    again = await host.running()
    assert again.token != first.token
    host.close()


async def test_a_sandbox_that_does_not_start_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox_host, "child_command", lambda _: ["/bin/cat", "/dev/null"])
    host = SandboxHost()
    with pytest.raises(ServiceError, match="did not start"):
        await host.running()
    host.close()


async def test_a_sandbox_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox_host, "child_command", lambda _: ["/bin/sleep", "60"])
    monkeypatch.setattr(sandbox_host, "START_DEADLINE_S", 0.1)
    host = SandboxHost()
    with pytest.raises(ServiceError, match="did not start"):
        await host.running()
    host.close()
