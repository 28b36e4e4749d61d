"""Check with the server: the provider's own count of a question's input tokens, and its memory.

Requests that must count alike share a *key*: same model, words and reasoning, and pictures of the
same size and detail. What a picture shows does not enter: providers count by size alone, so that a
count holds for the next photo of that camera too, before anything of it was prepared.
"""

import hashlib
import json
import logging
from typing import Protocol

from tessera.core.errors import StoreError
from tessera.core.estimates import Estimate
from tessera.core.ports import Blobs, Clock
from tessera.core.profiles import Profile
from tessera.core.requests import Ask, FileId, Link, Picture
from tessera.store.desk import Desk
from tessera.store.library import Library
from tessera.store.server_counts import ServerCount
from tessera.studio.bookkeeping import summary_of
from tessera.studio.stored_files import Keep, file_keeper

log = logging.getLogger(__name__)


class CountsInput(Protocol):
    """What `client.service.Service` offers for this."""

    async def count_input(self, ask: Ask, blobs: Blobs, *, on_stored: Keep | None = None) -> int:
        """Return the provider's own count; ``on_stored`` is told what had to be uploaded."""


class ServerCheck:
    """Asks providers to count, and knows what they said before."""

    def __init__(self, library: Library, desk: Desk, clock: Clock) -> None:
        self._library, self._desk, self._clock = library, desk, clock
        self._known: dict[tuple[str, str], ServerCount] = {}
        self._loaded: set[str] = set()

    async def load(self, profile: Profile) -> None:
        """Remember what the provider counted in earlier runs."""
        if profile.origin in self._loaded:
            return
        self._loaded.add(profile.origin)
        for count in await self._desk.run(self._library.server_counts.of, profile):
            self._known.setdefault((profile.origin, count.key), count)

    def known(self, ask: Ask, profile: Profile) -> ServerCount | None:
        """Return what the provider counted for such a request, or None."""
        if not self._known:
            return None
        return self._known.get((profile.origin, count_key(ask)))

    async def count(
        self, ask: Ask, estimate: Estimate, profile: Profile, service: CountsInput
    ) -> ServerCount:
        """Have ``ask`` counted, pictures and all, and remember it; raises `TesseraError`.

        A count that cannot be written down is still returned and known until the window closes.
        """
        keep = file_keeper(self._library, self._desk, self._clock, profile)
        tokens = await service.count_input(ask, self._library.blobs, on_stored=keep)
        read = [item for item in estimate.items if item.is_read]
        least, most = [item.tokens_min for item in read], [item.tokens_max for item in read]
        count = ServerCount(
            key=count_key(ask),
            model=ask.model,
            when=self._clock.now(),
            tokens=tokens,
            said=_sum([item.tokens for item in read]),
            said_min=_sum(least),
            said_max=_sum(most),
            summary=summary_of(ask, estimate),
        )
        self._known[profile.origin, count.key] = count
        try:
            await self._desk.run(self._library.server_counts.put, profile, count)
        except StoreError as error:
            log.warning("a server's count was not kept: %s", error)
        return count


def count_key(ask: Ask) -> str:
    """Return what requests that count alike have in common, as a hash."""
    turns = [
        [turn.role.value, turn.text, [_picture(picture) for picture in turn.pictures]]
        for turn in ask.turns
    ]
    parts: list[object] = [ask.model, ask.instructions, ask.reasoning_effort, turns]
    if ask.image_tool is not None:
        parts.append("image tool")
    if ask.previous_response_id is not None:
        parts.append(ask.previous_response_id)
    text = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _picture(picture: Picture) -> list[str]:
    match picture.source:
        case Link(url):
            seen = url
        case FileId(file_id, None):
            seen = file_id
        case _:
            seen = str(picture.size)
    return [seen, picture.detail.value]


def _sum(parts: list[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
