"""Trouble on demand: a word in a prompt makes the sandbox do what a provider does on a bad day.

So a user can see what a refusal, a limit or a cut looks like, at no cost. The words are told in the
README; everything else about the request is checked first, as always.
"""

from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from tessera.sandbox.house import House
from tessera.sandbox.refusals import Refusal

BLOCKED, UNVERIFIED, BUSY, BROKEN, CUT, ELSEWHERE = (
    "[blocked]",
    "[unverified]",
    "[busy]",
    "[broken]",
    "[cut]",
    "[elsewhere]",
)
BUSY_S = 2
EVENTS_BEFORE_CUT = 9


class CutOff(ConnectionError):
    """The connection breaks here, as it was asked for."""


def rehearse(house: House, prompt: str) -> None:
    """Refuse what ``prompt`` asks to have refused; a busy sandbox answers the second time."""
    if BLOCKED in prompt:
        raise Refusal(
            400,
            "Your request was rejected by the safety system, because its words asked for that.",
            code="moderation_blocked",
            kind="image_generation_user_error",
            moderation={"moderation_stage": "input", "categories": ["rehearsal"]},
        )
    if UNVERIFIED in prompt:
        raise Refusal(403, "Your organization must be verified to use this model (a rehearsal).")
    if BROKEN in prompt:
        raise Refusal(500, "The server had an error (a rehearsal).", kind="server_error")
    if BUSY in prompt and house.is_first_of(prompt):
        raise Refusal(
            429,
            "Rate limit reached (a rehearsal).",
            code="rate_limit_exceeded",
            kind="requests",
            retry_after_s=BUSY_S,
        )


async def perhaps_cut(
    prompt: str, parts: AsyncIterator[bytes], *, after: int
) -> AsyncIterator[bytes]:
    """Yield the parts of a reply; with the word for it the connection breaks after so many."""
    sent = 0
    async for part in parts:
        if CUT in prompt and sent >= after:
            raise CutOff
        yield part
        sent += 1


def broken_off(reply: Response) -> Response:
    """Return a reply of which only half arrives."""
    return StreamingResponse(_half(bytes(reply.body)), media_type=reply.media_type)


async def _half(body: bytes) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    raise CutOff
