"""Where a reply leaves its traces while it arrives: the sink, guarded.

Paid bytes go to the disk before anything reads them. When the disk fails after the call left, the
answer still reaches the user; the sink itself knows that it failed.
"""

import logging

from tessera.core.errors import StoreError
from tessera.core.ports import Sink

log = logging.getLogger(__name__)


class Tap:
    """Passes on to a `Sink` what one call says, each thing once."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._was_sent = False
        self._has_failed = False
        self._known: tuple[str | None, str | None] = (None, None)

    def sent(self) -> None:
        """Note that the first byte leaves now; a `StoreError` here keeps it from leaving."""
        if not self._was_sent:
            self._was_sent = True
            self._sink.sent()

    def identified(self, request_id: str | None, response_id: str | None) -> None:
        """Note the ids as far as they are new."""
        known = (request_id or self._known[0], response_id or self._known[1])
        if known == self._known or self._has_failed:
            return
        self._known = known
        try:
            self._sink.identified(request_id=known[0], response_id=known[1])
        except StoreError as error:
            self._give_up(error)

    def received(self, chunk: bytes) -> None:
        """Hand on a chunk as it came."""
        if self._has_failed:
            return
        try:
            self._sink.received(chunk)
        except StoreError as error:
            self._give_up(error)

    def _give_up(self, error: StoreError) -> None:
        self._has_failed = True
        log.warning("the reply is no longer kept on disk: %s", error)
