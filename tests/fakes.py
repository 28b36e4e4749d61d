"""Fakes that implement the ports of core: a clock that stands still, pictures in memory, a sink."""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tessera.core.errors import StoreError
from tessera.core.geometry import Size
from tessera.core.requests import Pixels

A_DAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """A clock that moves only when told."""

    moment: datetime = A_DAY
    seconds: float = 0.0

    def now(self) -> datetime:
        """Return the fixed time."""
        return self.moment + timedelta(seconds=self.seconds)

    def today(self) -> date:
        """Return the day of the fixed time."""
        return self.now().date()

    def monotonic(self) -> float:
        """Return the seconds that the clock was moved by."""
        return self.seconds

    def forward(self, seconds: float) -> None:
        """Move the clock."""
        self.seconds += seconds


@dataclass
class MemoryBlobs:
    """Pictures by hash, in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)

    def add(
        self, data: bytes, *, media_type: str = "image/png", size: Size | None = None
    ) -> Pixels:
        """Keep ``data`` and return the request's name for it."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.kept[sha256] = data
        return Pixels(sha256, size or Size(64, 48), media_type, len(data))

    def read(self, sha256: str) -> bytes:
        """Return the bytes with this hash."""
        self.reads.append(sha256)
        try:
            return self.kept[sha256]
        except KeyError as error:
            raise StoreError("A picture is gone from the library.") from error


@dataclass
class RecordingSink:
    """Remembers what a call said about itself, in order."""

    times_sent: int = 0
    request_id: str | None = None
    response_id: str | None = None
    raw: bytearray = field(default_factory=bytearray)
    story: list[str] = field(default_factory=list)

    def sent(self) -> None:
        """Note that the first byte left."""
        self.times_sent += 1
        self.story.append("sent")

    def identified(self, *, request_id: str | None, response_id: str | None) -> None:
        """Note the ids."""
        self.request_id, self.response_id = request_id, response_id
        self.story.append(f"identified {request_id} {response_id}")

    def received(self, chunk: bytes) -> None:
        """Append the bytes."""
        self.raw += chunk
        self.story.append("received")


class SystemTime:
    """The machine's own time, for tests that really wait."""

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day."""
        return self.now().date()

    def monotonic(self) -> float:
        """Return the machine's seconds."""
        return time.monotonic()
