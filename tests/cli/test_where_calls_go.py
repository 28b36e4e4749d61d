"""The environment, the named profile, the last one, the sandbox; and which key goes along."""

import json
from pathlib import Path

import pytest

from tests.cli.program import ROOT, run, tessera
from tests.client.recorded import ANSWER, events
from tests.client.rogue import Rogue, plain, streamed

KEY = "sk-test-0123456789abcdef"
ASK = ("ask", "file-abc", "--prompt", "What is this?", "--model", "gpt-5-mini", "--json")
WHERE = ("meter", "--size", "64x48", "--json")
DEAD = "http://127.0.0.1:9"


def answering() -> Rogue:
    """Return a server that answers every question well."""
    return Rogue([streamed(events("responses_stream"), x_request_id="req_1")])


def base_url(rogue: Rogue) -> str:
    """Return what OPENAI_BASE_URL holds for a server."""
    return f"http://127.0.0.1:{rogue.port}/v1"


def profile(*argv: str, env: dict[str, str] | None = None) -> str:
    """Return where a call would go."""
    return str(tessera(*WHERE, *argv, env=env).value[0]["profile"])


def files_in(folder: Path) -> list[Path]:
    """Return every file below ``folder``."""
    return [path for path in folder.rglob("*") if path.is_file()]


def keep_settings(data_home: Path, **settings: object) -> None:
    """Write what a window would have kept."""
    data_home.mkdir()
    (data_home / "settings.json").write_text(json.dumps({"version": 1, **settings}))


def keyring(tmp_path: Path, **kept: str) -> dict[str, str]:
    """Return the environment of a machine whose keyring keeps these keys."""
    place = tmp_path / "keyring.json"
    place.write_text(json.dumps(kept))
    return {
        "PYTHON_KEYRING_BACKEND": "tests.cli.file_keyring.FileKeyring",
        "PYTHONPATH": f"{ROOT / 'app'}:{ROOT}",
        "TESTS_KEYRING": str(place),
    }


async def test_a_base_url_decides_and_the_key_travels_as_bearer() -> None:
    async with answering() as rogue:
        env = {"OPENAI_BASE_URL": base_url(rogue), "OPENAI_API_KEY": KEY}
        found = (await run(*ASK, env=env)).value
    assert found["answer"] == ANSWER
    assert (found["profile"], found["sandbox"]) == ("environment", False)
    (received,) = rogue.requests
    assert (received.method, received.target) == ("POST", "/v1/responses")
    assert received.headers["authorization"] == f"Bearer {KEY}"


async def test_without_its_variable_no_key_is_sent_not_even_a_stored_one(tmp_path: Path) -> None:
    async with answering() as rogue:
        origin = f"http://127.0.0.1:{rogue.port}"
        stored = keyring(
            tmp_path,
            **{f"environment {origin}": KEY, f"openai {origin}": KEY},
            **{"openai https://api.openai.com:443": KEY},
        )
        found = (await run(*ASK, env=stored | {"OPENAI_BASE_URL": base_url(rogue)})).value
    assert found["profile"] == "environment"
    (received,) = rogue.requests
    assert "authorization" not in received.headers
    assert KEY not in str(received)


async def test_loopback_ignores_proxies() -> None:
    proxies = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")
    async with answering() as rogue:
        env = dict.fromkeys(proxies, DEAD) | {"OPENAI_BASE_URL": base_url(rogue)}
        assert (await run(*ASK, env=env)).value["answer"] == ANSWER


async def test_plain_http_off_this_machine_is_refused_before_anything_is_sent() -> None:
    async with Rogue([b""]) as proxy:
        env = {
            "OPENAI_BASE_URL": "http://192.0.2.1/v1",
            "OPENAI_API_KEY": KEY,
            "HTTP_PROXY": f"http://127.0.0.1:{proxy.port}",
        }
        refused = (await run(*ASK, env=env)).failure
    assert "not encrypted" in refused
    assert KEY not in refused
    assert proxy.connections == 0


