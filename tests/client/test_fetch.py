"""A picture behind a web address: checked, pinned, capped, and asked for without a name."""

import gzip
from collections.abc import Callable, Sequence

import httpx
import pytest

from tessera.client.fetch import FetchedPicture, fetch_picture
from tessera.core.errors import (
    PictureRejected,
    RequestError,
    TesseraError,
    Unreachable,
    UnreadablePicture,
)

PUBLIC = "93.184.216.34"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def names(**places: Sequence[str]) -> Callable[[str, int], object]:
    """Return a resolver that knows these names and counts how often it was asked."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        if (found := places.get(host.replace(".", "_").replace("-", "_"))) is None:
            raise OSError("unknown")
        return found

    resolve.asked = asked  # type: ignore[attr-defined]
    return resolve


class Web(httpx.AsyncBaseTransport):
    """Answers by host and path and remembers what it was asked."""

    def __init__(self, **pages: httpx.Response | Exception) -> None:
        self.pages = pages
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        page = self.pages[request.url.path.strip("/").partition(".")[0]]
        if isinstance(page, Exception):
            raise page
        return page


class Bytes(httpx.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        for chunk in self.chunks:
            yield chunk


def page(*chunks: bytes, status: int = 200, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=Bytes(*chunks))


EXAMPLE = names(example_com=[PUBLIC], a_example=[PUBLIC], inside_example=["10.0.0.1"])


async def fetched(
    url: str, web: Web, resolver: object = EXAMPLE, cap_bytes: int = 2**20
) -> FetchedPicture:
    return await fetch_picture(url, cap_bytes=cap_bytes, resolver=resolver, transport=web)  # type: ignore[arg-type]


async def failure(url: str, web: Web, kind: type[TesseraError], **more: object) -> TesseraError:
    with pytest.raises(kind) as raised:
        await fetched(url, web, **more)  # type: ignore[arg-type]
    return raised.value


async def test_a_picture_is_fetched_from_the_address_that_was_checked() -> None:
    web = Web(a=page(PNG, content_type="image/png; charset=x"))
    resolver = names(example_com=[PUBLIC])
    picture = await fetched("https://example.com/a.png?x=1#part", web, resolver)
    assert picture == FetchedPicture(PNG, "image/png", "https://example.com/a.png?x=1")
    (request,) = web.requests
    assert str(request.url) == f"https://{PUBLIC}/a.png?x=1"
    assert request.headers["host"] == "example.com"
    assert request.extensions["sni_hostname"] == "example.com"
    assert resolver.asked == ["example.com"]  # type: ignore[attr-defined]


async def test_the_request_says_nothing_about_who_asks() -> None:
    web = Web(a=page(PNG))
    await fetched("https://example.com/a.png", web)
    assert {name for name, _ in web.requests[0].headers.items()} == {
        *("host", "user-agent", "accept", "accept-encoding")
    }


async def test_an_ipv6_address_is_pinned_too() -> None:
    web = Web(a=page(PNG))
    await fetched("https://example.com/a.png", web, names(example_com=["2606:4700::1111"]))
    assert web.requests[0].url.host == "2606:4700::1111"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/a.png",
        "ftp://example.com/a.png",
        "file:///etc/passwd",
        "//example.com/a.png",
        "https://",
        "https://user:secret@example.com/a.png",
        "https://[::1/a.png",
        "data:image/png;base64,AA",
        "x" * 100_000,
    ],
)
async def test_other_addresses_are_refused_before_anything_is_asked(url: str) -> None:
    web = Web(a=page(PNG))
    error = await failure(url, web, RequestError)
    assert "secret" not in str(error)
    assert web.requests == []


@pytest.mark.parametrize(
    "places", [["127.0.0.1"], ["169.254.169.254"], [PUBLIC, "10.0.0.1"], ["::ffff:10.0.0.1"], []]
)
async def test_a_name_that_leads_inside_is_refused(places: list[str]) -> None:
    web = Web(a=page(PNG))
    await failure("https://example.com/a", web, RequestError, resolver=names(example_com=places))
    assert web.requests == []


async def test_an_address_written_as_a_number_is_checked_by_where_it_leads() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        assert host == "2130706433"
        return ["127.0.0.1"]

    await failure("https://2130706433/a", Web(a=page(PNG)), RequestError, resolver=resolve)


async def test_the_systems_own_names_lead_nowhere_inside() -> None:
    with pytest.raises(RequestError, match="open internet"):
        await fetch_picture("https://localhost/a.png", transport=Web(a=page(PNG)))


async def test_an_unknown_name_is_said() -> None:
    error = await failure("https://nowhere.example/a", Web(), Unreachable)
    assert "nowhere.example was not found" in error.what


async def test_a_redirect_is_followed_after_checking_it() -> None:
    web = Web(
        a=page(status=302, location="/b.png"),
        b=page(status=301, location="https://a.example/c.png"),
        c=page(PNG, content_type="image/png"),
    )
    picture = await fetched("https://example.com/a.png", web)
    assert picture.url == "https://a.example/c.png"
    assert [request.headers["host"] for request in web.requests] == [
        *("example.com", "example.com", "a.example")
    ]


@pytest.mark.parametrize(
    "location", ["https://inside.example/b", "http://example.com/b", "file:///b"]
)
async def test_a_redirect_to_where_nothing_is_fetched_is_not_followed(location: str) -> None:
    web = Web(a=page(status=302, location=location), b=page(PNG))
    await failure("https://example.com/a", web, RequestError)
    assert len(web.requests) == 1


async def test_a_fourth_redirect_is_not_followed() -> None:
    web = Web(a=page(status=302, location="/a"))
    await failure("https://example.com/a", web, UnreadablePicture)
    assert len(web.requests) == 4


async def test_a_picture_beyond_the_cap_is_not_fetched() -> None:
    for answer in (
        page(bytes(60), bytes(60)),
        page(PNG, content_length="120"),
        page(gzip.compress(bytes(10_000)), content_encoding="gzip"),
    ):
        await failure("https://example.com/a", Web(a=answer), PictureRejected, cap_bytes=100)


@pytest.mark.parametrize(
    "answer",
    [
        page(b"<html>", content_type="text/html"),
        page(b"<!doctype html><html>", content_type="image/png"),
        page(b"", status=404),
        page(b"", status=500),
        page(PNG, content_encoding="br"),
        page(b"not packed", content_encoding="gzip"),
    ],
)
async def test_what_is_surely_no_picture_is_said(answer: httpx.Response) -> None:
    await failure("https://example.com/a", Web(a=answer), UnreadablePicture)


@pytest.mark.parametrize("error", [httpx.ConnectError("x"), httpx.ReadTimeout("x")])
async def test_a_server_that_cannot_be_reached_is_said(error: Exception) -> None:
    await failure("https://example.com/a", Web(a=error), Unreachable)


async def test_certificates_that_cannot_be_read_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/authorities.pem")
    with pytest.raises(Unreachable, match="certificates"):
        await fetch_picture("https://example.com/a.png")
