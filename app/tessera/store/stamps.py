"""Times as the library writes them: ISO 8601 in UTC, to the millisecond."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tessera.core.ports import Clock


def stamp(clock: Clock) -> str:
    """Return the time now as text."""
    return clock.now().isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """Return the time that `stamp` wrote."""
    return datetime.fromisoformat(text)


def optional_moment(text: str | None) -> datetime | None:
    """Return the time, or None where none was written."""
    return None if text is None else moment(text)