NO_ADDRESSES = [
    "nonsense", "ftp://127.0.0.1/v1", "http://[::1", "http://u:p@127.0.0.1/v1", "http:",
    "http://127.0.0.1:99999/v1", "http://127.0.0.1:web/v1", "https://[::1/v1", "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("address", NO_ADDRESSES, ids=lambda address: address[:30])
@pytest.mark.parametrize("key", [{}, {"OPENAI_API_KEY": KEY}], ids=["no key", "a key"])
def test_an_address_that_is_none_is_one_line(address: str, key: dict[str, str]) -> None:
    refused = tessera(*ASK, env={"OPENAI_BASE_URL": address, **key}).failure
    assert "address" in refused
    assert "mistake" not in refused
    assert len(refused) < 600


def test_the_key_alone_means_openai(tmp_path: Path) -> None:
    assert profile(env={"OPENAI_API_KEY": KEY}) == "openai"
    assert profile(env={"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": ""}) == "openai"
    assert profile(env={"OPENAI_API_KEY": "  "}) == "sandbox"


def test_with_neither_the_named_profile_is_used() -> None:
    assert profile() == "sandbox"
    assert profile("--profile", "gptproto") == "gptproto"
    assert tessera(*WHERE, "--profile", "gptproto").value[0]["sandbox"] is False


def test_a_named_profile_does_not_turn_a_set_base_url_away_and_that_is_said() -> None:
    ended = tessera(*WHERE, "--profile", "openai", env={"OPENAI_BASE_URL": f"{DEAD}/v1"})
    assert json.loads(ended.out)[0]["profile"] == "environment"
    assert ended.code == 0
    assert "openai" in ended.line


def test_the_last_profile_of_the_window_is_used_if_it_has_a_key(
    tmp_path: Path, data_home: Path
) -> None:
    keep_settings(data_home, profile="gptproto")
    assert profile() == "sandbox"
    has_key = keyring(tmp_path, **{"gptproto https://gptproto.com:443": KEY})
    assert profile(env=has_key) == "gptproto"
    assert profile("--profile", "openai", env=has_key) == "openai"


def test_a_key_is_bound_to_its_address(tmp_path: Path, data_home: Path) -> None:
    keep_settings(data_home, profile="gptproto")
    assert profile(env=keyring(tmp_path, **{"gptproto https://elsewhere.example:443": KEY})) == (
        "sandbox"
    )


def test_a_profile_without_its_key_is_one_line() -> None:
    failure = tessera(*ASK, "--profile", "openai").failure
    assert "needs a key" in failure
    assert "`tessera key set" in failure
    assert "under Connect" not in failure


async def test_a_server_of_ones_own_is_asked_in_its_own_way(data_home: Path) -> None:
    chunks = [b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in events("chat_stream")]
    async with Rogue([plain(b"".join(chunks), content_type="text/event-stream")]) as rogue:
        own = {
            "id": "local",
            "title": "Local",
            "base_url": base_url(rogue),
            "needs_key": False,
            "price_factor": "0",
            "route": "chat",
        }
        keep_settings(data_home, profiles=[own])
        address = "https://example.com/a.png"
        argv = ("ask", address, "--send-as-link", "--prompt", "x", "--json", "--profile", "local")
        found = (await run(*argv)).value
    assert (found["profile"], found["answer"]) == ("local", ANSWER)
    assert found["bill"]["usd"] == 0
    (received,) = rogue.requests
    assert received.target == "/v1/chat/completions"
    assert address in received.body.decode()


async def test_the_key_is_in_no_file_and_no_word(data_home: Path) -> None:
    body = json.dumps({"error": {"message": f"Bad key {KEY}", "code": KEY}}).encode()
    async with Rogue([plain(body, 401)]) as rogue:
        env = {"OPENAI_BASE_URL": base_url(rogue), "OPENAI_API_KEY": KEY}
        ended = await run(*ASK, env=env)
    assert KEY not in ended.failure
    assert files_in(data_home)
    assert not [path for path in files_in(data_home) if KEY.encode() in path.read_bytes()]
