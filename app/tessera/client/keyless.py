"""An answer without our key: a server that was told the key may say it again, in any form.

Text is held back while its end may be the beginning of the key, so that a key which comes in
pieces is found as well: whatever comes between the pieces, a picture, the first word of a refusal,
or a cut after which another connection goes on. Pictures stay as they are, byte for byte.
"""

from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar, cast

from tessera.core.errors import ServiceError
from tessera.core.redaction import Redactor
from tessera.core.replies import (
    Accepted,
    Finished,
    ListedModel,
    PictureArrived,
    PictureElsewhere,
    RefusalDelta,
    Reply,
    StoredFile,
    TextDelta,
)

T = TypeVar("T")

Delta = TextDelta | RefusalDelta


class Keyless:
    """Takes the key out of the replies of one answer."""

    def __init__(self, redact: Redactor) -> None:
        self._redact = redact
        self._held: Delta | None = None

    def take(self, reply: Reply) -> Iterator[Reply]:
        """Yield what may be shown now that ``reply`` came."""
        if not isinstance(reply, Delta):
            if isinstance(reply, Finished):
                yield from self.rest()
            yield without_key(reply, self._redact)
            return
        text = reply.text if self._held is None else self._held.text + reply.text
        shown, held = self._redact.parted(text)
        self._held = replace(reply, text=held) if held else None
        if shown:
            yield replace(reply, text=shown)

    def rest(self) -> Iterator[Reply]:
        """Yield what was held back: nothing follows that could make a key of it."""
        held, self._held = self._held, None
        if held is not None:
            yield without_key(held, self._redact)


def without_key(reply: Reply, redact: Redactor) -> Reply:
    """Return one reply without the key; an id that quotes it is none."""
    match reply:
        case TextDelta() | RefusalDelta():
            return replace(reply, text=redact.known(reply.text))
        case Accepted():
            return replace(reply, response_id=id_without_key(reply.response_id, redact))
        case PictureArrived() if reply.revised_prompt:
            return replace(reply, revised_prompt=redact.known(reply.revised_prompt))
        case PictureArrived():
            return reply
        case PictureElsewhere():
            return replace(reply, url=redact.known(reply.url))
        case Finished():
            return replace(
                reply,
                model=reply.model and redact.known(reply.model),
                service_tier=reply.service_tier and redact.known(reply.service_tier),
                response_id=id_without_key(reply.response_id, redact),
                whole_text=reply.whole_text and redact.known(reply.whole_text),
            )


def id_without_key(untrusted: str | None, redact: Redactor) -> str | None:
    """Return an id of the server's, or None where it holds the key: ids are kept and shown."""
    return None if untrusted and redact.known(untrusted) != untrusted else untrusted


def listed_without_key(found: T, redact: Redactor) -> T:
    """Return a list of models or files without the key in their names."""
    if isinstance(found, tuple):
        return cast("T", tuple(listed_without_key(each, redact) for each in found))
    if isinstance(found, ListedModel):
        return replace(found, id=redact.known(found.id), owned_by=redact.known(found.owned_by))
    if isinstance(found, StoredFile):
        return replace(found, id=redact.known(found.id), filename=redact.known(found.filename))
    return found


def all_without_key(replies: Iterable[Reply], redact: Redactor) -> list[Reply]:
    """Return the replies of an answer that is there already."""
    keyless = Keyless(redact)
    return [shown for reply in replies for shown in keyless.take(reply)] + list(keyless.rest())


async def stream_without_key(
    replies: AsyncGenerator[Reply, None], redact: Redactor
) -> AsyncGenerator[Reply, None]:
    """Yield the replies as they come; what was held back is shown before a failure is raised."""
    keyless = Keyless(redact)
    trouble: ServiceError | None = None
    async with aclosing(replies):
        try:
            async for reply in replies:
                for shown in keyless.take(reply):
                    yield shown
        except ServiceError as error:
            trouble = error
    for shown in keyless.rest():
        yield shown
    if trouble is not None:
        raise trouble
