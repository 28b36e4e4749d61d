"""Puts numbered events back in order: doubles are dropped, early ones held until their turn.

A provider may skip numbers, or give all events the same one; so a gap is waited for only a short
while, and numbers that contradict themselves are no longer looked at.
"""

import zlib
from collections.abc import Callable
from typing import Generic, TypeVar

MOST_HELD = 2_048
MOST_HELD_BYTES = 64 * 2**20  # a large picture fits
PATIENCE_S = 1.0
HABIT = 3  # after so many gaps that were never filled, no further one is waited for
REMEMBERED = 4_096

T = TypeVar("T")


class Sequencer(Generic[T]):
    """Hands out items in the order of their numbers. ``now`` counts seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._next = 0
        self._held: dict[int, tuple[T, int]] = {}
        self._held_bytes = 0
        self._waiting_since = 0.0
        self._seen: dict[int, tuple[int, int]] = {}  # what was handed out, by number
        self._is_numbered = True
        self._has_begun = False
        self._gaps = 0

    @property
    def last(self) -> int | None:
        """Return the number up to which everything was handed out; None where nobody can say."""
        return self._next - 1 if self._has_begun and self._is_numbered else None

    def start_after(self, number: int) -> None:
        """Begin after ``number``: everything up to it is known from an earlier stream."""
        self._next = number + 1
        self._has_begun = True

    def forget_held(self) -> None:
        """Drop what waits for its turn: it comes again, perhaps in other bytes."""
        for number in self._held:
            self._seen.pop(number, None)
        self._held.clear()
        self._held_bytes = 0

    def take(
        self, number: int | None, data: bytes | memoryview, item: T, *, is_first: bool = False
    ) -> list[T]:
        """Return the items whose turn has come, now that ``item`` is here.

        ``data`` is the event as it came: the same number with other data means that the numbers
        cannot be trusted. ``is_first`` marks the event that begins every stream.
        """
        if number is None or number < 0 or not self._is_numbered:
            return [item]
        mark = (len(data), zlib.crc32(data[:4096]))
        known = self._seen.get(number)
        if known is not None:
            if known == mark:
                return []
            self._is_numbered = False
            return [*self.rest(), item]
        if number < self._next:
            return []
        self._remember(number, mark)
        if is_first and not self._has_begun:
            self._next = number
        self._hold(number, item, len(data))
        return self._ready()

    def rest(self) -> list[T]:
        """Return everything still held, in order; the stream has ended or gaps are given up."""
        items = [item for _, (item, _) in sorted(self._held.items(), key=lambda held: held[0])]
        if self._held:
            self._next = max(self._held) + 1
        self._held.clear()
        self._held_bytes = 0
        return items

    def _remember(self, number: int, mark: tuple[int, int]) -> None:
        self._seen[number] = mark
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]

    def _hold(self, number: int, item: T, size: int) -> None:
        if not self._held:
            self._waiting_since = self._now()
        self._held[number] = item, size
        self._held_bytes += size

    def _ready(self) -> list[T]:
        items: list[T] = []
        while self._next in self._held:
            item, size = self._held.pop(self._next)
            self._held_bytes -= size
            items.append(item)
            self._next += 1
        if items:
            self._has_begun = True
            self._waiting_since = self._now()
        if self._held and self._is_tired():
            self._gaps += 1
            items += self.rest()
        return items

    def _is_tired(self) -> bool:
        return (
            self._gaps >= HABIT
            or len(self._held) > MOST_HELD
            or self._held_bytes > MOST_HELD_BYTES
            or self._now() - self._waiting_since > PATIENCE_S
        )
