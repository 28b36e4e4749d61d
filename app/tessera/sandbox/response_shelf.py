"""Responses that were stored: bounded in number and bytes, the oldest go first.

A *kept* response is the run that made it and the talk up to and including its answer, so that a
later request can go on from there.
"""

from collections import OrderedDict
from dataclasses import dataclass

from tessera.sandbox.runs import Run
from tessera.sandbox.talk import Said, Talk


@dataclass(slots=True)
class Kept:
    """One stored response. ``talk`` is None until its answer is complete."""

    run: Run
    talk: Talk | None = None
    said: dict[str, Said] | None = None

    @property
    def size_bytes(self) -> int:
        """Return roughly how much memory this response holds."""
        pictures = self.talk.pictures if self.talk is not None else ()
        return self.run.size_bytes + sum(len(picture.data) for picture in pictures)


class ResponseShelf:
    """The stored responses of one sandbox, oldest first."""

    def __init__(self, *, most: int, most_bytes: int) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def keep(self, run: Run) -> Kept:
        """Keep a response from its first moment."""
        kept = self._kept[run.id] = Kept(run)
        self._trim()
        return kept

    def settle(self, run: Run, talk: Talk, said: dict[str, Said]) -> None:
        """Note what was said in the end; ``said`` finds it by the ids of the output's items."""
        kept = self._kept.get(run.id)
        if kept is not None:
            kept.talk, kept.said = talk, said
            self._trim()

    def get(self, response_id: str) -> Kept | None:
        """Return a stored response, or None."""
        return self._kept.get(response_id)

    def said(self, item_id: str) -> Said | None:
        """Return what an item of any stored response said, or None."""
        for kept in reversed(self._kept.values()):
            if kept.said is not None and item_id in kept.said:
                return kept.said[item_id]
        return None

    def drop(self, response_id: str) -> None:
        """Forget a response, stopping it if it still runs."""
        kept = self._kept.pop(response_id, None)
        if kept is not None:
            kept.run.stop()

    def _trim(self) -> None:
        while len(self._kept) > 1 and self._is_full():
            oldest = next((key for key, kept in self._kept.items() if kept.run.ended), None)
            if oldest is None:
                return
            del self._kept[oldest]

    def _is_full(self) -> bool:
        used = sum(kept.size_bytes for kept in self._kept.values())
        return len(self._kept) > self._most or used > self._most_bytes
