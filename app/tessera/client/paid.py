"""One paid call from its first byte to the end of its answer."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from tessera.client.answer import Answer, Translator
from tessera.client.deadlines import Countdown
from tessera.client.exchange import Exchange, OnWait
from tessera.client.keyless import stream_without_key
from tessera.client.tap import Tap
from tessera.client.transport import Call
from tessera.client.transport import Reply as HttpReply
from tessera.core.replies import Reply


async def answered(
    exchange: Exchange,
    call: Call,
    countdown: Countdown,
    tap: Tap,
    translator: Callable[[HttpReply], Translator],
    on_wait: OnWait | None,
    *,
    max_whole_bytes: int,
    keeps_errors: bool = True,
    hides_key: bool = True,
) -> AsyncGenerator[Reply, None]:
    """Send ``call`` and yield its answer as it comes. Raises `ServiceError`.

    ``max_whole_bytes`` bounds an answer that comes in one piece instead of as a stream;
    ``keeps_errors`` puts the body of an error into the sink, for it may have been paid for.
    Who joins several answers to one takes the key out of the whole, and says so by ``hides_key``.
    """
    on_raw = tap.received if keeps_errors else None
    reply = await exchange.open(call, countdown, on_sent=tap.sent, on_raw=on_raw, on_wait=on_wait)
    try:
        tap.identified(reply.request_id, None)
        answer = Answer(
            reply,
            translator(reply),
            tap,
            exchange.verdicts(reply.failures),
            max_event_bytes=exchange.caps.event_bytes,
            max_whole_bytes=max_whole_bytes,
        )
        heard = answer.replies()
        shown = stream_without_key(heard, reply.failures.redact) if hides_key else heard
        async with aclosing(shown) as replies:
            async for item in replies:
                yield item
    finally:
        await reply.aclose()
