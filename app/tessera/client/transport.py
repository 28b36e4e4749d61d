"""The way out: one small pool of connections to one origin, with deadlines, caps and no redirects.

Words: a *call* is one request as it shall be sent; a *reply* is what comes back, its body still
arriving. Everything httpx raises is translated here, so that no other module knows its errors.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast

import httpx

from tessera.client.auth import Identity
from tessera.client.body import Body
from tessera.client.deadlines import Caps, Countdown, DeadlinePassed
from tessera.client.errors import Failures
from tessera.client.origin import Origin
from tessera.client.tls import trusted, trusting_nobody
from tessera.client.unpack import Damaged, TooLarge, UnknownEncoding, Unpacker
from tessera.client.words import quotable

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 4  # httpx's pool costs connections × requests; four keep it cheap
KEEPALIVE_S = 5.0

for _talkative in ("httpx", "httpcore"):  # they name addresses and headers at info and debug
    logging.getLogger(_talkative).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``path`` lies below the base URL; ``is_paid`` is true where money may flow.

    ``address`` is a full address at the same origin and takes the place of the path.
    """

    method: str
    path: str
    body: Body | None = None
    query: tuple[tuple[str, str], ...] = ()
    accept: str = "application/json"
    is_paid: bool = False
    address: str = ""


