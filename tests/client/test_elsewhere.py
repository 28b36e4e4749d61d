"""A picture that a reply only names: from the own origin at once, from elsewhere when agreed."""

import pytest

from tessera.client.deadlines import Caps
from tessera.client.elsewhere import is_own
from tessera.core.errors import OddReply, OutcomeUnknown, Refused, RequestError, TesseraError
from tessera.core.profiles import OPENAI, Profile
from tests.client.calls import KEY
from tests.client.makes import FINAL, as_json, make_from, maker
from tests.client.rogue import Rogue, head, plain
from tests.fakes import RecordingSink

PICTURE = plain(FINAL, content_type="image/png")


async def test_the_own_origin_is_asked_at_once_with_its_key() -> None:
    sink = RecordingSink()
    async with Rogue([PICTURE]) as rogue:
        client = maker(rogue, profile={"query": (("api-version", "1"),)})
        url = f"http://127.0.0.1:{rogue.port}/files/a.png?sig=x%2Fy"
        assert await client.fetch_elsewhere(url, sink=sink) == FINAL
        await client.aclose()
    (request,) = rogue.requests
    assert (request.method, request.target) == ("GET", "/files/a.png?sig=x%2Fy")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert sink.raw == FINAL


async def test_an_address_may_be_relative_to_the_providers_own() -> None:
    async with Rogue([PICTURE]) as rogue:
        client = maker(rogue)
        assert await client.fetch_elsewhere("/generated/a.png") == FINAL
        await client.aclose()
    assert rogue.requests[0].target == "/generated/a.png"


async def test_what_a_reply_named_is_what_is_fetched() -> None:
    answer = as_json({"created": 1, "data": [{"url": "/generated/a.png"}]})
    async with Rogue([answer, PICTURE]) as rogue:
        made = await make_from(rogue)
        client = maker(rogue)
        assert await client.fetch_elsewhere(made.elsewhere[0].url) == FINAL
        await client.aclose()


@pytest.mark.parametrize(
    "url",
    [
        "https://files.example.com/a.png",
        "http://127.0.0.1:1/a.png",
        "http://localhost/a.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a.png",
        "http://[",
        "http://user:name@127.0.0.1/a.png",
        "javascript:alert(1)",
        "\\\\server\\share\\a.png",
    ],
)
async def test_another_place_is_not_contacted_without_a_word_of_the_user(url: str) -> None:
    async with Rogue([PICTURE]) as rogue:
        client = maker(rogue)
        if url.startswith("\\\\"):
            assert is_own(url, client.profile)  # no scheme, no host: a path like any other
        else:
            with pytest.raises(RequestError):
                await client.fetch_elsewhere(url)
            assert rogue.connections == 0
        await client.aclose()


@pytest.mark.parametrize(
    "url",
    ["http://files.example.com/a.png", "file:///etc/passwd", "https://127.0.0.1/a.png", "http://["],
)
async def test_even_when_agreed_only_the_open_internet_is_contacted(url: str) -> None:
    async with Rogue([PICTURE]) as rogue:
        client = maker(rogue)
        with pytest.raises(RequestError):
            await client.fetch_elsewhere(url, has_agreed=True)
        await client.aclose()


async def test_a_foreign_host_is_resolved_only_after_agreement() -> None:
    asked: list[str] = []

    async def resolver(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["192.168.0.1"]

    async with Rogue([PICTURE]) as rogue:
        client = maker(rogue)
        url = "https://files.example.com/a.png"
        with pytest.raises(RequestError, match="was not fetched"):
            await client.fetch_elsewhere(url, resolver=resolver)
        assert asked == []
        with pytest.raises(RequestError, match="open internet"):
            await client.fetch_elsewhere(url, has_agreed=True, resolver=resolver)
        assert asked == ["files.example.com"]
        await client.aclose()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (plain(b"", 302, location="https://elsewhere.example/"), OddReply),
        (plain(b"<!doctype html><html>Sign in</html>"), OddReply),
        (plain(b"", 404), Refused),
        (plain(b""), OutcomeUnknown),
        (head(length=2_000_000), OutcomeUnknown),
        (plain(bytes(2_000_000)), OutcomeUnknown),
    ],
    ids=["redirect", "web page", "gone", "empty", "cut", "too large"],
)
async def test_what_is_no_picture_is_said(
    answer: bytes, error: type[TesseraError], quick_pauses: None
) -> None:
    if answer.endswith(b"\r\n\r\n") and b"2000000" in answer:
        answer = answer.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n") + bytes(10)
    async with Rogue([answer]) as rogue:
        client = maker(rogue, caps=Caps(reply_bytes=2**20))
        with pytest.raises(error) as caught:
            await client.fetch_elsewhere("/a.png")
        await client.aclose()
    assert not getattr(caught.value, "may_be_charged", False)


@pytest.mark.parametrize(
    "fault", [plain(b"", 500), plain(b"", 502), plain(b""), plain(b"", 429, retry_after="0")]
)
async def test_a_fault_on_the_way_is_tried_again_for_the_picture_is_paid(
    fault: bytes, quick_pauses: None
) -> None:
    async with Rogue([fault, fault, PICTURE]) as rogue:
        client = maker(rogue)
        assert await client.fetch_elsewhere("/a.png") == FINAL
        await client.aclose()
    assert len(rogue.requests) == 3


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://api.openai.com/v1/files/a", True),
        ("https://api.openai.com:443/a", True),
        ("https://API.openai.com/a", True),
        ("a.png", True),
        ("http://api.openai.com/a", False),
        ("https://api.openai.com:8443/a", False),
        ("https://api.openai.com.evil.example/a", False),
        ("https://api.openai.com@evil.example/a", False),
        ("https://key@api.openai.com/a", False),
        ("//evil.example/a", False),
    ],
)
def test_the_own_origin_is_scheme_host_and_port(url: str, own: bool) -> None:
    assert is_own(url, OPENAI) is own


def test_a_profile_with_a_broken_address_owns_nothing() -> None:
    assert not is_own("https://a.example/x", Profile("x", "X", "nonsense"))
