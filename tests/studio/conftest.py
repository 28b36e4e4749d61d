"""Fixtures of the use cases: a provider with rules of its own, a studio that calls it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tessera.core.profiles import Profile
from tessera.studio.studio import Studio
from tests.fakes import FixedClock
from tests.studio.hidden_provider import hidden_provider


@pytest.fixture(scope="session")
def hidden_url() -> Iterator[str]:
    """Give the address of a provider that counts by rules the program cannot see."""
    with hidden_provider() as url:
        yield url


@pytest_asyncio.fixture
async def studio(data_home: Path, hidden_url: str) -> AsyncIterator[Studio]:
    """Give a studio whose calls go to the provider with hidden rules."""
    environ = {
        "TESSERA_HOME": str(data_home),
        "OPENAI_BASE_URL": hidden_url,
        "OPENAI_API_KEY": "sk-test-0123456789",
    }
    studio = Studio.open(environ, FixedClock())
    yield studio
    await studio.close()


@pytest.fixture
def profile(studio: Studio) -> Profile:
    """Give the profile of that provider."""
    return studio.choose_profile(None).profile
