"""Where calls may go: encrypted, or on this machine."""

import pytest

from tessera.client.origin import checked_origin, is_loopback_host, proxy_in_use, segment
from tessera.core.errors import RequestError


@pytest.mark.parametrize(
    ("base_url", "is_loopback"),
    [
        ("https://api.openai.com/v1", False),
        ("https://api.openai.com/v1/", False),
        ("http://127.0.0.1:8080/v1", True),
        ("http://127.8.9.1/v1", True),
        ("http://localhost:11434/v1", True),
        ("http://[::1]:1234/v1", True),
        ("https://localhost/v1", True),
    ],
)
def test_a_good_address_is_taken(base_url: str, is_loopback: bool) -> None:
    origin = checked_origin(base_url)
    assert origin.is_loopback is is_loopback
    assert origin.url("models") == base_url.rstrip("/") + "/models"


def test_query_parameters_of_the_address_stay_at_the_end() -> None:
    origin = checked_origin("https://x.openai.azure.com/openai/v1?api-version=preview")
    assert origin.url("models") == "https://x.openai.azure.com/openai/v1/models?api-version=preview"


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.openai.com/v1",
        "http://192.168.1.5:11434/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://0.0.0.0:80/v1",
        "https://user:secret@api.openai.com/v1",
        "https://user@api.openai.com/v1",
        "https://api.openai.com/v1#x",
        "ftp://api.openai.com/v1",
        "file:///etc/passwd",
        "api.openai.com/v1",
        "https://",
        "https://api.openai.com:99999/v1",
        "",
    ],
)
def test_an_unsafe_address_is_refused_in_a_sentence(base_url: str) -> None:
    with pytest.raises(RequestError) as refused:
        checked_origin(base_url)
    assert refused.value.what.endswith(".")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "LOCALHOST", "localhost."])
def test_names_of_this_machine(host: str) -> None:
    assert is_loopback_host(host)


def test_an_id_from_a_server_stays_one_part_of_the_path() -> None:
    assert segment("../../v1/files") == "%2E%2E%2F%2E%2E%2Fv1%2Ffiles"
    assert segment("file-abc?x=1#y") == "file-abc%3Fx%3D1%23y"


def test_the_proxy_in_use_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert proxy_in_use("https://api.openai.com/v1") == "http://proxy.example:3128"
    assert proxy_in_use("https://inside.example/v1") is None
    assert proxy_in_use("http://127.0.0.1:1/v1") is None


def test_no_proxy_is_told_where_none_is_set() -> None:
    assert proxy_in_use("https://api.openai.com/v1") is None
