"""The system's clock: the one place that asks for the time."""

import time
from datetime import UTC, date, datetime


class SystemClock:
    """Implements `tessera.core.ports.Clock` with the machine's own time."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day in UTC."""
        return self.now().date()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()
