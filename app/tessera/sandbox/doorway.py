"""The doorway every request passes: host, key, size of the body, and the headers of the reply."""

import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tessera.sandbox.house import House
from tessera.sandbox.refusals import Refusal, no_key, too_large, wrong_key
from tessera.sandbox.replies import json_reply

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
VERSION = "2020-10-01"
ORGANISATION = "tessera-sandbox"


class Doorway:
    """Lets requests in that may come in, and dresses every reply."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return
        self._house.rates.count_request()
        dressed = self._dressed(send)
        headers = Headers(scope=scope)
        try:
            self._check(headers)
        except Refusal as refusal:
            await json_reply(refusal.body(), refusal.status)(scope, receive, dressed)
            return
        await self._app(scope, self._capped(receive), dressed)

    def _check(self, headers: Headers) -> None:
        host = headers.get("host", "").rsplit(":", 1)[0].lower()
        if host not in HOSTS:
            raise Refusal(403, "The sandbox answers on this machine only.", code="wrong_host")
        scheme, _, key = headers.get("authorization", "").partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key:
            raise no_key()
        token = self._house.token
        if token is not None and not secrets.compare_digest(key.encode(), token.encode()):
            raise wrong_key()
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._house.caps.body_bytes:
            raise too_large(self._house.caps.body_bytes)

    def _capped(self, receive: Receive) -> Callable[[], Awaitable[Message]]:
        """Return a receiver that ends a body which grows above the cap without having said so."""
        most = self._house.caps.body_bytes
        arrived = 0

        async def capped() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > most:
                raise too_large(most)
            return message

        return capped

    def _dressed(self, send: Send) -> Send:
        clock = self._house.clock
        started = clock.monotonic()
        request_id = f"req_{secrets.token_hex(16)}"

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                headers["openai-processing-ms"] = str(round(1000 * (clock.monotonic() - started)))
                headers["openai-version"] = VERSION
                headers["openai-organization"] = ORGANISATION
                for name, value in self._house.rates.headers():
                    headers[name] = value
            await send(message)

        return dressed
