"""What the rooms need from outside, as protocols named after the role."""

from datetime import date, datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of time; injected everywhere."""

    def now(self) -> datetime:
        """Return the time in UTC, with its zone."""

    def today(self) -> date:
        """Return the day in UTC, which decides prices and shutdown dates."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""


class Blobs(Protocol):
    """Pictures by content hash."""

    def read(self, sha256: str) -> bytes:
        """Return the bytes with this hash; raises `StoreError` if they are gone."""


class Sink(Protocol):
    """Where a reply goes while it arrives, so that paid bytes reach the disk first.

    Calls are quick and come from the event loop; an implementation may write in a thread as long
    as ``close`` returns only when everything is on disk.
    """

    def sent(self) -> None:
        """Note that the first byte of the request left."""

    def identified(self, *, request_id: str | None, response_id: str | None) -> None:
        """Note the ids by which the provider knows the call; may come twice, ids only grow."""

    def received(self, chunk: bytes) -> None:
        """Append bytes of the reply's body exactly as they came (after transfer decoding)."""


class TokenCounter(Protocol):
    """Counts the text tokens of a prompt."""

    def __call__(self, text: str) -> int:
        """Return the number of tokens in ``text``."""
