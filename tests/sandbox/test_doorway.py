"""Keys, hosts, headers, unknown paths: what every request meets first."""

from collections.abc import Iterator

import httpx
import pytest
from openai import AuthenticationError, OpenAI

from tessera.sandbox.rates import REQUESTS, TOKENS, RateWindow
from tests.fakes import FixedClock
from tests.sandbox.conftest import TODAY, connected
from tests.sandbox.processes import running

HEADERS = {"authorization": "Bearer any"}


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """Give the URL of a sandbox that has a token."""
    with running(as_of=TODAY, pace_s=0, token="the-token") as url:
        yield url


@pytest.fixture
def plain_client() -> Iterator[httpx.Client]:
    """Give a client without any help."""
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer"}, {"authorization": "sk-raw"}, {"api-key": "k"}]
)
def test_a_request_without_a_bearer_key_is_refused(
    sandbox: str, plain_client: httpx.Client, headers: dict[str, str]
) -> None:
    reply = plain_client.get(f"{sandbox}/models", headers=headers)
    assert reply.status_code == 401
    assert reply.json()["error"]["message"].startswith("You didn't provide an API key.")
    assert reply.json()["error"]["type"] == "invalid_request_error"


def test_with_a_token_only_that_key_is_accepted(guarded: str) -> None:
    with connected(guarded, "the-token") as client:
        assert client.models.list().data
    with connected(guarded, "another") as client:
        with pytest.raises(AuthenticationError) as refused:
            client.models.list()
        assert refused.value.code == "invalid_api_key"
        assert "another" not in str(refused.value)


def test_a_foreign_host_name_is_refused(sandbox: str, plain_client: httpx.Client) -> None:
    reply = plain_client.get(f"{sandbox}/models", headers=HEADERS | {"host": "evil.example"})
    assert reply.status_code == 403


def test_every_reply_carries_the_providers_headers(client: OpenAI) -> None:
    headers = client.models.with_raw_response.list().headers
    assert headers["x-request-id"].startswith("req_")
    assert int(headers["openai-processing-ms"]) >= 0
    assert headers["openai-organization"] == "tessera-sandbox"
    for what in ("requests", "tokens"):
        limit = int(headers[f"x-ratelimit-limit-{what}"])
        assert 0 <= int(headers[f"x-ratelimit-remaining-{what}"]) <= limit
        assert headers[f"x-ratelimit-reset-{what}"]


def test_refusals_carry_them_too_and_ids_differ(sandbox: str, plain_client: httpx.Client) -> None:
    ids = {plain_client.get(f"{sandbox}/models").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


def test_an_unknown_path_is_named(sandbox: str, plain_client: httpx.Client) -> None:
    reply = plain_client.post(f"{sandbox}/images/analyses", headers=HEADERS, json={})
    assert reply.status_code == 404
    assert reply.json()["error"]["message"] == "Invalid URL (POST /v1/images/analyses)"


def test_another_method_is_named(sandbox: str, plain_client: httpx.Client) -> None:
    reply = plain_client.get(f"{sandbox}/responses", headers=HEADERS)
    assert reply.status_code == 405
    assert "Not allowed to GET" in reply.json()["error"]["message"]


def test_what_is_left_of_the_minute_falls_and_comes_back() -> None:
    clock = FixedClock()
    window = RateWindow(clock)
    window.count_request()
    window.count_tokens(1000)
    left = dict(window.headers())
    assert left["x-ratelimit-remaining-requests"] == str(REQUESTS - 1)
    assert left["x-ratelimit-remaining-tokens"] == str(TOKENS - 1000)
    assert left["x-ratelimit-reset-tokens"] == "1m0s"
    clock.forward(30)
    assert dict(window.headers())["x-ratelimit-reset-tokens"] == "30s"
    clock.forward(30)
    assert dict(window.headers())["x-ratelimit-remaining-tokens"] == str(TOKENS)


def test_what_is_left_never_falls_below_nothing() -> None:
    window = RateWindow(FixedClock())
    window.count_tokens(TOKENS + 5)
    assert dict(window.headers())["x-ratelimit-remaining-tokens"] == "0"