class Reply:
    """A reply whose head has come. Close it in every case; its body can be read once."""

    def __init__(
        self, response: httpx.Response, countdown: Countdown, caps: Caps, failures: Failures
    ) -> None:
        self._response = response
        self._countdown = countdown
        self._caps = caps
        self.status = response.status_code
        self.request_id = quotable(failures.redact(self.header("x-request-id")), 200) or None
        self.failures = failures.known_as(self.request_id)

    def header(self, name: str) -> str:
        """Return a header's value, empty where it is missing; *untrusted*."""
        return str(self._response.headers.get(name, ""))

    async def content(
        self, on_raw: Callable[[bytes], None] | None = None, *, cap_bytes: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Yield the body as it comes, unpacked; ``on_raw`` gets every chunk before that.

        Raises `ServiceError` when the body is cut, too slow, too large or cannot be unpacked.
        """
        try:
            unpacker, is_known = self._unpacker(cap_bytes)
            async with aclosing(self._raw_chunks()) as chunks:
                async for chunk in chunks:
                    if on_raw is not None:
                        on_raw(chunk)
                    for piece in unpacker.pieces(chunk):
                        if is_known:
                            yield piece
            if not is_known:  # it is paid for, and somebody may unpack it by hand
                raise self.failures.unknown_encoding()
        except TooLarge as error:
            raise self.failures.too_large(error.limit_bytes) from error
        except Damaged as error:
            raise self.failures.unreadable() from error

    async def aclose(self) -> None:
        """Let the connection go; an unread body closes it."""
        await self._response.aclose()

    def _unpacker(self, cap_bytes: int | None) -> tuple[Unpacker, bool]:
        """Return what unpacks the body, and whether its packing is known."""
        unpacker = partial(
            Unpacker,
            raw_cap=min(self._caps.reply_bytes, cap_bytes or self._caps.reply_bytes),
            content_cap=min(self._caps.decoded_bytes, cap_bytes or self._caps.decoded_bytes),
        )
        try:
            return unpacker(self.header("content-encoding")), True
        except UnknownEncoding:
            return unpacker(""), False

    async def _raw_chunks(self) -> AsyncGenerator[bytes, None]:
        """Yield the bytes as they come, each awaited no longer than the deadlines allow."""
        deadlines = self._countdown.deadlines
        patience_s = deadlines.idle_s
        raw = cast("AsyncGenerator[bytes, None]", self._response.aiter_raw())
        async with aclosing(raw) as chunks:
            while True:
                try:
                    async with self._countdown.silence(patience_s):
                        chunk = await anext(chunks, None)
                except DeadlinePassed as error:
                    raise self.failures.too_slow(error) from error
                except (httpx.HTTPError, httpx.StreamError) as error:
                    raise self.failures.cut() from error
                if chunk is None:
                    return
                patience_s = min(deadlines.stream_idle_s, deadlines.idle_s)
                yield chunk


class Transport:
    """Sends calls to one origin and nowhere else."""

    def __init__(
        self,
        origin: Origin,
        identity: Identity,
        caps: Caps,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._origin = origin
        self._identity = identity
        self._caps = caps
        self._injected = transport
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def send(
        self, call: Call, countdown: Countdown, failures: Failures, on_sent: Callable[[], None]
    ) -> Reply:
        """Send ``call`` and return the reply as soon as its head is there.

        ``on_sent`` is called at most once; as long as it was not, nothing can have been bought.
        Raises `ServiceError`.
        """
        departure = _Departure(on_sent)
        try:
            client = await self._ready_client(failures)
            request = self._request(client, call, countdown, departure)
            async with countdown.silence(countdown.left_s):
                response = await client.send(request, stream=True)
            departure.note()  # a transport of a test may not say so itself
        except DeadlinePassed as error:
            raise failures.too_slow(error, was_sent=departure.happened) from error
        except httpx.TimeoutException as error:
            raise failures.timed_out(error, countdown, was_sent=departure.happened) from error
        except httpx.RequestError as error:
            raise failures.from_httpx(error, was_sent=departure.happened) from error
        except httpx.InvalidURL as error:
            raise failures.bad_address() from error
        return Reply(response, countdown, self._caps, failures)

    def headers(self, call: Call) -> list[tuple[str, str]]:
        """Return the headers of ``call``; what the library adds is not among them."""
        headers = [("Accept", call.accept), ("Accept-Encoding", "identity")]
        headers += self._identity.headers()
        if call.body is not None:
            headers.append(("Content-Type", call.body.content_type))
            headers.append(("Content-Length", str(call.body.size_bytes)))
        return headers

    def url(self, call: Call) -> httpx.URL:
        """Return the whole address of ``call``."""
        url = httpx.URL(self._address(call))
        own = () if call.address else self._identity.query  # it may be signed as it stands
        query = dict([*own, *call.query])
        return url.copy_merge_params(query) if query else url

    async def aclose(self) -> None:
        """Close every connection, those in use as well."""
        if self._client is not None:
            await self._client.aclose()

    def _request(
        self, client: httpx.AsyncClient, call: Call, countdown: Countdown, departure: "_Departure"
    ) -> httpx.Request:
        deadlines = countdown.deadlines
        return client.build_request(
            call.method,
            self.url(call),
            headers=self.headers(call),
            content=call.body,
            timeout=httpx.Timeout(
                deadlines.idle_s, connect=min(deadlines.connect_s, deadlines.idle_s), pool=None
            ),
            extensions={"trace": departure.trace},
        )

    def _address(self, call: Call) -> str:
        if not call.address:
            return self._origin.url(call.path)
        assert self._origin.holds(call.address), "the key goes to its own origin alone"
        return call.address

    async def _ready_client(self, failures: Failures) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None and not self._origin.is_encrypted:
                self._client = self._new_client(failures)
            elif self._client is None:  # reading the certificates takes longer than a frame
                self._client = await asyncio.to_thread(self._new_client, failures)
            return self._client

    def _new_client(self, failures: Failures) -> httpx.AsyncClient:
        try:
            verify = trusted() if self._origin.is_encrypted else trusting_nobody()
            return httpx.AsyncClient(
                transport=self._injected,
                verify=verify,
                trust_env=not self._origin.is_loopback,
                follow_redirects=False,
                headers={"User-Agent": "Tessera"},
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none are kept
                limits=httpx.Limits(
                    max_connections=MAX_CONNECTIONS,
                    max_keepalive_connections=MAX_CONNECTIONS,
                    keepalive_expiry=KEEPALIVE_S,
                ),
            )
        except (ImportError, ValueError, httpx.InvalidURL, OSError) as error:
            raise failures.proxy_unusable() from error


class _Departure:
    """Notes the moment at which the first byte of a request leaves."""

    def __init__(self, on_sent: Callable[[], None]) -> None:
        self._on_sent = on_sent
        self.happened = False

    def note(self) -> None:
        if not self.happened:
            self.happened = True
            self._on_sent()

    async def trace(self, event: str, facts: dict[str, object]) -> None:
        """Called by httpcore; connecting and asking a proxy for a tunnel come before."""
        if event.endswith("send_request_headers.started"):
            request = facts.get("request")
            if getattr(request, "method", b"") != b"CONNECT":
                self.note()
