"""A picture behind a web address, fetched as pixels without telling anybody who asks.

https only. A name is resolved once and the connection goes to the address that was checked, so a
second answer of the name server changes nothing. Redirects are followed by checking each hop
anew. No key, no cookies, no referrer; proxies of the environment are not used, for behind one the
address could not be checked.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin

import httpx

from tessera.client.addresses import is_public
from tessera.client.tls import trusted
from tessera.client.unpack import Damaged, TooLarge, UnknownEncoding, Unpacker
from tessera.client.words import quotable
from tessera.core.errors import PictureRejected, RequestError, Unreachable, UnreadablePicture

MOST_BYTES = 20 * 2**20
MOST_REDIRECTS = 3
MOST_ADDRESSES = 4
TOTAL_S = 60.0
IDLE_S = 15.0

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """Bytes from the web, *untrusted* and not decoded; ``url`` is where they came from at last."""

    data: bytes
    content_type: str
    url: str


async def fetch_picture(
    url: str,
    *,
    cap_bytes: int = MOST_BYTES,
    resolver: Resolver | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> FetchedPicture:
    """Return what lies at ``url``.

    Raises `RequestError` for an address that is not fetched, `Unreachable`, `PictureRejected` for
    more than ``cap_bytes``, and `UnreadablePicture` for what is surely no picture.
    """
    inner = await asyncio.to_thread(_transport) if transport is None else transport
    try:
        async with asyncio.timeout(TOTAL_S), inner:
            for _ in range(MOST_REDIRECTS + 1):
                target = _checked(url)
                response = await _get(inner, target, await _addresses(target, resolver))
                try:
                    if not 300 <= response.status_code < 400:
                        return await _picture(response, str(target), cap_bytes)
                    url = urljoin(str(target), response.headers.get("location", ""))
                finally:
                    await response.aclose()
    except TimeoutError as error:
        raise Unreachable(f"The picture did not arrive within {TOTAL_S:g} seconds.") from error
    raise UnreadablePicture(f"The address leads on more than {MOST_REDIRECTS} times.")


def _transport() -> httpx.AsyncHTTPTransport:
    try:
        return httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False)
    except OSError as error:  # an SSLError is one, too
        raise Unreachable(
            "The certificates that this machine trusts could not be read.",
            next_step="Check SSL_CERT_FILE and SSL_CERT_DIR.",
        ) from error


def _checked(url: str) -> httpx.URL:
    """Return ``url`` parsed, or raise `RequestError`."""
    try:
        target = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError) as error:
        raise RequestError(f"“{quotable(url, 80)}” is not a web address.") from error
    if target.scheme != "https" or not target.host:
        raise RequestError(
            "Pictures are fetched from addresses that begin with https:// only.",
            next_step="Save the picture and open the file.",
        )
    if target.userinfo:
        raise RequestError("The address holds a name or password, so it is not fetched.")
    return target.copy_with(fragment=None)


async def _addresses(target: httpx.URL, resolver: Resolver | None) -> list[str]:
    """Return where ``target`` lies; one address that is not public refuses them all."""
    host, port = target.raw_host.decode("ascii").strip("[]"), target.port or 443
    try:
        found = list(await (resolver or _resolve)(host, port))
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            f"The address {quotable(host, 80)} was not found.",
            next_step="Check the internet connection and the spelling of the address.",
        ) from error
    if not found or not all(is_public(address) for address in found):
        raise RequestError(
            f"{quotable(host, 80)} does not lie on the open internet, so it is not fetched.",
            next_step="Save the picture and open the file.",
        )
    return found[:MOST_ADDRESSES]


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


async def _get(
    transport: httpx.AsyncBaseTransport, target: httpx.URL, addresses: list[str]
) -> httpx.Response:
    """Ask the first address that answers, under the name that was checked."""
    name = target.raw_host.decode("ascii").strip("[]")
    for last, address in enumerate(addresses, start=1):
        request = httpx.Request(
            "GET",
            target.copy_with(host=address),
            headers={
                "Host": target.netloc.decode("ascii"),
                "User-Agent": "Tessera",
                "Accept": "image/*",
                "Accept-Encoding": "identity",
            },
            extensions={
                "sni_hostname": name,
                "timeout": httpx.Timeout(IDLE_S).as_dict(),
            },
        )
        try:
            return await transport.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if last == len(addresses) or _is_tls(error):
                raise _unreachable(target) from error
        except httpx.HTTPError as error:
            raise _unreachable(target) from error
    raise AssertionError("there is at least one address")


async def _picture(response: httpx.Response, url: str, cap_bytes: int) -> FetchedPicture:
    if response.status_code != 200:
        raise UnreadablePicture(
            f"The web server answered {response.status_code} instead of a picture.",
            next_step="Check the address in a browser.",
        )
    kind = str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        raise UnreadablePicture(
            "The address leads to a web page, not to a picture.",
            next_step="Copy the address of the picture itself.",
        )
    try:
        data = await _content(response, cap_bytes)
    except httpx.HTTPError as error:
        raise UnreadablePicture("The picture was cut off on its way.") from error
    except TooLarge as error:
        raise PictureRejected(
            f"The picture is larger than {cap_bytes / 1e6:,.0f} MB, so it was not fetched.",
            next_step="Save it and open the file.",
        ) from error
    except (Damaged, UnknownEncoding) as error:
        raise UnreadablePicture("The picture arrived packed in a way that cannot be read.") from (
            error
        )
    if data.lstrip()[:1] == b"<" and b"<html" in data[:1024].lower():
        raise UnreadablePicture("The address leads to a web page, not to a picture.")
    return FetchedPicture(data, quotable(kind, 80), url)


async def _content(response: httpx.Response, cap_bytes: int) -> bytes:
    encoding = str(response.headers.get("content-encoding", ""))
    unpacker = Unpacker(encoding, raw_cap=cap_bytes, content_cap=cap_bytes)
    length = str(response.headers.get("content-length", ""))
    if length.isdecimal() and int(length) > cap_bytes:
        raise TooLarge(cap_bytes)
    pieces: list[bytes] = []
    raw = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
    async with aclosing(raw) as chunks:
        async for chunk in chunks:
            pieces += unpacker.pieces(chunk)
    return b"".join(pieces)


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _unreachable(target: httpx.URL) -> Unreachable:
    return Unreachable(
        f"{quotable(target.host, 80)} could not be reached, or not safely.",
        next_step="Check the address in a browser, or save the picture and open the file.",
    )
