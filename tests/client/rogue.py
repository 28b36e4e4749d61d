"""A server on loopback that answers exactly as a test says, however wrong that is.

It speaks raw bytes: a handler gets what came in and writes what it likes, so that it can cut,
stall, double or lie at any stage.
"""

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from tessera.core.profiles import Capabilities, Profile, Route


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class Peer:
    """The other side of a connection, for handlers that misbehave while they answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        """Send ``data`` now."""
        self.writer.write(data)
        await self.writer.drain()

    async def gone(self) -> None:
        """Wait until the client has closed the connection."""
        while await self.reader.read(2**16):
            pass

    def reset(self) -> None:
        """Break the connection instead of closing it."""
        self.writer.transport.abort()


Handler = Callable[[Received, Peer], Awaitable[None]]


def head(status: int = 200, *, length: int | None = None, **headers: str) -> bytes:
    """Return the head of an answer; without ``length`` the end of the connection ends it."""
    lines = [f"HTTP/1.1 {status} Status"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append("connection: close" if length is None else f"content-length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def plain(body: bytes, status: int = 200, **headers: str) -> bytes:
    """Return a whole answer."""
    return head(status, length=len(body), **headers) + body


def as_json(value: object, status: int = 200, **headers: str) -> bytes:
    """Return a whole answer of JSON."""
    return plain(json.dumps(value).encode(), status, content_type="application/json", **headers)


def stream_head(**headers: str) -> bytes:
    """Return the head of a stream in chunks."""
    return head(content_type="text/event-stream", transfer_encoding="chunked", **headers).replace(
        b"connection: close\r\n", b""
    )


def chunked(data: bytes) -> bytes:
    """Return ``data`` as one chunk of the transfer."""
    return b"%x\r\n%b\r\n" % (len(data), data)


LAST_CHUNK = b"0\r\n\r\n"


def sse(event: dict[str, Any]) -> bytes:
    """Return one event of the Responses API as it goes over the wire."""
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def streamed(events: Iterable[dict[str, Any]], **headers: str) -> bytes:
    """Return a whole stream in chunks, one per event."""
    return stream_head(**headers) + b"".join(chunked(sse(e)) for e in events) + LAST_CHUNK


@dataclass
class Rogue:
    """The server. ``answers`` are given one per request, the last one again and again.

    With ``tls`` it speaks https.
    """

    answers: list[bytes | Handler] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    open_connections: int = 0
    tls: ssl.SSLContext | None = None
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """Return where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def profile(self, route: Route = Route.RESPONSES, **changes: Any) -> Profile:
        """Return a profile that leads here."""
        can = changes.pop("capabilities", Capabilities(route=route))
        return Profile(
            "rogue", "Rogue", f"http://127.0.0.1:{self.port}/v1", capabilities=can, **changes
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        self.open_connections += 1
        try:
            while True:
                received = await _read(reader)
                if received is None:
                    return
                self.requests.append(received)
                answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
                if callable(answer):
                    await answer(received, Peer(reader, writer))
                    return
                writer.write(answer)
                await writer.drain()
                if b"connection: close" in answer.partition(b"\r\n\r\n")[0]:
                    return
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open_connections -= 1
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Received | None:
    try:
        top = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = top.decode("latin-1").rstrip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (li.partition(":") for li in lines)
    }
    try:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    except asyncio.IncompleteReadError:
        return None  # whoever called was killed while it spoke
    return Received(method, target, headers, body)
