"""Replies: JSON bodies and event streams."""

from collections.abc import AsyncIterator, Mapping

import msgspec
from starlette.responses import Response, StreamingResponse

EVENTS = "text/event-stream; charset=utf-8"


def json_reply(value: object, status: int = 200) -> Response:
    """Return a JSON reply."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


def event_reply(events: AsyncIterator[bytes]) -> Response:
    """Return a stream of server-sent events."""
    return StreamingResponse(events, media_type=EVENTS, headers={"cache-control": "no-cache"})


def event(kind: str | None, payload: Mapping[str, object]) -> bytes:
    """Return one event; chat completions have no event name."""
    head = b"" if kind is None else b"event: %b\n" % kind.encode()
    return head + b"data: %b\n\n" % msgspec.json.encode(payload)
