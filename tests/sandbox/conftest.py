"""One sandbox for all tests, without pauses, on a fixed day; the official SDK as its client."""

from collections.abc import Iterator

import pytest
from openai import OpenAI

from tests.sandbox.processes import running

TODAY = "2026-11-20"


def connected(url: str, key: str = "any-key") -> OpenAI:
    """Return the official client, which refuses whatever its own types do not accept."""
    return OpenAI(base_url=url, api_key=key, max_retries=0, _strict_response_validation=True)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    """Give the base URL of the sandbox that most tests share."""
    with running(as_of=TODAY, pace_s=0) as url:
        yield url


@pytest.fixture(scope="session")
def client(sandbox: str) -> Iterator[OpenAI]:
    """Give the official client of the shared sandbox."""
    with connected(sandbox) as client:
        yield client
